import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { createPostingCorrections } from '../../entrypoints/sidepanel/posting-corrections.ts';
import { createPostingModel, type PostingModel } from '../../entrypoints/sidepanel/posting-model.ts';
import { createId } from '../../utils/chat/id.ts';
import { quotesOf, textOf, type Trouble } from '../../utils/chat/message.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, turnOf, userMessage } from '../store/fixtures.ts';
import { createFakeStorage, openDesk, type Desk } from './panel-fakes.ts';
import {
  createFakeWatch,
  lumen,
  northwindText,
  postingOf,
  readingOf,
  type FakeWatch,
} from './posting-samples.ts';

const refused: Trouble = { reason: 'not-connected', message: '', detail: '', retryAfterMs: null };
const open: PostingModel[] = [];
afterEach(() => {
  for (const posting of open.splice(0)) posting.close();
  vi.useRealTimers();
});

interface Seat extends Desk {
  readonly posting: PostingModel;
  readonly tab: FakeWatch;
  /** Sends what stands in the composer, and waits until the store has it. */
  send(words: string): Promise<void>;
}

/** A panel beside a tab, before a background that stores what is sent. */
async function sit({
  db,
  local = createFakeStorage(),
  sessionId = createId(),
  answer = (request) => store(db, request),
}: {
  readonly db: StoreDb;
  readonly local?: Storage;
  readonly sessionId?: string;
  readonly answer?: (request: PanelRequest) => Promise<Trouble | null>;
}): Promise<Seat> {
  const desk = await openDesk({ db, sessionId, local, answer });
  const tab = createFakeWatch();
  const posting = createPostingModel(desk.model, tab, createPostingCorrections(local));
  open.push(posting);
  return {
    ...desk,
    posting,
    tab,
    async send(words) {
      desk.model.draft.input(words);
      desk.model.sendDraft();
      await vi.waitFor(() => expect(desk.model.session.sending.value).toEqual([]));
      desk.onEvent({ type: 'changed', sessionIds: [desk.model.session.id.value] });
    },
  };
}

async function store(db: StoreDb, request: PanelRequest): Promise<Trouble | null> {
  if (request.type !== 'send') return null;
  const { sessionId, messageId, text, quotes = [], posting = null } = request;
  const message = { ...userMessage(sessionId, text), id: messageId };
  const parts = [...quotes, ...message.parts];
  await applyWrite(db, {
    type: 'start-turn',
    message: { ...message, parts },
    turn: turnOf(message),
    posting,
  });
  await applyWrite(db, { type: 'finish-turn', sessionId, turnId: messageId, reply: null });
  return null;
}

function lastSend({ commands }: Desk) {
  const send = commands.findLast((request) => request.type === 'send');
  if (send?.type !== 'send') throw new Error('nothing was sent');
  return send;
}

test('a posting that is asked about goes with the next message, once, with its address and what it says', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  const focus = seat.model.focusRequest.value;
  seat.posting.ask();
  seat.posting.ask();
  expect(seat.model.focusRequest.value).toBeGreaterThan(focus);
  expect(seat.model.draft.attached.value.quotes).toHaveLength(1);
  await seat.send('Do I fit?');
  const { text, quotes, posting } = lastSend(seat);
  expect(text).toBe('Do I fit?');
  expect(quotes).toMatchObject([
    { source: 'posting', title: 'Senior Platform Engineer', url: readingOf().url, cut: false },
  ]);
  expect(quotes?.[0]?.text).toContain('Duty 59');
  expect(posting).toMatchObject({ key: 'jobs.example/view/4711', company: 'Northwind' });
  expect(seat.model.draft.attached.value.quotes).toEqual([]);
  await seat.send('And now?');
  expect(lastSend(seat)).toMatchObject({ quotes: [], posting: null });
});

test('a posting that was removed again is not sent, and the chat belongs to none', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  const [quote] = seat.model.draft.attached.value.quotes;
  if (quote === undefined) throw new Error('nothing is attached');
  seat.model.detach(quote);
  await seat.send('Hello');
  expect(lastSend(seat)).toMatchObject({ quotes: [], posting: null });
});

