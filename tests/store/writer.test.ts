import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { type Message, textOf } from '../../utils/chat/message.ts';
import type { Op } from '../../utils/mirror/protocol.ts';
import { countOutbox, readMessages, readSession } from '../../utils/store/read.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import type { Write } from '../../utils/store/write.ts';
import { createWriter, type Writer, type WriterState } from '../../utils/store/writer.ts';
import { createFaultyStore } from './faulty-store.ts';
import { openFreshStore, replyTo, startAt, turnOf, userMessage } from './fixtures.ts';

const sessionId = createId();
let db: StoreDb;
let spilled: unknown;
let refusal: string | null;
let states: WriterState[];
let changed: (readonly string[])[];
let pushed: Op[];
let writers: Writer[];

beforeEach(async () => {
  db = await openFreshStore();
  [spilled, refusal, states, changed, pushed, writers] = [null, null, [], [], [], []];
});
afterEach(() => {
  for (const writer of writers) writer.close();
  db.close();
});

async function startWriter(when: 'begin' | 'end' = 'begin', mirror = true): Promise<Writer> {
  const faulty = createFaultyStore(db, { refusal: () => refusal, when });
  const writer = await createWriter({
    db: async () => faulty,
    spill: { load: async () => spilled, save: async (value) => void (spilled = structuredClone(value)) },
    onState: (state) => states.push(state),
    onChanged: (ids) => changed.push(ids),
    now: () => startAt,
    ...(mirror ? { push: async (ops: readonly Op[]) => void pushed.push(...ops) } : {}),
  });
  writers.push(writer);
  return writer;
}

function send(text: string): Write & { readonly message: Message } {
  const message = userMessage(sessionId, text);
  return { type: 'start-turn', message, turn: turnOf(message) };
}

async function textsOnDisk(): Promise<string[]> {
  return (await readMessages(db, { sessionId, before: null, limit: 99 })).messages.map(textOf);
}

test('a write that storage takes is saved and announced', async () => {
  const writer = await startWriter();
  expect(await writer.commit(send('Hello'))).toBe('saved');
  expect(changed).toEqual([[sessionId]]);
  expect(states).toEqual([]);
  expect(await textsOnDisk()).toEqual(['Hello']);
});

test.each([
  ['QuotaExceededError', 'begin'],
  ['InvalidStateError', 'begin'],
  ['AbortError', 'begin'],
  ['AbortError', 'end'],
] as const)('after %s at the %s a write is kept, and saved once there is room', async (name, when) => {
  const writer = await startWriter(when);
  refusal = name;
  const first = send('One');
  expect(await writer.commit(first)).toBe('kept');
  expect(writer.state()).toBe('not-saved');
  expect(writer.unsaved()).toEqual([first.message]);
  expect(await textsOnDisk()).toEqual([]);
  refusal = null;
  expect(await writer.commit(send('Two'))).toBe('saved');
  expect(await textsOnDisk()).toEqual(['One', 'Two']);
  expect([writer.state(), states.at(-1), writer.unsaved()]).toEqual(['saved', 'saved', []]);
});

test('what is kept keeps its order: a later write is not saved before an earlier one', async () => {
  const writer = await startWriter();
  refusal = 'QuotaExceededError';
  const question = send('Question');
  await writer.commit(question);
  await writer.commit({ type: 'rename', sessionId, title: 'First title' });
  const commits = [
    writer.commit({ type: 'rename', sessionId, title: 'Second title' }),
    writer.commit({
      type: 'finish-turn',
      turnId: question.message.id,
      sessionId,
      reply: replyTo(question.message, 'Answer'),
    }),
    writer.commit({ type: 'clear', sessionId, undoId: createId(), at: startAt }),
    writer.commit(send('After the clear')),
  ];
  expect(writer.unsaved().map(textOf)).toEqual(['Question']);
  await Promise.all(commits);
  expect(writer.unsaved().map(textOf)).toEqual(['After the clear']);
  refusal = null;
  await writer.heal();
  expect(await textsOnDisk()).toEqual(['After the clear']);
  expect(await readSession(db, sessionId)).toMatchObject({ title: 'Second title', count: 1 });
});

test('an undone clear of what is only kept brings it back as the store will hold it', async () => {
  const writer = await startWriter();
  refusal = 'QuotaExceededError';
  const question = send('Question');
  await writer.commit(question);
  const reply = replyTo(question.message, 'Answer');
  await writer.commit({ type: 'finish-turn', turnId: question.message.id, sessionId, reply });
  const undoId = createId();
  await writer.commit({ type: 'clear', sessionId, undoId, at: startAt });
  expect(writer.unsaved()).toEqual([]);
  await writer.commit({ type: 'undo', undoId, at: startAt + 1000 });
  const shown = writer.unsaved();
  expect(shown.map(textOf)).toEqual(['Question', 'Answer']);
  expect(shown[1]?.replyTo).toBe(shown[0]?.id);
  refusal = null;
  await writer.heal();
  const stored = (await readMessages(db, { sessionId, before: null, limit: 99 })).messages;
  expect(stored.map(({ id }) => id)).toEqual(shown.map(({ id }) => id));
});

test('the newest refused draft of a session is known until its words are sent', async () => {
  const writer = await startWriter();
  refusal = 'QuotaExceededError';
  await writer.commit({ type: 'save-draft', sessionId, text: 'Half', at: startAt });
  await writer.commit({ type: 'save-draft', sessionId, text: 'Half a thought', at: startAt });
  expect(writer.unsavedDrafts()).toEqual([{ sessionId, text: 'Half a thought' }]);
  await writer.commit(send('Half a thought, finished'));
  expect(writer.unsavedDrafts()).toEqual([]);
});

