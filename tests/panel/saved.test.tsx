// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { SavedPostings } from '../../components/saved/SavedPostings.tsx';
import { createSavedModel, type SavedModel } from '../../entrypoints/sidepanel/saved-model.ts';
import { createSavedVerbs } from '../../entrypoints/sidepanel/saved-verbs.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Trouble } from '../../utils/chat/message.ts';
import { savedPostingIdOf } from '../../utils/chat/saved-posting.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import type { NotificationAnswer } from '../../utils/platform/notifications.ts';
import { toLocalDay } from '../../utils/std/local-day.ts';
import { listPostings } from '../../utils/store/posting-rows.ts';
import type { RegisterValue, StoreDb } from '../../utils/store/schema.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { factsOf } from '../saved/saved-samples.ts';
import { openFreshStore, turnOf, userMessage } from '../store/fixtures.ts';
import { createFakeStorage, openDesk } from './panel-fakes.ts';

afterEach(cleanup);

const today = toLocalDay(Date.now());
const idOf = (name: string): string => savedPostingIdOf(factsOf(name).key);
const write = (db: StoreDb, name: string, values: Record<string, RegisterValue> = {}) =>
  applyWrite(db, {
    type: 'set-registers',
    sessionId: idOf(name),
    values: { 'job.saved': true, 'job.facts': { ...factsOf(name) }, ...values },
  });

interface Options {
  readonly local?: Storage;
  readonly answer?: (request: PanelRequest) => Promise<Trouble | null>;
  readonly notifications?: { allowed: boolean; answer: NotificationAnswer };
}

/** The list on a real store; the background is played by writes to the same store. */
async function open(db: StoreDb, options: Options = {}) {
  const { local = createFakeStorage(), notifications = { allowed: false, answer: 'allowed' as const } } =
    options;
  const asked: string[] = [];
  const desk = await openDesk({
    db,
    sessionId: createId(),
    local,
    answer:
      options.answer ??
      (async (request) => {
        if (request.type !== 'set-saved-posting') return null;
        const values = Object.fromEntries(
          Object.entries(request.fields).flatMap(([field, value]) =>
            value === undefined ? [] : [[field, value]],
          ),
        );
        await applyWrite(db, { type: 'set-registers', sessionId: request.postingId, values });
        return null;
      }),
  });
  const model: SavedModel = createSavedModel(desk.model, {
    allowed: async () => notifications.allowed,
    request: async () => {
      asked.push('asked');
      return notifications.answer;
    },
  });
  onTestFinished(model.close);
  function View() {
    return (
      <SavedPostings
        rows={model.rows.value}
        arranged={model.arranged.value}
        view={model.view.value}
        today={model.today.value}
        reminding={model.reminding.value}
        acts={model}
        onView={(view) => (model.view.value = view)}
        onExport={() => {}}
        onClose={desk.model.saved.close}
      >
        {null}
      </SavedPostings>
    );
  }
  render(<View />);
  await waitFor(() =>
    expect(screen.getByRole('list', { name: 'Saved postings' }).getAttribute('aria-busy')).toBe('false'),
  );
  return { ...desk, saved: model, asked, local };
}
const row = (name: string): HTMLElement => {
  const found = screen
    .getAllByRole('listitem')
    .find((item) => item.textContent?.includes(`Engineer ${name}`));
  if (found === undefined) throw new Error(`${name} is not listed`);
  return found;
};
const expand = (name: string): void =>
  void fireEvent.click(within(row(name)).getByRole('button', { name: new RegExp(`Engineer ${name}`) }));
const stored = async (db: StoreDb) => (await listPostings(db))[0];

test('a posting shows what it is, where, how far it has come, and opens to the rest', async () => {
  const db = await openFreshStore();
  await write(db, 'a', { 'job.note': 'Ask Kim' });
  await open(db);
  expect(row('a').textContent).toContain('Acme');
  expect(row('a').textContent).toContain('Oslo');
  expect(row('a').textContent).toContain('Ask Kim');
  const status = within(row('a')).getByRole('combobox', { name: 'Status' });
  expect(Reflect.get(status, 'value')).toBe('interested');
  expand('a');
  const link = within(row('a')).getByRole('link', { name: 'Open posting' });
  expect(link.getAttribute('href')).toBe('https://jobs.example/a');
  expect(link.getAttribute('rel')).toContain('noreferrer');
});