test('an attachment without words is sent with the words that the empty composer shows', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  await seat.send('  ');
  expect(lastSend(seat)).toMatchObject({ text: 'What do you make of this posting?' });
});

test('an attachment is still there after the panel was closed and opened, also without any words', async () => {
  const db = await openFreshStore();
  const local = createFakeStorage();
  const first = await sit({ db, local });
  first.tab.goTo(readingOf());
  first.posting.ask();
  const second = await sit({ db, local, sessionId: first.model.session.id.value });
  expect(second.model.draft.attached.value).toEqual(first.model.draft.attached.value);
  await second.send('Still there?');
  expect(lastSend(second).quotes).toHaveLength(1);
  const third = await sit({ db, local, sessionId: first.model.session.id.value });
  expect(third.model.draft.attached.value.quotes).toEqual([]);
});

test('a refused message gives the posting back with the words', async () => {
  const seat = await sit({ db: await openFreshStore(), answer: async () => refused });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  seat.model.draft.input('Do I fit?');
  seat.model.sendDraft();
  await vi.waitFor(() => expect(seat.model.draft.text.value).toBe('Do I fit?'));
  expect(seat.model.draft.attached.value).toMatchObject({
    quotes: [{ title: 'Senior Platform Engineer' }],
    posting: { key: 'jobs.example/view/4711' },
  });
});

test('a refused message without own words leaves the composer as it was', async () => {
  const seat = await sit({ db: await openFreshStore(), answer: async () => refused });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  seat.model.sendDraft();
  await vi.waitFor(() => expect(seat.model.draft.attached.value.quotes).toHaveLength(1));
  expect(seat.model.draft.text.value).toBe('');
});

test('an edited message keeps the posting that went with it, and the draft beneath keeps its own', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  await seat.send('Do I ift?');
  seat.model.attach({ ...quoteOf(seat), source: 'selection', text: 'waits' }, null);
  seat.model.editLast();
  expect(seat.model.draft.attached.value.quotes).toMatchObject([{ source: 'posting' }]);
  await seat.send('Do I fit?');
  expect(lastSend(seat)).toMatchObject({ text: 'Do I fit?', quotes: [{ source: 'posting' }] });
  expect(lastSend(seat).variantOf).not.toBe(null);
  expect(seat.model.draft.attached.value.quotes).toMatchObject([{ source: 'selection', text: 'waits' }]);
});

test('coming back to the same address offers the chat about it, and pressing shows that chat', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  await seat.send('Do I fit?');
  const about = seat.model.session.id.value;
  expect(seat.posting.earlier.value).toBe(null);
  seat.tab.goTo(lumen);
  await seat.model.newChat();
  expect(seat.posting.earlier.value).toBe(null);
  seat.tab.goTo(readingOf({ url: 'https://www.jobs.example/view/4711?trk=feed' }));
  await vi.waitFor(() => expect(seat.posting.earlier.value).toBe(about));
  seat.posting.continueEarlier();
  await vi.waitFor(() => expect(seat.model.session.id.value).toBe(about));
  expect(seat.model.session.shown.value.map((message) => textOf(message))).toEqual(['Do I fit?']);
  expect(seat.posting.earlier.value).toBe(null);
});

test('the same job on another board is known by its words', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  await seat.send('Do I fit?');
  const about = seat.model.session.id.value;
  await seat.model.newChat();
  seat.tab.goTo(readingOf({ url: 'https://board.example/listing/abc-77' }));
  await vi.waitFor(() => expect(seat.posting.earlier.value).toBe(about));
  seat.tab.goTo(lumen);
  await vi.waitFor(() => expect(seat.posting.earlier.value).toBe(null));
});