test('a worker that dies with unsaved writes finds them again when it starts', async () => {
  const first = await startWriter();
  refusal = 'QuotaExceededError';
  const message = send('Survives');
  await first.commit(message);
  first.close();
  // As `storage.session` gives it back.
  spilled = JSON.parse(JSON.stringify(spilled));
  const second = await startWriter();
  expect(second.unsaved()).toEqual([message.message]);
  expect(second.state()).toBe('not-saved');
  refusal = null;
  await second.heal();
  expect(await textsOnDisk()).toEqual(['Survives']);
  expect(spilled).toEqual([]);
  // Dying after the write, before the spill was emptied, costs nothing either.
  const outbox = await countOutbox(db);
  spilled = [{ stamp: { id: createId(), hlc: second.nextHlc() }, write: message }];
  await (await startWriter()).heal();
  expect(await textsOnDisk()).toEqual(['Survives']);
  expect(await countOutbox(db)).toBe(outbox);
});

test('a spill that holds nonsense is ignored', async () => {
  spilled = [{ write: { type: 'format-disk' } }, 7];
  expect((await startWriter()).state()).toBe('saved');
});

test('while storage refuses, the mirror gets what is said, under the ids that the outbox will use', async () => {
  const writer = await startWriter();
  refusal = 'QuotaExceededError';
  const message = send('Straight to the mirror');
  await writer.commit(message);
  await writer.commit({ type: 'rename', sessionId, title: 'Title' });
  await vi.waitFor(() => expect(pushed.map((op) => op.t)).toEqual(['reg', 'msg', 'reg']));
  refusal = null;
  await writer.heal();
  const entries = await db.getAll('outbox');
  expect(entries.map((entry) => entry.opId)).toEqual(pushed.map((op) => op.opId));
});

test('what is refused while the mirror still takes the last piece follows at once', async () => {
  let release = (): void => {};
  const slow = new Promise<void>((resolve) => (release = resolve));
  const writer = await createWriter({
    db: async () => createFaultyStore(db, { refusal: () => 'QuotaExceededError', when: 'begin' }),
    spill: { load: async () => null, save: async () => undefined },
    onState: () => undefined,
    onChanged: () => undefined,
    push: async (ops) => {
      pushed.push(...ops);
      await slow;
    },
  });
  writers.push(writer);
  await writer.commit(send('One'));
  await vi.waitFor(() => expect(pushed).not.toEqual([]));
  const before = pushed.length;
  await writer.commit(send('Two'));
  expect(pushed).toHaveLength(before);
  release();
  // Sooner than the next attempt to save, which is at least a second away, would push it by the way.
  await vi.waitFor(() => expect(pushed.length).toBeGreaterThan(before), { timeout: 600 });
});

test('it heals by itself', async () => {
  const writer = await startWriter('begin', false);
  refusal = 'QuotaExceededError';
  await writer.commit(send('Patience'));
  refusal = null;
  await vi.waitFor(() => expect(writer.state()).toBe('saved'), { timeout: 5_000 });
  expect(await textsOnDisk()).toEqual(['Patience']);
});

test('of many checkpoints and drafts only the newest is kept', async () => {
  const writer = await startWriter();
  const turn = turnOf(userMessage(sessionId, 'x'));
  refusal = 'QuotaExceededError';
  for (let index = 0; index < 50; index += 1) {
    await writer.commit({ type: 'checkpoint-turn', turn: { ...turn, updatedAt: index } });
    await writer.commit({ type: 'save-draft', sessionId, text: `${index}`, at: index });
  }
  expect(spilled).toHaveLength(2);
});

test('a store that cannot be opened at all is one that refuses', async () => {
  const writer = await createWriter({
    db: () => Promise.reject(new Error('private mode')),
    spill: { load: () => Promise.reject(new Error('no')), save: () => Promise.reject(new Error('no')) },
    onState: (state) => states.push(state),
    onChanged: () => undefined,
  });
  writers.push(writer);
  expect(await writer.commit(send('Still here'))).toBe('kept');
  expect(writer.unsaved().map(textOf)).toEqual(['Still here']);
});

test('stamps go on rising after a restart, also when the clock was put back', async () => {
  const writer = await startWriter();
  await writer.commit(send('x'));
  const before = writer.nextHlc();
  await writer.commit({ type: 'rename', sessionId, title: 'x' });
  expect((await startWriter()).nextHlc() > before).toBe(true);
});

test('writes asked for at the same time wait for the disk once, in their order', async () => {
  const writer = await startWriter();
  const begun = vi.spyOn(db, 'transaction');
  const titles = ['One', 'Two', 'Three'];
  const [first, other] = [createId(), createId()];
  const done = await Promise.all([
    ...titles.map((title) => writer.commit({ type: 'rename', sessionId: first, title })),
    writer.commit(send('Hello')),
    writer.commit({ type: 'rename', sessionId: other, title: 'Other' }),
  ]);
  expect(done).toEqual(['saved', 'saved', 'saved', 'saved', 'saved']);
  expect(begun).toHaveBeenCalledTimes(1);
  expect(changed.flat().toSorted()).toEqual([first, sessionId, other].toSorted());
  expect(await readSession(db, first)).toMatchObject({ title: 'Three' });
  expect(await textsOnDisk()).toEqual(['Hello']);
  begun.mockRestore();
});

test('one of several writes that can never be stored takes none of the others with it', async () => {
  const writer = await startWriter();
  const broken: Write = {
    type: 'set-registers',
    sessionId,
    // What no store can clone.
    values: { pinned: Object.assign(() => true) },
  };
  const outcomes = await Promise.allSettled([
    writer.commit(send('One')),
    writer.commit(broken),
    writer.commit(send('Two')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await textsOnDisk()).toEqual(['One', 'Two']);
});
