import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { textOf, type Message, type Trouble } from '../../utils/chat/message.ts';
import { createPanelMemory } from '../../entrypoints/sidepanel/panel-memory.ts';
import { screenfulOf, toFirstFrame } from '../../entrypoints/sidepanel/first-frame.ts';
import { toEmptyStart } from '../../entrypoints/sidepanel/session-model.ts';
import { readStart } from '../../utils/store/read.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, replyTo, userMessage } from '../store/fixtures.ts';
import { createFakeStorage, openDesk } from './panel-fakes.ts';

const refused: Trouble = { reason: 'not-saved', message: '', detail: '', retryAfterMs: null };

function talk(sessionId: string, turns: number): Message[] {
  return Array.from({ length: turns }).flatMap((_, index) => {
    const question = userMessage(sessionId, `Question ${index}`);
    return [question, replyTo(question, `Answer to ${textOf(question)}`)];
  });
}

test('only the newest page is read first; older ones come when asked for, each once', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const messages = talk(sessionId, 50);
  await applyWrite(db, { type: 'save-messages', messages });
  const { model } = await openDesk({ db, sessionId });
  expect(model.session.shown.value).toHaveLength(40);
  await Promise.all([model.session.loadOlder(), model.session.loadOlder()]);
  expect(model.session.shown.value).toHaveLength(50);
  while (model.session.older.value) await model.session.loadOlder();
  expect(model.session.shown.value.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
  expect(model.session.older.value).toBe(false);
});

test('the first frame holds a screenful, and more comes above it', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const messages = talk(sessionId, 25);
  await applyWrite(db, { type: 'save-messages', messages });
  const { model } = await openDesk({ db, sessionId });
  const start = await readStart(db, sessionId, screenfulOf(800));
  model.show({ ...start, sessionId });
  expect(model.session.shown.value).toHaveLength(11);
  await model.session.loadOlder();
  expect(model.session.shown.value.map(({ id }) => id)).toEqual(messages.slice(-21).map(({ id }) => id));
});

test('of long messages the first frame draws only those that fill the panel for certain', () => {
  const sessionId = createId();
  const first = (messages: readonly Message[], heightPx = 800) =>
    toFirstFrame({ ...toEmptyStart(sessionId), messages }, heightPx);
  const short = talk(sessionId, 5);
  expect(first(short).messages).toEqual(short);
  expect(first(short).more).toBe(false);
  const paragraphs = `${'word '.repeat(60)}\n\n`.repeat(3);
  const long = Array.from({ length: 10 }, () => userMessage(sessionId, paragraphs));
  // 80 px and three times three lines.
  expect(first(long).messages).toEqual(long.slice(-4));
  expect(first(long).more).toBe(true);
  expect(first(long, 3_000).messages).toEqual(long);
  const code = Array.from({ length: 10 }, () => userMessage(sessionId, 'x'.repeat(50_000)));
  expect(first(code).messages).toEqual(code.slice(-6));
  const edited = { ...userMessage(sessionId, 'again'), variantOf: long[8]?.id ?? null };
  expect(first([...long, edited]).messages).toHaveLength(11);
});

test('a change keeps every message that did not change the same object', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const messages = talk(sessionId, 3);
  await applyWrite(db, { type: 'save-messages', messages });
  const { model } = await openDesk({ db, sessionId });
  const before = model.session.shown.value;
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(sessionId, 'One more')] });
  await model.session.reread();
  expect(model.session.shown.value).toHaveLength(7);
  expect(model.session.shown.value.slice(0, 6).every((message, index) => message === before[index])).toBe(
    true,
  );
});

test('new messages do not push older ones in above a reader who has scrolled up', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-messages', messages: talk(sessionId, 50) });
  const { model } = await openDesk({ db, sessionId });
  model.session.setAtEnd(false);
  await model.session.loadOlder();
  const top = model.session.shown.value[0];
  await applyWrite(db, { type: 'save-messages', messages: talk(sessionId, 1) });
  await model.session.reread();
  expect(model.session.shown.value[0]).toBe(top);
  expect(model.session.shown.value).toHaveLength(52);
});

test('of a long chat only a part is kept on screen, whichever way the reader goes through it', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const messages = talk(sessionId, 250);
  await applyWrite(db, { type: 'save-messages', messages });
  const { model } = await openDesk({ db, sessionId });
  const { session } = model;
  session.setAtEnd(false);
  const most = 130;
  while (session.older.value) {
    const before = session.shown.value[0];
    await session.loadOlder();
    expect(session.shown.value).toContain(before);
    expect(session.shown.value.length).toBeLessThanOrEqual(most);
  }
  expect(session.shown.value[0]?.id).toBe(messages[0]?.id);
  expect(session.newer.value).toBe(true);
  while (session.newer.value) {
    const before = session.shown.value.at(-1);
    await session.loadNewer();
    expect(session.shown.value).toContain(before);
    expect(session.shown.value.length).toBeLessThanOrEqual(most);
  }
  const shown = session.shown.value.map(({ id }) => id);
  expect(shown).toEqual(messages.slice(-shown.length).map(({ id }) => id));
  expect(session.older.value).toBe(true);
});