test('on the form of a posting its chat can be continued, though the form does not name the job', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  await seat.send('Do I fit?');
  const about = seat.model.session.id.value;
  await seat.model.newChat();
  const url = 'https://jobs.example/view/4711/apply';
  seat.tab.goTo(readingOf({ kind: 'application-form', url, posting: null }));
  await vi.waitFor(() => expect(seat.posting.earlier.value).toBe(about));
});

test('of several chats about a posting the newest is offered', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  await seat.send('First');
  await seat.model.newChat();
  seat.posting.ask();
  await seat.send('Second');
  const newest = seat.model.session.id.value;
  await seat.model.newChat();
  await vi.waitFor(() => expect(seat.posting.earlier.value).toBe(newest));
});

test('the chat says what it is about when the tab has moved on, and stays with its posting on the form', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  await seat.send('Do I fit?');
  expect(seat.posting.about.value).toBe(null);
  const form = { kind: 'application-form', url: 'https://ats.example/form?step=2' } as const;
  seat.tab.goTo(readingOf({ ...form, posting: null }));
  expect(seat.posting.about.value).toMatchObject({ title: 'Senior Platform Engineer', company: 'Northwind' });
  seat.tab.goTo(
    readingOf({ ...form, posting: postingOf({ description: { value: null, reason: 'not-found' } }) }),
  );
  expect(seat.posting.about.value).toBe(null);
  const nameless = { value: null, reason: 'not-found' } as const;
  seat.tab.goTo(
    readingOf({
      kind: 'application-form',
      url: 'https://jobs.example/view/4711/apply',
      posting: postingOf({ title: nameless, company: nameless, description: nameless }),
    }),
  );
  expect(seat.posting.page.value).toBe(null);
  expect(seat.posting.about.value).toMatchObject({ title: 'Senior Platform Engineer' });
  seat.tab.go({ type: 'closed' });
  expect(seat.posting.about.value).toMatchObject({ title: 'Senior Platform Engineer' });
  await seat.send('Draft an answer');
  expect(seat.model.session.summary.value?.posting).toMatchObject({ title: 'Senior Platform Engineer' });
});

test('asking about another posting begins its own chat and takes the typed words along', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  await seat.send('Do I fit?');
  const first = seat.model.session.id.value;
  seat.tab.goTo(lumen);
  seat.model.draft.input('And this one?');
  seat.posting.ask();
  expect(seat.model.session.id.value).not.toBe(first);
  expect(seat.model.draft.text.value).toBe('And this one?');
  await seat.send('And this one?');
  expect(seat.model.session.summary.value?.posting).toMatchObject({ company: 'Lumen' });
  seat.tab.goTo(readingOf());
  await vi.waitFor(() => expect(seat.posting.earlier.value).toBe(first));
  await seat.model.openSession(first);
  expect(seat.model.draft.text.value).toBe('');
});

test('another posting can be added to the chat on screen, which goes on being about its own', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  await seat.send('Do I fit?');
  const first = seat.model.session.id.value;
  seat.tab.goTo(lumen);
  seat.posting.addToChat();
  await seat.send('Compare the two');
  expect(seat.model.session.id.value).toBe(first);
  expect(lastSend(seat)).toMatchObject({ quotes: [{ company: 'Lumen' }], posting: null });
  expect(seat.model.session.summary.value?.posting).toMatchObject({ company: 'Northwind' });
});

test('a correction is laid over every later reading, goes with what is sent, and can be taken back', async () => {
  const db = await openFreshStore();
  const local = createFakeStorage();
  const first = await sit({ db, local });
  first.tab.goTo(readingOf());
  first.posting.correct('company', 'Northwind GmbH');
  first.posting.correct('salary', '90 to 110 thousand');
  first.posting.correct('places', '');
  const second = await sit({ db, local });
  second.tab.goTo(readingOf({ url: 'https://jobs.example/view/4711' }));
  expect(second.posting.page.value).toMatchObject({
    corrections: { company: 'Northwind GmbH', salary: '90 to 110 thousand', places: '' },
    named: { company: 'Northwind GmbH', place: '', key: 'jobs.example/view/4711' },
  });
  second.posting.ask();
  const [quote] = second.model.draft.attached.value.quotes;
  expect(quote).toMatchObject({ company: 'Northwind GmbH', place: '' });
  expect(quote?.text).toContain('90 to 110 thousand');
  second.posting.correct('company', null);
  expect(second.posting.page.value?.named.company).toBe('Northwind');
  second.tab.goTo(lumen);
  expect(second.posting.page.value?.corrections).toEqual({});
});

