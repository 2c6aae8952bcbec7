import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHlcClock } from '../../utils/chat/hlc.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Message } from '../../utils/chat/message.ts';
import { createSearchService, type SearchService } from '../../utils/find/search-service.ts';
import { passageTextOf } from '../../utils/search/ask-index.ts';
import { tokenize } from '../../utils/search/tokens.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { readMirrorState, savePage } from '../../utils/store/sync-store.ts';
import { indexStep } from '../../utils/store/index-step.ts';
import { toWire } from '../../utils/store/wire.ts';
import { applyWrite, type Write } from '../../utils/store/write.ts';
import { openFreshStore, replyTo, startAt, userMessage } from '../store/fixtures.ts';

const now = startAt + 86_400_000;
const clock = createHlcClock({ node: 'here', last: null, now: () => now });

const words = [
  'salary',
  'salaries',
  'sal',
  'e-mail',
  'email',
  '80,000',
  'C++',
  'Zürich',
  '東京都',
  '연봉은',
  '🙂',
];
const text = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((list) => list.join(' '));
const line = fc
  .array(
    fc.oneof(
      fc.constantFrom(...words, 'zurich', '東京', '80000', 'nothing', 'in:mine', 'in:answers'),
      fc.constantFrom(...words).map((word) => word.slice(0, 2)),
      fc.tuple(fc.constantFrom(...words), fc.constantFrom(...words)).map(([a, b]) => `"${a} ${b}"`),
      fc.constantFrom(...words).map((word) => `-${word}`),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((pieces) => pieces.join(' '));

/** What is tried with a store, and with the search beside it. */
interface World {
  readonly db: StoreDb;
  readonly said: Message[];
  readonly undos: string[];
  readonly sessions: string[];
  service: SearchService;
}
type Step = (world: World) => Promise<readonly string[] | null>;

const pick = <One>(list: readonly One[], n: number): One | undefined => list[n % Math.max(1, list.length)];

async function write(db: StoreDb, what: Write): Promise<readonly string[]> {
  return [...((await applyWrite(db, what)).sessionIds ?? [])];
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(), fc.array(text, { minLength: 1, maxLength: 20 }))
      .map(([s, texts]): Step => async (world) => {
        const messages = texts.map((each) => userMessage(pick(world.sessions, s) ?? '', each));
        world.said.push(...messages);
        for (const message of messages) await write(world.db, { type: 'save-messages', messages: [message] });
        return [pick(world.sessions, s) ?? ''];
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(), text, fc.constantFrom('interrupted' as const, 'final' as const))
      .map(([n, answer, status]): Step => async ({ db, said }) => {
        const question = pick(said, n);
        if (question === undefined) return [];
        await write(db, { type: 'save-messages', messages: [replyTo(question, answer, status)] });
        return [question.sessionId];
      }),
  },
  fc.tuple(fc.nat(), fc.boolean()).map(([n, deletes]): Step => async ({ db, sessions, undos }) => {
    const undoId = createId();
    undos.push(undoId);
    const sessionId = pick(sessions, n) ?? '';
    await write(db, { type: deletes ? 'delete-session' : 'clear', sessionId, undoId, at: now });
    return [sessionId];
  }),
  fc.nat().map((n): Step => async ({ db, undos, sessions }) => {
    const undoId = pick(undos, n);
    if (undoId !== undefined) await write(db, { type: 'undo', undoId, at: now });
    return sessions;
  }),
  fc.nat().map((n): Step => async ({ db, said, sessions }) => {
    const message = pick(said, n);
    if (message === undefined) return [];
    const sessionId = createId();
    sessions.push(sessionId);
    await write(db, {
      type: 'fork',
      fromSessionId: message.sessionId,
      messageId: message.id,
      sessionId,
      binding: null,
    });
    return [sessionId];
  }),
  fc.tuple(fc.nat(), text).map(([n, words]): Step => async ({ db, sessions }) => {
    const { cursor: since } = await readMirrorState(db);
    const message = toWire(userMessage(pick(sessions, n) ?? '', words));
    const rows = [{ kind: 'msg' as const, cursor: since + 1, deleted: false as const, message }];
    await savePage(db, { page: { inc: 'i', since, rows, cursor: since + 1, more: false }, clock });
    return null;
  }),
  fc.nat().map((n): Step => async ({ db, said }) => {
    const message = pick(said, n);
    if (message === undefined) return [];
    const { cursor: since } = await readMirrorState(db);
    const rows = [{ kind: 'tomb' as const, cursor: since + 1, session: message.sessionId, id: message.id }];
    await savePage(db, { page: { inc: 'i', since, rows, cursor: since + 1, more: false }, clock });
    return [message.sessionId];
  }),
  // A newer version begins to index anew, and its worker dies after a few steps.
  fc.nat({ max: 3 }).map((steps): Step => async ({ db }) => {
    await db.put('meta', { key: 'texts', value: { version: 0, after: null } });
    for (let each = 0; each < steps; each += 1) await indexStep(db, 4);
    return null;
  }),
  fc.constant<Step>(async ({ db }) => {
    await indexStep(db, 5);
    return null;
  }),
  // The list is closed and opened again.
  fc.constant<Step>(async (world) => {
    world.service = createSearchService(world.db);
    await world.service.load();
    return [];
  }),
);

/** The ids of the messages that a reader with much patience would find, copies under that of the original. */
async function scan(db: StoreDb, asked: string): Promise<readonly string[]> {
  const rows = await db.getAll('messages');
  const shown = rows.flatMap(({ deleted, message }) => (deleted || message === null ? [] : [message]));
  const pieces = asked.match(/-?"[^"]*"|\S+/g) ?? [];
  const fields = pieces.flatMap((piece) => (piece.startsWith('in:') ? [piece.slice(3)] : []));
  const terms = pieces.filter((piece) => !piece.startsWith('in:'));
  const wanted = terms.filter((piece) => !piece.startsWith('-'));
  if (wanted.length === 0) return [];
  const found = shown.filter((message) => {
    const field = message.role === 'user' ? 'mine' : 'answers';
    if (fields.length > 0 && !fields.includes(field)) return false;
    const said = passageTextOf(message);
    if (terms.some((piece) => piece.startsWith('-') && says(said, piece.slice(1), false))) return false;
    return wanted.every((piece) => says(said, piece, !piece.startsWith('"')));
  });
  const origins = new Map(shown.map(({ id, origin }) => [id, origin?.messageId ?? null]));
  const rootOf = (id: string): string => {
    const origin = origins.get(id) ?? null;
    return origin === null || !found.some((each) => each.id === id) ? id : rootOf(origin);
  };
  return [...new Set(found.map(({ id }) => rootOf(id)))].toSorted();
}

/** Tries every place, for the words one by one and for their joined reading. */
function says(text: string, piece: string, open: boolean): boolean {
  const tokens = tokenize(text);
  const sought = tokenize(piece);
  const plain = sought.filter(({ joined }) => !joined).map((token) => token.text);
  const ends = open && (plain.length === 1 || /^[\x20-\x7e]+$/.test(plain.at(-1) ?? ''));
  const fits = (word: string, token: string) => word === token || (ends && word.startsWith(token));
  const joined = sought.find((token) => token.joined && !piece.includes(' '));
  if (joined !== undefined && tokens.some((token) => fits(token.text, joined.text))) return true;
  return tokens.some(({ at }) =>
    plain.every((word, offset) =>
      tokens.some(
        (token) =>
          token.at === at + offset &&
          (offset === plain.length - 1 ? fits(token.text, word) : token.text === word),
      ),
    ),
  );
}

test('whatever was written, cleared, undone, pulled, forked or killed, a search finds what a scan finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 16 }),
      fc.array(line, { minLength: 6, maxLength: 6 }),
      async (steps, lines) => {
        const db = await openFreshStore();
        const sessions = [createId(), createId()];
        const service = createSearchService(db, { pollMs: 1 });
        const world: World = { db, said: [], undos: [], sessions, service };
        await service.load();
        for (const run of steps) await world.service.changed(await run(world));
        while (await indexStep(db, 7));
        await world.service.changed(null);
        for (const asked of lines) {
          const page = await world.service.search(asked, { limit: 10_000, now });
          const expected = await scan(db, asked);
          if (page.guess !== null) expect(expected, asked).toEqual([]);
          else
            expect(page.items.flatMap(({ messageId }) => messageId ?? []).length, asked).toBe(
              expected.length,
            );
          const originals = new Set(expected);
          const rows = new Map((await db.getAll('messages')).map((row) => [row.id, row.message]));
          for (const { messageId } of page.guess === null ? page.items : []) {
            if (messageId === null) continue;
            let root = messageId;
            while (!originals.has(root)) {
              const origin = rows.get(root)?.origin?.messageId;
              expect(origin, asked).toBeDefined();
              root = origin ?? '';
            }
          }
        }
        db.close();
      },
    ),
    { numRuns: 50 },
  );
}, 120_000);