test('clear empties the screen at once, and says so and offers to take it back once it is done', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-messages', messages: talk(sessionId, 2) });
  let done = (): void => {};
  const answer = (): Promise<null> => new Promise((resolve) => (done = () => resolve(null)));
  const desk = await openDesk({ db, sessionId, answer });
  desk.model.clear();
  expect(desk.model.session.shown.value).toEqual([]);
  expect(desk.model.undo.offer.value).toBe(null);
  expect(desk.model.said.value).toBe('');
  done();
  await vi.waitFor(() => expect(desk.model.undo.offer.value?.sentence).toBe('Chat cleared'));
  expect(desk.model.said.value).toContain('Chat cleared');
  const undoId = desk.model.undo.offer.value?.undoId;
  expect(desk.commands.at(-1)).toEqual({ type: 'clear', sessionId, undoId });
  desk.model.clear();
  expect(desk.model.undo.offer.value).toBe(null);
  done();
  await vi.waitFor(() => expect(desk.model.undo.offer.value?.undoId).not.toBe(undefined));
  const laterId = desk.model.undo.offer.value?.undoId;
  expect(laterId).not.toBe(undoId);
  desk.model.takeUndo();
  expect(desk.commands.at(-1)).toEqual({ type: 'undo', undoId: laterId });
  expect(desk.model.undo.offer.value).toBe(null);
});

test('a clear that was refused brings everything back', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-messages', messages: talk(sessionId, 2) });
  const { model } = await openDesk({ db, sessionId, answer: async () => refused });
  model.clear();
  await vi.waitFor(() => expect(model.session.shown.value).toHaveLength(4));
  expect(model.undo.offer.value).toBe(null);
  expect(model.trouble.value?.trouble).toEqual(refused);
});

test('a new chat is only an id until something is said, and an empty chat stays what it is', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-messages', messages: talk(sessionId, 1) });
  const { model, memory } = await openDesk({ db, sessionId });
  await model.newChat();
  const fresh = model.session.id.value;
  expect(fresh).not.toBe(sessionId);
  expect(memory.readSession()).toBe(fresh);
  await model.newChat();
  expect(model.session.id.value).toBe(fresh);
});

test('a draft in a chat that was never begun is found again by "New chat"', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-messages', messages: talk(sessionId, 1) });
  const { model } = await openDesk({
    db,
    sessionId,
    local: createFakeStorage(),
    answer: async (request) => {
      if (request.type === 'save-draft') await applyWrite(db, { ...request, at: 1 });
      return null;
    },
  });
  await model.newChat();
  const unsent = model.session.id.value;
  model.draft.input('half a thought');
  await model.openSession(sessionId);
  expect(model.draft.text.value).toBe('');
  await model.newChat();
  expect(model.session.id.value).toBe(unsent);
  expect(model.draft.text.value).toBe('half a thought');
});

test('deleting the chat on screen leaves a new one', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-messages', messages: talk(sessionId, 1) });
  const { model, commands } = await openDesk({ db, sessionId });
  model.history.show();
  await vi.waitFor(() => expect(model.history.sessions.value).toHaveLength(1));
  model.remove(sessionId);
  expect(model.history.sessions.value).toEqual([]);
  expect(model.session.id.value).not.toBe(sessionId);
  expect(commands.map(({ type }) => type)).toEqual(['delete-session', 'watch']);
});

test('what storage refused is shown beside what it holds, in its place', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const kept = userMessage(sessionId, 'Kept in memory');
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(sessionId, 'Saved later')] });
  const { model, onEvent } = await openDesk({ db, sessionId });
  onEvent({ type: 'unsaved', messages: [kept, userMessage(createId(), 'Elsewhere')], drafts: [] });
  expect(model.session.shown.value.map((message) => textOf(message))).toEqual([
    'Kept in memory',
    'Saved later',
  ]);
});

test('chats that storage refused are listed under their first words, and open with what they hold', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const elsewhere = userMessage(createId(), 'Never saved');
  await applyWrite(db, { type: 'save-messages', messages: talk(sessionId, 1) });
  const { model, onEvent } = await openDesk({ db, sessionId });
  onEvent({ type: 'unsaved', messages: [elsewhere], drafts: [] });
  model.history.show();
  await vi.waitFor(() =>
    expect(model.history.sessions.value?.map(({ title }) => title)).toEqual(['Never saved', 'Question 0']),
  );
  await model.openSession(elsewhere.sessionId);
  onEvent({ type: 'unsaved', messages: [elsewhere], drafts: [] });
  expect(model.session.shown.value.map(({ id }) => id)).toEqual([elsewhere.id]);
  expect(model.session.summary.value?.title).toBe('Never saved');
});