test('"Applied" sets the day once, and it can be changed', async () => {
  const db = await openFreshStore();
  await write(db, 'a');
  await open(db);
  fireEvent.change(within(row('a')).getByRole('combobox', { name: 'Status' }), {
    target: { value: 'applied' },
  });
  await waitFor(async () => expect(await stored(db)).toMatchObject({ status: 'applied', appliedOn: today }));
  expand('a');
  fireEvent.change(within(row('a')).getByLabelText('Applied on'), { target: { value: '2026-11-01' } });
  await waitFor(async () => expect(await stored(db)).toMatchObject({ appliedOn: '2026-11-01' }));
  // Half a year is no day yet.
  fireEvent.change(within(row('a')).getByLabelText('Applied on'), { target: { value: '0202-11-01' } });
  fireEvent.change(within(row('a')).getByRole('combobox', { name: 'Status' }), {
    target: { value: 'offer' },
  });
  await waitFor(async () =>
    expect(await stored(db)).toMatchObject({ status: 'offer', appliedOn: '2026-11-01' }),
  );
});

test('a note is saved as it is typed, and the last words when the panel goes', async () => {
  const db = await openFreshStore();
  await write(db, 'a');
  const { saved, commands } = await open(db);
  expand('a');
  const note = within(row('a')).getByRole('textbox', { name: 'Note' });
  for (const text of ['A', 'Ask', 'Ask Kim']) fireEvent.input(note, { target: { value: text } });
  await waitFor(async () => expect((await stored(db))?.note).toBe('Ask Kim'));
  expect(commands.filter(({ type }) => type === 'set-saved-posting')).toHaveLength(1);
  fireEvent.input(note, { target: { value: 'Ask Kim again' } });
  saved.flush();
  await waitFor(async () => expect((await stored(db))?.note).toBe('Ask Kim again'));
});

test('a note survives a panel that dies before the background has it', async () => {
  const db = await openFreshStore();
  await write(db, 'a', { 'job.note': 'Old' });
  const { local } = await open(db, { answer: () => new Promise(() => {}) });
  expand('a');
  fireEvent.input(within(row('a')).getByRole('textbox', { name: 'Note' }), { target: { value: 'New' } });
  cleanup();
  await open(db, { local });
  await waitFor(async () => expect((await stored(db))?.note).toBe('New'));
  expect(row('a').textContent).toContain('New');
});

test('a note that was saved just as the panel died does not come back over a later one', async () => {
  const db = await openFreshStore();
  await write(db, 'a', { 'job.note': 'Old' });
  const { local } = await open(db, { answer: () => new Promise(() => {}) });
  expand('a');
  fireEvent.input(within(row('a')).getByRole('textbox', { name: 'Note' }), { target: { value: 'Mine' } });
  cleanup();
  await write(db, 'a', { 'job.note': 'Mine, and theirs' });
  const { commands } = await open(db, { local });
  await waitFor(() => expect(row('a').textContent).toContain('Mine, and theirs'));
  expect(commands.every(({ type }) => type !== 'set-saved-posting')).toBe(true);
  expect((await stored(db))?.note).toBe('Mine, and theirs');
});

test('where another device wrote meanwhile, a note that was left behind is put below, and nothing is lost', async () => {
  const db = await openFreshStore();
  await write(db, 'a', { 'job.note': 'Old' });
  const { local } = await open(db, { answer: () => new Promise(() => {}) });
  expand('a');
  fireEvent.input(within(row('a')).getByRole('textbox', { name: 'Note' }), { target: { value: 'Mine' } });
  cleanup();
  await write(db, 'a', { 'job.note': 'Theirs' });
  await open(db, { local });
  await waitFor(async () => expect((await stored(db))?.note).toBe('Theirs\n\nMine'));
});

test('a note from another device is shown, and does not fall back to what was typed here before', async () => {
  const db = await openFreshStore();
  await write(db, 'a');
  const { onEvent } = await open(db);
  expand('a');
  const note = (): HTMLElement => within(row('a')).getByRole('textbox', { name: 'Note' });
  fireEvent.input(note(), { target: { value: 'Mine' } });
  await waitFor(async () => expect((await stored(db))?.note).toBe('Mine'));
  await write(db, 'a', { 'job.note': 'Theirs' });
  await act(() => onEvent({ type: 'changed', sessionIds: [idOf('a')] }));
  await waitFor(() => expect(Reflect.get(note(), 'value')).toBe('Theirs'));
});

test('a removed posting goes at once, keeps the focus inside, and Undo brings it back with all its words', async () => {
  const db = await openFreshStore();
  await write(db, 'a', { 'job.note': 'Ask Kim', 'job.status': 'offer' });
  const { model } = await open(db);
  expand('a');
  const remove = within(row('a')).getByRole('button', { name: 'Remove from list' });
  remove.focus();
  fireEvent.click(remove);
  await waitFor(() => expect(screen.queryAllByRole('listitem')).toEqual([]));
  await waitFor(() => expect(model.undo.offer.value?.sentence).toBe('Posting removed'));
  expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true);
  model.takeUndo();
  await waitFor(async () => expect(await stored(db)).toMatchObject({ note: 'Ask Kim', status: 'offer' }));
});

