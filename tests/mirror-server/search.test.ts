import 'fake-indexeddb/auto';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryStore } from '../../server/mirror/memory-store.ts';
import { createMirrorSearch } from '../../server/mirror/mirror-search.ts';
import type { MirrorStore } from '../../server/mirror/mirror-store.ts';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import { createId } from '../../utils/chat/id.ts';
import { createSearchService } from '../../utils/find/search-service.ts';
import type { RegisterValue, StoreDb } from '../../utils/store/schema.ts';
import { readBatch } from '../../utils/store/sync-store.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { msgOp, regOp, tombOp } from '../contracts/mirror-store.ts';
import { openFreshStore, replyTo, startAt, userMessage } from '../store/fixtures.ts';
import { startTestMirror, temporaryFolder } from './test-mirror.ts';
import { wireMessage } from './wire-sample.ts';

const now = startAt + 30 * 86_400_000;
const ws = 'default';

const word = fc.constantFrom(
  'salary',
  'Salary',
  'salaries',
  'Zürich',
  'zurich',
  'C++',
  'C',
  'node.js',
  'remote',
  'engineer',
  '東京都で働く',
  '京都',
  '연봉은',
  'I',
  'the',
  '80k',
  'interview',
  'interviews',
  'Berlin',
  '🙂',
);
const text = fc.array(word, { minLength: 1, maxLength: 9 }).map((words) => words.join(' '));
const chat = fc.record({
  exchanges: fc.array(fc.tuple(text, fc.option(text)), { minLength: 1, maxLength: 4 }),
  title: fc.option(text),
  tags: fc.array(word, { maxLength: 2 }),
  pinned: fc.boolean(),
  archived: fc.boolean(),
  company: fc.option(word),
  cleared: fc.boolean(),
});
type Chat = typeof chat extends fc.Arbitrary<infer T> ? T : never;

const piece = fc.oneof(
  { weight: 4, arbitrary: word },
  word.map((each) => each.slice(0, 3)),
  fc.tuple(word, word).map(([a, b]) => `"${a} ${b}"`),
  word.map((each) => `-${each}`),
  fc.constantFrom('slaary', 'intervew', 'enginer', 'remotte'),
  word.map((each) => `tag:${each}`),
  word.map((each) => `company:${each}`),
  fc.constantFrom('is:pinned', 'in:archive', 'in:title', 'in:mine', 'in:answers', 'in:posting'),
  fc.constantFrom('has:posting', 'agent:scout', 'before:2026-11-23', 'after:2026-11', 'before:29d'),
);
const line = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(' '));

async function write(db: StoreDb, { exchanges, title, tags, pinned, archived, company, cleared }: Chat) {
  const sessionId = createId();
  for (const [question, answer] of exchanges) {
    const asked = userMessage(sessionId, question);
    const messages = answer === null ? [asked] : [asked, replyTo(asked, answer)];
    await applyWrite(db, { type: 'save-messages', messages });
  }
  const values: Record<string, RegisterValue> = { pinned, archived };
  if (title !== null) values['title'] = title;
  for (const tag of tags) values[`tag:${tag}`] = true;
  if (company !== null) {
    const place = { title: 'Job', company, place: 'Berlin', url: '', key: 'k', print: 'p', at: now };
    values['posting'] = place;
  }
  await applyWrite(db, { type: 'set-registers', sessionId, values });
  if (cleared) await applyWrite(db, { type: 'clear', sessionId, undoId: createId(), at: now });
}

/** What the device has not told yet goes to the mirror, as it does in a push. */
async function push(db: StoreDb, store: MirrorStore): Promise<void> {
  const { sent } = await readBatch(db, { ops: 10_000, bytes: 1e9 });
  await store.push(ws, { clientId: 'c', inc: null, ops: sent.map(({ op }) => op) });
}

const openSqlite = async (path: string): Promise<MirrorStore> => openSqliteStore({ path, workspaces: [ws] });
const openTemporary = async (): Promise<MirrorStore> =>
  openSqlite(join(await temporaryFolder(), 'mirror.db'));

test.each([
  ['in memory', async () => createMemoryStore({ workspaces: [ws] }), 30],
  ['in SQLite', openTemporary, 20],
] as const)(
  'a mirror %s finds what the device finds, in the same order and with the same marks',
  async (_name, open, numRuns) => {
    const chats = fc.array(chat, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        chats,
        chats,
        fc.array(line, { minLength: 4, maxLength: 12 }),
        async (early, late, asked) => {
          const db = await openFreshStore();
          const store = await open();
          const device = createSearchService(db);
          const mirror = createMirrorSearch({ store, now: () => now });
          // The second half comes after both have read the first: what is kept up to date is tried, too.
          for (const half of [early, late]) {
            for (const each of half) await write(db, each);
            await push(db, store);
            await device.changed(null);
            for (const each of asked) {
              const here = await device.search(each, { limit: 7, now });
              const there = await mirror.search(ws, each, 7);
              expect(there, each).toEqual({
                total: here.total,
                more: here.more,
                guess: here.guess,
                items: here.items.map((item) => ({
                  session: item.sessionId,
                  message: item.messageId,
                  title: item.title.map((each) => each.text).join(''),
                  snippet: item.snippet,
                  role: item.messageId === null ? null : item.mine ? 'user' : 'assistant',
                  at: item.at,
                })),
              });
            }
          }
          db.close();
          await store.close();
        },
      ),
      { numRuns },
    );
  },
  60_000,
);

