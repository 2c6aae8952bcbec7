import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHlcClock } from '../../utils/chat/hlc.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Message } from '../../utils/chat/message.ts';
import { mendRows } from '../../utils/store/mend-rows.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { readMirrorState, savePage } from '../../utils/store/sync-store.ts';
import { toWire } from '../../utils/store/wire.ts';
import { applyTogether, applyWrite, isUserWrite, type Write } from '../../utils/store/write.ts';
import { binding, openFreshStore, replyTo, startAt, turnOf, userMessage } from './fixtures.ts';

const sessionId = createId();
const clock = createHlcClock({ node: 'here', last: null, now: () => startAt + 1e9 });
const stamp = () => ({ id: createId(), hlc: clock.next() });

/** A message that was said before everything else, by someone whose clock is slow. */
function early(message: Message, n: number): Message {
  const ms = startAt - 1e6 + n;
  return { ...message, createdAt: ms, hlc: `${ms.toString(16).padStart(12, '0')}.0000.slow` };
}

type Step = (db: StoreDb, said: Message[]) => Promise<unknown>;
const pick = (said: readonly Message[], n: number): Message | undefined => said[n % Math.max(1, said.length)];

async function pull(db: StoreDb, messages: readonly Message[]): Promise<void> {
  const { cursor: since } = await readMirrorState(db);
  const rows = messages.map((message, n) => ({
    kind: 'msg' as const,
    cursor: since + n + 1,
    deleted: false as const,
    message: toWire(message),
  }));
  const page = { inc: 'i', since, rows, cursor: since + rows.length, more: false };
  await savePage(db, { page, clock });
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(fc.boolean(), fc.boolean(), fc.nat(99), fc.integer({ min: 1, max: 25 }))
    .map(([mine, late, n, count]): Step => async (db, said) => {
      const fresh = Array.from({ length: count }, (_, index) => {
        const message = userMessage(sessionId, `words ${n} ${index}`);
        return { ...(late ? message : early(message, n)), role: mine ? 'user' : 'assistant' } as const;
      });
      said.push(...fresh);
      await applyWrite(db, { type: 'save-messages', messages: fresh });
    }),
  fc.nat(99).map((n): Step => async (db, said) => {
    const question = pick(said, n) ?? userMessage(sessionId, 'First words');
    const half = replyTo(question, 'half', 'interrupted');
    const writes: Write[] = [
      { type: 'start-turn', message: question, turn: turnOf(question) },
      { type: 'finish-turn', turnId: question.id, sessionId, reply: half },
      { type: 'save-messages', messages: [{ ...half, status: 'final' }] },
      { type: 'rename', sessionId, title: n % 2 === 0 ? '' : `Title ${n}` },
      { type: 'set-registers', sessionId, values: { pinned: n % 3 === 0, 'tag:work': n % 2 === 0 } },
      ...(n % 5 === 0 ? [{ type: 'clear' as const, sessionId, undoId: createId(), at: startAt }] : []),
      { type: 'bind', sessionId, binding: { ...binding, conversationId: `c-${n}` } },
    ];
    await applyTogether(
      db,
      writes.flatMap((write) => (isUserWrite(write) ? [{ stamp: stamp(), write }] : [])),
    );
    said.push(question);
  }),
  fc.nat(99).map(
    (n): Step =>
      (db) =>
        pull(db, [early(userMessage(sessionId, `from afar ${n}`), n)]),
  ),
);

test('however a chat came about, its row says what one says that is made anew', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const db = await openFreshStore();
      const said: Message[] = [];
      for (const run of steps) await run(db, said);
      const kept = await db.get('sessions', sessionId);
      // Touches nothing but the row, which it makes from what lies in the store.
      await mendRows(db, { sessionId, rows: [], messageIds: [], fields: [] }, clock);
      expect(kept).toEqual(await db.get('sessions', sessionId));
      db.close();
    }),
    { numRuns: 80 },
  );
});

const reads = ['get', 'getAll', 'getKey', 'getAllKeys', 'openCursor', 'openKeyCursor', 'count'];
const first = userMessage(sessionId, 'Hello');
const second = userMessage(sessionId, 'Once more');
const everyday: readonly Write[] = [
  { type: 'save-messages', messages: [userMessage(sessionId, 'One more')] },
  { type: 'start-turn', message: second, turn: turnOf(second) },
  { type: 'finish-turn', turnId: first.id, sessionId, reply: replyTo(first, 'An answer') },
];

/** The names of the requests that are made meanwhile, in their order. */
async function listRequests(work: () => Promise<unknown>): Promise<readonly string[]> {
  const asked: string[] = [];
  const restore = [IDBObjectStore.prototype, IDBIndex.prototype].flatMap((prototype) =>
    [...reads, 'put', 'add', 'delete'].flatMap((name) => {
      const own = Object.getOwnPropertyDescriptor(prototype, name);
      if (own === undefined || typeof own.value !== 'function') return [];
      const call: (...args: unknown[]) => unknown = own.value;
      Object.defineProperty(prototype, name, {
        ...own,
        value(this: IDBObjectStore, ...args: unknown[]) {
          asked.push(name);
          return Reflect.apply(call, this, args);
        },
      });
      return [() => Object.defineProperty(prototype, name, own)];
    }),
  );
  await work();
  for (const each of restore) each();
  return asked;
}

test.each(everyday)('$type asks everything at once, and then only writes', async (write) => {
  const db = await openFreshStore();
  await applyWrite(db, { type: 'start-turn', message: first, turn: turnOf(first) }, stamp());
  const asked = await listRequests(() => applyWrite(db, write, stamp()));
  const firstWrite = asked.findIndex((name) => !reads.includes(name));
  expect(firstWrite).toBeGreaterThan(0);
  expect(asked.slice(firstWrite).filter((name) => reads.includes(name))).toEqual([]);
  db.close();
});

test('what a long chat lost comes back with four requests for each message', async () => {
  const db = await openFreshStore();
  const messages = Array.from({ length: 200 }, (_none, at) => userMessage(sessionId, `Words ${at}`));
  await applyWrite(db, { type: 'save-messages', messages }, stamp());
  const undoId = createId();
  await applyWrite(db, { type: 'clear', sessionId, undoId, at: 1 }, stamp());
  const asked = await listRequests(() => applyWrite(db, { type: 'undo', undoId, at: 2 }, stamp()));
  // Its body is read, its copy and the copy's outbox entry are added, its body is purged.
  expect(asked.filter((name) => name === 'get').length).toBeLessThan(messages.length + 30);
  expect(asked.length).toBeLessThan(messages.length * 4.5);
  const rows = await db.getAllFromIndex(
    'messages',
    'by-order',
    IDBKeyRange.bound([sessionId], [sessionId, []]),
  );
  expect(rows.map(({ message }) => message?.origin?.messageId)).toEqual(messages.map(({ id }) => id));
  db.close();
});