test('what the background refuses goes back to what is stored, and says so', async () => {
  const db = await openFreshStore();
  await write(db, 'a');
  const refused: Trouble = { reason: 'not-saved', message: '', detail: '', retryAfterMs: null };
  const { model } = await open(db, { answer: async () => refused });
  const status = within(row('a')).getByRole('combobox', { name: 'Status' });
  fireEvent.change(status, { target: { value: 'offer' } });
  await waitFor(() => expect(model.trouble.value?.trouble).toEqual(refused));
  await waitFor(() => expect(Reflect.get(status, 'value')).toBe('interested'));
});

test('the first follow-up date asks whether the browser may remind; a refusal is said, and the list still shows it', async () => {
  const db = await openFreshStore();
  await write(db, 'a');
  await write(db, 'b');
  const { asked, local } = await open(db, { notifications: { allowed: false, answer: 'refused' } });
  expand('a');
  fireEvent.change(within(row('a')).getByLabelText('Follow-up on'), { target: { value: today } });
  expect(asked).toHaveLength(1);
  await waitFor(() => expect(row('a').textContent).toContain('Due today'));
  await waitFor(() => expect(row('a').textContent).toContain('The browser may not remind you.'));
  expand('b');
  fireEvent.change(within(row('b')).getByLabelText('Follow-up on'), { target: { value: '2027-01-01' } });
  expect(asked).toHaveLength(1);
  cleanup();
  // Not under the user's hand, but the next time it stands on top.
  const again = await open(db, { local, notifications: { allowed: false, answer: 'allowed' } });
  expect(screen.getByRole('heading', { name: 'Follow up' })).toBeDefined();
  expand('a');
  fireEvent.click(within(row('a')).getByRole('button', { name: 'Allow reminders' }));
  expect(again.asked).toHaveLength(1);
  await waitFor(() => expect(row('a').textContent).toContain('This browser reminds you that day.'));
});

test('the newest chat about a posting is opened, older ones are listed', async () => {
  const db = await openFreshStore();
  await write(db, 'a');
  const ids: string[] = [];
  for (const words of ['First chat', 'Second chat']) {
    const message = userMessage(createId(), words);
    ids.push(message.sessionId);
    const { key, print, url, title, company, place } = factsOf('a');
    const posting = { key, print, url, title, company, place, at: 1 };
    await applyWrite(db, { type: 'start-turn', message, turn: turnOf(message), posting });
  }
  const { model } = await open(db);
  expand('a');
  const older = within(row('a')).getByRole('list', { name: 'Earlier chats' });
  expect(within(older).getByRole('button').textContent).toBe('Engineer a · Acme');
  model.saved.show();
  fireEvent.click(within(row('a')).getByRole('button', { name: 'Open chat' }));
  await waitFor(() => expect(model.session.id.value).toBe(ids[1]));
  expect(model.saved.open.value).toBe(false);
});

test('search and status narrow the list; Escape empties the search before it closes the list', async () => {
  const db = await openFreshStore();
  await write(db, 'a');
  await write(db, 'b', { 'job.status': 'offer' });
  const { model } = await open(db);
  model.saved.show();
  const search = screen.getByRole('searchbox', { name: 'Search saved postings' });
  fireEvent.input(search, { target: { value: 'engineer b' } });
  await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(1));
  fireEvent.keyDown(search, { key: 'Escape' });
  await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(2));
  fireEvent.change(screen.getByRole('combobox', { name: 'Show' }), { target: { value: 'closed' } });
  await waitFor(() => expect(screen.getByText('No saved posting fits.')).toBeDefined());
  fireEvent.keyDown(search, { key: 'Escape' });
  expect(model.saved.open.value).toBe(false);
});

test('hostile words of a page stay words, and no address of another kind becomes a link', async () => {
  const db = await openFreshStore();
  const facts = factsOf('x', {
    title: '<img src=x onerror=alert(1)>',
    url: 'javascript:alert(1)',
    applyUrl: 'data:text/html,x',
  });
  await applyWrite(db, {
    type: 'set-registers',
    sessionId: idOf('x'),
    values: { 'job.saved': true, 'job.facts': { ...facts } },
  });
  await open(db);
  fireEvent.click(screen.getByRole('button', { name: /onerror/ }));
  expect(document.querySelector('img')).toBe(null);
  expect(screen.queryAllByRole('link')).toEqual([]);
});

test('the page’s posting is saved under its own names, and taken off again with Undo', async () => {
  const db = await openFreshStore();
  const { model } = await open(db);
  const verbs = createSavedVerbs(model);
  await verbs.save(factsOf('a'));
  expect(await stored(db)).toMatchObject({ id: idOf('a'), status: 'interested' });
  expect(await model.ports.reader.findPosting(factsOf('a'))).toMatchObject({ id: idOf('a') });
  await verbs.remove({ id: idOf('a') });
  expect(await stored(db)).toBe(undefined);
  expect(model.undo.offer.value?.sentence).toBe('Posting removed');
});