const say = (session: string, words: string) =>
  wireMessage({ session, parts: [{ type: 'text', key: 'own', text: words, whole: true }] });

test('what is pushed is found over HTTP at once, and what is cleared is not', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const find = async (query: string) => (await mirror.get(`/search?${query}`)).json();
  expect(await find('q=salary')).toEqual({ items: [], total: 0, more: false, guess: null });
  const session = createId();
  const message = say(session, 'The salary is 80k.');
  await mirror.push(msgOp(message), regOp({ session, field: 'title', value: 'Acme' }));
  expect(await find('q=salar')).toEqual({
    items: [
      {
        session,
        message: message.id,
        title: 'Acme',
        snippet: [
          { text: 'The ', marked: false },
          { text: 'salary', marked: true },
          { text: ' is 80k.', marked: false },
        ],
        role: 'user',
        at: message.created_at,
      },
    ],
    total: 1,
    more: false,
    guess: null,
  });
  expect(await find('q=slaary&limit=5')).toMatchObject({ total: 1, guess: 'salary' });
  expect(await find('q=acme')).toMatchObject({ items: [{ session, message: null, role: null }] });
  await mirror.push(tombOp(session, [message.id]));
  expect(await find('q=salary')).toMatchObject({ items: [], total: 0 });
  expect(await find('q=slaary')).toMatchObject({ items: [], total: 0, guess: null });
});

test('what a misspelt word meant is what was said most, however often a chat was read again', async () => {
  const store = createMemoryStore({ workspaces: [ws] });
  const search = createMirrorSearch({ store, now: () => now });
  const [often, seldom] = [createId(), createId()];
  const push = async (session: string, words: string): Promise<void> => {
    await store.push(ws, { clientId: 'c', inc: null, ops: [msgOp(say(session, words))] });
  };
  await push(often, 'salary and salary');
  await push(seldom, 'malary');
  for (let time = 0; time < 5; time += 1) {
    await push(seldom, `news ${time}`);
    expect(await search.search(ws, 'xalary ', 9)).toMatchObject({ guess: 'salary' });
  }
});

test.each(['limit=x', `q=${'x'.repeat(1_001)}`])('a search with %s is refused', async (query) => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  expect((await mirror.get(`/search?${query}`)).status).toBe(400);
});

test('a search that failed is made good by the next, and only changed chats are read again', async () => {
  const store = await openTemporary();
  const read: string[] = [];
  let broken = true;
  const search = createMirrorSearch({
    now: () => now,
    store: {
      ...store,
      readAbouts(space, ids) {
        if (broken) return Promise.reject(new Error('broken'));
        read.push(...ids);
        return store.readAbouts(space, ids);
      },
    },
  });
  const [one, other] = [say(createId(), 'first words'), say(createId(), 'other words')];
  await store.push(ws, { clientId: 'c', inc: null, ops: [msgOp(one), msgOp(other)] });
  await expect(search.search(ws, 'words', 9)).rejects.toThrow('broken');
  broken = false;
  expect(await search.search(ws, 'words', 9)).toMatchObject({ total: 2 });
  read.length = 0;
  const renamed = regOp({ session: other.session, field: 'title', value: 'Acme' });
  await store.push(ws, { clientId: 'c', inc: null, ops: [renamed] });
  expect(await search.search(ws, 'words', 9)).toMatchObject({ total: 2 });
  expect(await search.search(ws, 'acme', 9)).toMatchObject({ total: 1 });
  expect(read).toEqual([other.session]);
  expect(await search.search('nowhere', 'words', 9)).toBeNull();
  await store.close();
});

test('workspaces that were not searched for long leave the memory, and are read again when they are', async () => {
  const store = createMemoryStore({ workspaces: ['a', 'b'] });
  let lists = 0;
  const counting: MirrorStore = {
    ...store,
    listSearched(space, after) {
      if (after === '') lists += 1;
      return store.listSearched(space, after);
    },
  };
  const search = createMirrorSearch({ store: counting, now: () => now, keep: 1 });
  for (const space of ['a', 'a', 'b', 'a']) await search.search(space, 'word', 9);
  expect(lists).toBe(3);
});