test('a panel opened anew returns to the chat that storage refuses, and to its draft', async () => {
  const db = await openFreshStore();
  const local = createFakeStorage();
  const sessionId = createId();
  const drafts = [{ sessionId, text: 'Half a thought' }];
  const first = await openDesk({ db, sessionId, local });
  first.onEvent({ type: 'unsaved', messages: [], drafts });
  const again = createPanelMemory({ local, window: createFakeStorage() });
  expect(again.readSession()).toBe(sessionId);
  const { model, onEvent } = await openDesk({ db, sessionId, local });
  onEvent({ type: 'unsaved', messages: [], drafts });
  expect(model.draft.text.value).toBe('Half a thought');
  model.draft.input('Typed since');
  onEvent({ type: 'unsaved', messages: [], drafts });
  expect(model.draft.text.value).toBe('Typed since');
  onEvent({ type: 'unsaved', messages: [], drafts: [] });
  expect(createPanelMemory({ local, window: createFakeStorage() }).readSession()).toBe(null);
});

test('an export holds every message, however many pages it takes', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-messages', messages: talk(sessionId, 150) });
  const { model } = await openDesk({ db, sessionId });
  const file = await model.exportFile({ format: 'text', reasoning: false, toolCalls: false });
  expect(file.text.indexOf('Question 0')).toBeGreaterThan(-1);
  expect(file.text.split('Answer to Question').length - 1).toBe(150);
  expect(file.text.indexOf('Question 0')).toBeLessThan(file.text.indexOf('Question 149'));
});

test('going to a message far up shows it among its neighbours, and both ways lead on from there', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const messages = talk(sessionId, 80);
  await applyWrite(db, { type: 'save-messages', messages });
  const { model } = await openDesk({ db, sessionId });
  const { session } = model;
  const target = messages[60]?.id ?? '';
  expect(await session.goTo(target)).toBe(true);
  expect(session.shown.value.map(({ id }) => id)).toEqual(messages.slice(40, 81).map(({ id }) => id));
  expect([session.older.value, session.newer.value]).toEqual([true, true]);
  // What is said meanwhile does not tear the reader away.
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(sessionId, 'Later')] });
  await session.reread();
  expect(session.shown.value).toHaveLength(41);
  await session.loadNewer();
  expect(session.shown.value.at(-1)?.id).toBe(messages[90]?.id);
  while (session.newer.value) await session.loadNewer();
  expect(session.shown.value.map(textOf).at(-1)).toBe('Later');
  await session.goTo(target);
  expect(session.newer.value).toBe(false);
});

test('back at the latest, only the newest page is shown', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const messages = talk(sessionId, 100);
  await applyWrite(db, { type: 'save-messages', messages });
  const { model } = await openDesk({ db, sessionId });
  await model.session.goTo(messages[10]?.id ?? '');
  await model.session.goToLatest();
  expect(model.session.shown.value.map(({ id }) => id)).toEqual(messages.slice(160).map(({ id }) => id));
  expect(model.session.newer.value).toBe(false);
});

test('a message that is gone, or of another chat, leaves the view as it is', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const other = talk(createId(), 1);
  await applyWrite(db, { type: 'save-messages', messages: [...talk(sessionId, 30), ...other] });
  const { model } = await openDesk({ db, sessionId });
  const before = model.session.shown.value;
  expect(await model.session.goTo(createId())).toBe(false);
  expect(await model.session.goTo(other[0]?.id ?? '')).toBe(false);
  expect(model.session.shown.value).toBe(before);
});

test('words that are sent from a place further up stand at the end', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const messages = talk(sessionId, 100);
  await applyWrite(db, { type: 'save-messages', messages });
  const { model } = await openDesk({ db, sessionId, answer: () => new Promise(() => {}) });
  await model.session.goTo(messages[10]?.id ?? '');
  model.draft.input('And now?');
  model.sendDraft();
  await vi.waitFor(() => expect(model.session.newer.value).toBe(false));
  await vi.waitFor(() => expect(model.session.shown.value.map(textOf).at(-1)).toBe('And now?'));
});

test('several chats are deleted at once, and one Undo asks for all of them back', async () => {
  const db = await openFreshStore();
  const ids = [createId(), createId()];
  for (const id of ids) await applyWrite(db, { type: 'save-messages', messages: talk(id, 1) });
  const { model, commands } = await openDesk({ db, sessionId: createId() });
  await model.removeAll(ids);
  expect(commands.map((command) => command.type)).toEqual(['delete-session', 'delete-session']);
  expect(model.undo.offer.value?.sentence).toBe('2 chats deleted');
  model.takeUndo();
  await vi.waitFor(() => expect(commands.filter(({ type }) => type === 'undo')).toHaveLength(2));
});
