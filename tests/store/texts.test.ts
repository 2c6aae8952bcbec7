import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { createHlcClock } from '../../utils/chat/hlc.ts';
import type { Message } from '../../utils/chat/message.ts';
import type { Row } from '../../utils/mirror/protocol.ts';
import { cutMessage, type CutText, unpack } from '../../utils/search/text-pack.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { readMirrorState, savePage } from '../../utils/store/sync-store.ts';
import { indexStep } from '../../utils/store/index-step.ts';
import { toWire } from '../../utils/store/wire.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, replyTo, startAt, userMessage } from './fixtures.ts';

const sessions = [createId(), createId()];
const clock = createHlcClock({ node: 'here', last: null, now: () => startAt });

const toLine = ({ messageId, kind, at, size, words }: CutText): string =>
  [messageId, kind, at, size, ...words.map((word) => `${word.at}:${word.text}`).toSorted()].join(' ');

/** Every text that can be found, and every text that should be. */
async function readBoth(db: StoreDb) {
  const found = (await db.getAll('texts')).flatMap((row) => unpack(row).map(toLine));
  const said = (await db.getAll('messages')).flatMap(({ deleted, message }) =>
    deleted || message === null ? [] : cutMessage(message).map(toLine),
  );
  return { found: found.toSorted(), said: said.toSorted() };
}

async function expectExact(db: StoreDb): Promise<void> {
  const { found, said } = await readBoth(db);
  expect(found).toEqual(said);
}

type Step = (db: StoreDb, said: Message[]) => Promise<unknown>;
let cursor = 0;
const pull = async (db: StoreDb, rows: Row[]) => {
  const { cursor: since } = await readMirrorState(db);
  cursor = Math.max(cursor, since) + 1;
  await savePage(db, { page: { inc: 'i', since, rows, cursor, more: false }, clock });
};
const pick = <One>(list: readonly One[], n: number): One | undefined => list[n % Math.max(1, list.length)];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.constantFrom('hello', '', 'long '.repeat(9_000)))
    .map(([s, count, text]): Step => async (db, said) => {
      const messages = Array.from({ length: count }, () => userMessage(pick(sessions, s) ?? '', text));
      said.push(...messages);
      await applyWrite(db, { type: 'save-messages', messages });
    }),
  fc
    .tuple(fc.nat(), fc.constantFrom('interrupted' as const, 'final' as const))
    .map(([n, status]): Step => async (db, said) => {
      const question = pick(said, n);
      if (question === undefined) return;
      const reply = replyTo(question, `answer ${status}`, status);
      await applyWrite(db, { type: 'save-messages', messages: [reply] });
    }),
  fc.nat().map((n): Step => async (db, said) => {
    const message = pick(said, n);
    if (message === undefined) return;
    const { id, sessionId: session } = message;
    await pull(db, [{ kind: 'tomb', cursor: cursor + 1, session, id }]);
  }),
  fc.nat().map((n): Step => async (db, said) => {
    const remote = userMessage(pick(sessions, n) ?? '', 'from afar');
    said.push(remote);
    await pull(db, [{ kind: 'msg', cursor: cursor + 1, deleted: false, message: toWire(remote) }]);
  }),
  fc.tuple(fc.nat(), fc.boolean()).map(([n, undo]): Step => async (db) => {
    const undoId = createId();
    await applyWrite(db, { type: 'clear', sessionId: pick(sessions, n) ?? '', undoId, at: startAt });
    if (undo) await applyWrite(db, { type: 'undo', undoId, at: startAt });
  }),
  fc.nat().map((): Step => (db) => indexStep(db, 3)),
);

test('whatever happens to messages, exactly what is shown can be found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const db = await openFreshStore();
      cursor = 0;
      // An index that is already complete is kept up; one that is not is completed by the steps.
      while (await indexStep(db, 9));
      const said: Message[] = [];
      for (const run of steps) await run(db, said);
      while (await indexStep(db, 9));
      await expectExact(db);
      db.close();
    }),
    { numRuns: 60 },
  );
});

test('messages from before there was an index are found once it was built, also where it was cut short', async () => {
  const db = await openFreshStore();
  const messages = Array.from({ length: 25 }, (_, n) => userMessage(sessions[n % 2] ?? '', `word ${n}`));
  await applyWrite(db, { type: 'save-messages', messages });
  await db.clear('texts');
  await db.delete('meta', 'texts');
  expect(await indexStep(db, 10)).toBe(true);
  const late = userMessage(sessions[0] ?? '', 'said meanwhile');
  await applyWrite(db, { type: 'save-messages', messages: [late] });
  while (await indexStep(db, 10));
  await expectExact(db);
  expect(await indexStep(db, 10)).toBe(false);
});

test('messages that come one by one are packed together, and each costs a short pack only', async () => {
  const db = await openFreshStore();
  const [sessionId = ''] = sessions;
  const said = Array.from({ length: 300 }, (_, n) => userMessage(sessionId, `word ${n} `.repeat(40)));
  for (const message of said) await applyWrite(db, { type: 'save-messages', messages: [message] });
  await expectExact(db);
  const rows = await db.getAll('texts');
  expect(rows.length).toBeLessThan(16);
  expect(rows.flatMap(({ small, ids }) => (small > 0 && ids.length > 13 ? [ids.length] : []))).toEqual([]);
});

test('what is said while an index is being built is found at once, and nothing is found twice', async () => {
  const db = await openFreshStore();
  const messages = Array.from({ length: 40 }, (_, n) => userMessage(sessions[n % 2] ?? '', `word ${n}`));
  await applyWrite(db, { type: 'save-messages', messages });
  await db.put('meta', { key: 'texts', value: { version: 0, after: null } });
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(sessions[0] ?? '', 'too early')] });
  expect(await indexStep(db, 9)).toBe(true);
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(sessions[0] ?? '', 'meanwhile')] });
  expect(JSON.stringify(await db.getAll('texts'))).toContain('meanwhile');
  const [first, , , last] = messages;
  const edits = [first, last]
    .flatMap((message) => message ?? [])
    .map((message) => replyTo(message, 'answer'));
  await applyWrite(db, { type: 'save-messages', messages: edits });
  while (await indexStep(db, 9));
  await expectExact(db);
});

test('a cleared chat leaves no word of it in the index', async () => {
  const db = await openFreshStore();
  const [sessionId = ''] = sessions;
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(sessionId, 'secret plan')] });
  expect(JSON.stringify(await db.getAll('texts'))).toContain('secret');
  await applyWrite(db, { type: 'clear', sessionId, undoId: createId(), at: startAt });
  expect(JSON.stringify(await db.getAll('texts'))).not.toContain('secret');
});