test('corrections do not change by which words a posting is known again', async () => {
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.posting.correct('title', 'Something else');
  seat.posting.ask();
  await seat.send('Do I fit?');
  const about = seat.model.session.id.value;
  await seat.model.newChat();
  seat.tab.goTo(readingOf({ url: 'https://board.example/listing/abc-77' }));
  await vi.waitFor(() => expect(seat.posting.earlier.value).toBe(about));
});

test('a page that is read at once does not flicker, and one that takes its time says so', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const seat = await sit({ db: await openFreshStore() });
  seat.tab.goTo(readingOf());
  seat.tab.go({ type: 'reading', tabId: 1 });
  await vi.advanceTimersByTimeAsync(300);
  expect(seat.posting.state.value.type).toBe('read');
  seat.tab.goTo(lumen);
  await vi.advanceTimersByTimeAsync(1000);
  expect(seat.posting.state.value.type).toBe('read');
  seat.tab.go({ type: 'reading', tabId: 1 });
  await vi.advanceTimersByTimeAsync(500);
  expect(seat.posting.state.value.type).toBe('reading');
});

test('nothing is said of the page before it was read, unless that takes its time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const desk = await openDesk({ db: await openFreshStore(), sessionId: createId() });
  const begin = (): readonly [PostingModel, FakeWatch] => {
    const tab = createFakeWatch({ type: 'reading', tabId: -1 });
    const posting = createPostingModel(desk.model, tab, createPostingCorrections(createFakeStorage()));
    open.push(posting);
    return [posting, tab];
  };
  const [quick, tab] = begin();
  tab.go({ type: 'reading', tabId: 1 });
  expect(quick.begun.value).toBe(false);
  tab.go({ type: 'closed' });
  expect(quick.begun.value).toBe(true);
  const [slow] = begin();
  await vi.advanceTimersByTimeAsync(500);
  expect([slow.begun.value, slow.state.value.type]).toEqual([true, 'reading']);
});

test('an empty chat that holds only an attachment is found again by "New chat"', async () => {
  const db = await openFreshStore();
  const seat = await sit({ db });
  const waiting = seat.model.session.id.value;
  seat.tab.goTo(readingOf());
  seat.posting.ask();
  const other = userMessage(createId(), 'Another chat');
  await applyWrite(db, { type: 'save-messages', messages: [other] });
  await seat.model.openSession(other.sessionId);
  expect(seat.model.draft.attached.value.quotes).toEqual([]);
  await seat.model.newChat();
  expect(seat.model.session.id.value).toBe(waiting);
  expect(seat.model.draft.attached.value.quotes).toHaveLength(1);
});

test('what a page says is bounded before it is attached, and the cut is marked', async () => {
  const seat = await sit({ db: await openFreshStore() });
  const markdown = `${northwindText}\n`.repeat(20).slice(0, 24_000);
  seat.tab.goTo(
    readingOf({
      posting: postingOf({
        description: { value: { markdown, cut: false }, raw: '', source: 'text', confidence: 0.9 },
      }),
    }),
  );
  seat.posting.ask();
  expect(quoteOf(seat).text.length).toBeLessThanOrEqual(24_000);
  expect(quoteOf(seat).cut).toBe(true);
});

function quoteOf({ model }: Desk) {
  const [quote] =
    model.draft.attached.value.quotes.length > 0
      ? model.draft.attached.value.quotes
      : model.session.shown.value.flatMap((message) => quotesOf(message));
  if (quote === undefined) throw new Error('nothing is attached');
  return quote;
}
