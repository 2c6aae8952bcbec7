import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { openStore } from '../../utils/store/open-store.ts';
import { listTurns, readDraft, readMessages, readSession } from '../../utils/store/read.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { applyWrite, undoMs, type Write } from '../../utils/store/write.ts';
import { dumpStore } from '../store/dump-store.ts';
import { createFaultyStore } from '../store/faulty-store.ts';
import { binding, openFreshStore, replyTo, startAt, turnOf, userMessage } from '../store/fixtures.ts';

const at = startAt;
const sessionId = createId();
const first = userMessage(sessionId, 'First');
const second = userMessage(sessionId, 'Second');
const undoId = createId();

/** A life of a session with every kind of write. */
const life: readonly Write[] = [
  { type: 'show-session', sessionId },
  { type: 'save-draft', sessionId, text: 'Fir', at },
  { type: 'start-turn', message: first, turn: turnOf(first) },
  { type: 'checkpoint-turn', turn: { ...turnOf(first), state: 'streaming' } },
  { type: 'finish-turn', turnId: first.id, sessionId, reply: replyTo(first, 'Half', 'interrupted') },
  { type: 'save-messages', messages: [replyTo(first, 'Half and the rest')] },
  { type: 'rename', sessionId, title: 'My title' },
  { type: 'bind', sessionId, binding: { ...binding, conversationId: 'conv-2' } },
  { type: 'clear', sessionId, undoId, at },
  { type: 'undo', undoId, at: at + 1 },
  { type: 'start-turn', message: second, turn: turnOf(second) },
  { type: 'finish-turn', turnId: second.id, sessionId, reply: null },
  { type: 'delete-session', sessionId, undoId: createId(), at: at + 2 },
  { type: 'save-draft', sessionId, text: '', at },
  { type: 'forget-undos', before: at + 60_000 },
];
const stamps = life.map((_write, index) => ({
  id: createId(),
  hlc: `${(at + 1e6 + index).toString(16).padStart(12, '0')}.0000.test`,
}));

async function apply(db: StoreDb, index: number): Promise<void> {
  const write = life[index];
  if (write !== undefined) await applyWrite(db, write, stamps[index]);
}

test('every write changes nothing when it is repeated at once', async () => {
  const db = await openFreshStore();
  for (const index of life.keys()) {
    await apply(db, index);
    const once = await dumpStore(db);
    await apply(db, index);
    expect(await dumpStore(db), life[index]?.type).toEqual(once);
  }
});

test('a worker that dies between any two writes goes on where it was', async () => {
  const name = createId();
  const whole = await openFreshStore();
  for (const index of life.keys()) {
    await apply(whole, index);
    const db = await openStore({ name });
    await apply(db, index);
    expect(await dumpStore(db)).toEqual(await dumpStore(whole));
    db.close();
  }
});

test('repeating old writes later brings nothing back and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(life.length - 1), { maxLength: 20 }), async (repeats) => {
      const db = await openFreshStore();
      for (const index of life.keys()) await apply(db, index);
      const before = await readMessages(db, { sessionId, before: null, limit: 100 });
      for (const index of repeats) await apply(db, index);
      const after = await readMessages(db, { sessionId, before: null, limit: 100 });
      expect(after).toEqual(before);
      expect(await listTurns(db)).toEqual([]);
      db.close();
    }),
    { numRuns: 30 },
  );
});

test('a transaction that is refused at its end has written nothing', async () => {
  const db = await openFreshStore();
  await apply(db, 2);
  const before = await dumpStore(db);
  const refusing = createFaultyStore(db, { refusal: () => 'AbortError', when: 'end' });
  await expect(applyWrite(refusing, { type: 'rename', sessionId, title: 'x' })).rejects.toMatchObject({
    name: 'StoreError',
    reason: 'refused',
  });
  expect(await dumpStore(db)).toEqual(before);
});

test('a checkpoint is kept only for a turn in flight, and never goes back in time', async () => {
  const db = await openFreshStore();
  const turn = turnOf(first);
  await applyWrite(db, { type: 'checkpoint-turn', turn });
  expect(await listTurns(db)).toEqual([]);
  await applyWrite(db, { type: 'start-turn', message: first, turn });
  await applyWrite(db, { type: 'checkpoint-turn', turn: { ...turn, updatedAt: turn.updatedAt + 9 } });
  await applyWrite(db, { type: 'checkpoint-turn', turn: { ...turn, updatedAt: turn.updatedAt + 5 } });
  expect((await listTurns(db)).map((each) => each.updatedAt)).toEqual([turn.updatedAt + 9]);
});

test('a failed turn can be tried again under the same message', async () => {
  const db = await openFreshStore();
  const turn = turnOf(first);
  const reply = { ...replyTo(first, '', 'error'), createdAt: turn.startedAt + 100 };
  await applyWrite(db, { type: 'start-turn', message: first, turn });
  await applyWrite(db, { type: 'finish-turn', turnId: first.id, sessionId, reply });
  await applyWrite(db, { type: 'start-turn', message: first, turn });
  expect(await listTurns(db)).toEqual([]);
  const retry = { ...turn, startedAt: turn.startedAt + 200, updatedAt: turn.startedAt + 200 };
  await applyWrite(db, { type: 'start-turn', message: first, turn: retry });
  expect(await listTurns(db)).toEqual([retry]);
  const good = replyTo(first, 'There');
  await applyWrite(db, { type: 'finish-turn', turnId: first.id, sessionId, reply: good });
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 9 });
  expect(messages.map((message) => message.status)).toEqual(['final', 'final']);
});

test('of two attempts that came to nothing the later one says what is wrong now', async () => {
  const db = await openFreshStore();
  const turn = turnOf(first);
  const retry = { ...turn, startedAt: turn.startedAt + 200, updatedAt: turn.startedAt + 200 };
  for (const [attempt, reason] of [
    [turn, 'wrong-key'],
    [retry, 'server-down'],
  ] as const) {
    const trouble = { reason, message: '', detail: '', retryAfterMs: null };
    const reply = { ...replyTo(first, '', 'error'), createdAt: attempt.startedAt, trouble };
    await applyWrite(db, { type: 'start-turn', message: first, turn: attempt });
    await applyWrite(db, { type: 'finish-turn', turnId: first.id, sessionId, reply });
  }
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 9 });
  expect(messages.map(({ trouble }) => trouble?.reason)).toEqual([undefined, 'server-down']);
});

test('clearing empties the session and drops its turn; the answer that still comes is not shown', async () => {
  const db = await openFreshStore();
  await applyWrite(db, { type: 'start-turn', message: first, turn: turnOf(first) });
  await applyWrite(db, { type: 'clear', sessionId, undoId: createId(), at });
  expect(await listTurns(db)).toEqual([]);
  const reply = replyTo(first, 'Too late');
  await applyWrite(db, { type: 'finish-turn', turnId: first.id, sessionId, reply });
  expect(await readSession(db, sessionId)).toMatchObject({ count: 0, deleted: false });
});

test('undo brings copies back in their order, once, and only while it is offered', async () => {
  const db = await openFreshStore();
  const reply = replyTo(first, 'Answer');
  await applyWrite(db, { type: 'save-messages', messages: [first, reply] });
  await applyWrite(db, { type: 'delete-session', sessionId, undoId, at });
  expect(await readSession(db, sessionId)).toMatchObject({ deleted: true });
  await applyWrite(db, { type: 'undo', undoId, at: at + undoMs });
  await applyWrite(db, { type: 'undo', undoId, at: at + undoMs });
  expect(await readSession(db, sessionId)).toMatchObject({ deleted: false, count: 2 });
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 9 });
  expect(messages.map(({ hlc, parts, origin }) => ({ hlc, parts, origin }))).toEqual(
    [first, reply].map((message) => ({
      hlc: message.hlc,
      parts: message.parts,
      origin: { sessionId, messageId: message.id },
    })),
  );
  expect(messages[1]?.replyTo).toBe(messages[0]?.id);
  const late = createId();
  await applyWrite(db, { type: 'clear', sessionId, undoId: late, at });
  await applyWrite(db, { type: 'undo', undoId: late, at: at + 2 * undoMs });
  expect(await readSession(db, sessionId)).toMatchObject({ count: 0 });
});

test('once an undo is forgotten, no text of what was removed is left in the database', async () => {
  const db = await openFreshStore();
  const secret = userMessage(sessionId, 'I was dismissed');
  await applyWrite(db, { type: 'save-draft', sessionId, text: 'dismissed, because', at });
  await applyWrite(db, { type: 'save-messages', messages: [secret] });
  await applyWrite(db, { type: 'delete-session', sessionId, undoId, at });
  expect(JSON.stringify(await db.getAll('messages'))).toContain('dismissed');
  await applyWrite(db, { type: 'forget-undos', before: at + 1 });
  expect(JSON.stringify(await dumpStore(db))).not.toContain('dismissed');
  expect(await readDraft(db, sessionId)).toBe('');
});
