import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { createMirrorSearch } from '../../server/mirror/mirror-search.ts';
import type { MirrorStore } from '../../server/mirror/mirror-store.ts';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Op, WireMessage } from '../../utils/mirror/protocol.ts';
import { msgOp, regOp, tombOp } from '../contracts/mirror-store.ts';
import { temporaryFolder } from './test-mirror.ts';
import { stamp, wireMessage } from './wire-sample.ts';

const ws = 'default';
const session = createId();
let said = 0;
const say = (words: string, over: Partial<WireMessage> = {}): WireMessage =>
  wireMessage({
    session,
    hlc: stamp(1_700_000_000_000 + (said += 1)),
    parts: [{ type: 'text', key: 'own', text: words, whole: true }],
    ...over,
  });

/** What a store was asked to read for a search. */
interface Work {
  messages: number;
  packs: number;
  abouts: number;
}

/** A store in a file that counts what is read for searches. */
async function openCounting(path: string): Promise<{ store: MirrorStore; work: Work }> {
  const store = await openSqliteStore({ path, workspaces: [ws] });
  onTestFinished(() => store.close());
  const work: Work = { messages: 0, packs: 0, abouts: 0 };
  const counting: MirrorStore = {
    ...store,
    async indexTexts(space) {
      const step = await store.indexTexts(space);
      work.messages += step?.read ?? 0;
      return step;
    },
    async readTexts(space, place) {
      const page = await store.readTexts(space, place);
      work.packs += page?.rows.length ?? 0;
      return page;
    },
    async readAbouts(space, ids) {
      work.abouts += ids.length;
      return store.readAbouts(space, ids);
    },
    readSession: () => Promise.reject(new Error('a whole chat was read')),
    listSessions: () => Promise.reject(new Error('all chats were read')),
  };
  return { store: counting, work };
}

async function push(store: MirrorStore, ...ops: Op[]): Promise<void> {
  for (let at = 0; at < ops.length; at += 500)
    await store.push(ws, { clientId: 'c', inc: null, ops: ops.slice(at, at + 500) });
}

const takeCounts = (work: Work): Work => {
  const counts = { ...work };
  Object.assign(work, { messages: 0, packs: 0, abouts: 0 });
  return counts;
};

test(
  'a chat of 10,000 messages that gets one more is not read again, neither now nor after a restart',
  { timeout: 60_000 },
  async () => {
    const path = join(await temporaryFolder(), 'mirror.db');
    const { store, work } = await openCounting(path);
    await push(store, ...Array.from({ length: 10_000 }, (_none, at) => msgOp(say(`word${at} of many`))));
    const search = createMirrorSearch({ store });
    expect(await search.search(ws, 'word77', 9)).toMatchObject({ total: 111 });
    expect(takeCounts(work)).toMatchObject({ messages: 10_000, abouts: 1 });

    await push(store, msgOp(say('a needle')));
    expect(await search.search(ws, 'needle', 9)).toMatchObject({ total: 1 });
    expect(takeCounts(work)).toEqual({ messages: 1, packs: 1, abouts: 1 });
    await search.search(ws, 'needle', 9);
    expect(takeCounts(work)).toEqual({ messages: 0, packs: 0, abouts: 0 });
    await store.close();

    const again = await openCounting(path);
    await push(again.store, msgOp(say('another needle')));
    const anew = createMirrorSearch({ store: again.store });
    expect(await anew.search(ws, 'needle', 9)).toMatchObject({ total: 2 });
    expect(await anew.search(ws, 'word77', 9)).toMatchObject({ total: 111 });
    const { messages, packs, abouts } = takeCounts(again.work);
    expect({ messages, abouts }).toEqual({ messages: 1, abouts: 1 });
    expect(packs).toBeLessThan(150);
  },
);

test('a search that waits for a long chat to be indexed makes no push wait for all of it', async () => {
  const { store, work } = await openCounting(join(await temporaryFolder(), 'mirror.db'));
  const long = Array.from({ length: 3_000 }, () =>
    msgOp(say('many words that are cut one by one '.repeat(20))),
  );
  await push(store, ...long);
  const searched = createMirrorSearch({ store }).search(ws, 'words', 9);
  await wait(1);
  await push(store, msgOp(say('meanwhile')));
  // The push is through, and the index is on its way.
  expect(work.messages).toBeLessThan(3_000);
  expect(await searched).toMatchObject({ more: false });
});

test('what is cleared is out of the index with the clear itself, and its words are in no file', async () => {
  const path = join(await temporaryFolder(), 'mirror.db');
  const { store, work } = await openCounting(path);
  const [kept, gone] = [say('kept words'), say('unspeakable secrets')];
  await push(store, ...Array.from({ length: 300 }, (_none, at) => msgOp(say(`line ${at}`))));
  await push(store, msgOp(kept), msgOp(gone), ...Array.from({ length: 300 }, () => msgOp(say('later line'))));
  const search = createMirrorSearch({ store });
  expect(await search.search(ws, 'secrets', 9)).toMatchObject({ total: 1 });
  takeCounts(work);
  await push(store, { opId: createId(), t: 'tomb', session, ids: [gone.id], purge: true });
  await wait(200);
  for (const file of [path, `${path}-wal`])
    expect((await readFile(file)).includes('unspeakable'), file).toBe(false);
  expect(await search.search(ws, 'secrets', 9)).toMatchObject({ total: 0 });
  expect(await search.search(ws, 'kept', 9)).toMatchObject({ total: 1 });
  expect(await search.search(ws, 'line', 900)).toMatchObject({ total: 600 });
  expect(takeCounts(work)).toEqual({ messages: 0, packs: 1, abouts: 1 });
  await push(store, tombOp(session, await idsOf(store)));
  expect(await search.search(ws, 'line', 9)).toMatchObject({ total: 0 });
});

async function idsOf(store: MirrorStore): Promise<string[]> {
  const ids: string[] = [];
  for (let since: number | null = 0; since !== null;) {
    const page: Awaited<ReturnType<MirrorStore['readRows']>> = await store.readRows(ws, session, since);
    for (const [, id] of (page?.rows ?? '').matchAll(/"message":\{"id":"([^"]+)"/g)) ids.push(id ?? '');
    since = page?.next ?? null;
  }
  return ids;
}

test('an answer that came whole takes the place of the half that was indexed', async () => {
  const { store, work } = await openCounting(join(await temporaryFolder(), 'mirror.db'));
  const half = say('half a sentnce', { status: 'interrupted' });
  await push(store, msgOp(half), msgOp(say('beside it')));
  const search = createMirrorSearch({ store });
  expect(await search.search(ws, 'sentnce', 9)).toMatchObject({ total: 1 });
  takeCounts(work);
  const parts = [{ type: 'text', key: 'own', text: 'a whole sentence', whole: true }];
  await push(store, msgOp({ ...half, status: 'final', parts }));
  expect(await search.search(ws, 'half', 9)).toMatchObject({ total: 0 });
  expect(await search.search(ws, 'sentence', 9)).toMatchObject({ total: 1 });
  expect(work.messages).toBe(1);
});

test(
  'the index is as a new one after many changes, and after a new horizon',
  { timeout: 60_000 },
  async () => {
    const folder = await temporaryFolder();
    const { store } = await openCounting(join(folder, 'mirror.db'));
    const search = createMirrorSearch({ store });
    const live: WireMessage[] = [];
    for (let round = 0; round < 60; round += 1) {
      const fresh = Array.from({ length: 1 + (round % 7) * 5 }, (_none, at) =>
        say(`round${round} line${at} common`, { status: at % 3 === 0 ? 'interrupted' : 'final' }),
      );
      live.push(...fresh);
      await push(store, ...fresh.map(msgOp));
      if (round % 2 === 0) await search.search(ws, 'common', 1);
      const gone = live.splice((round * 7) % live.length, round % 5);
      if (gone.length > 0)
        await push(
          store,
          tombOp(
            session,
            gone.map(({ id }) => id),
          ),
        );
      const raised = live.find(({ status }) => status === 'interrupted');
      if (raised === undefined || round % 3 !== 0) continue;
      const parts = [{ type: 'text', key: 'own', text: `raised${round} common`, whole: true }];
      const whole = { ...raised, status: 'final' as const, parts };
      live.splice(live.indexOf(raised), 1, whole);
      await push(store, msgOp(whole));
    }
    await push(store, regOp({ session, field: 'title', value: 'Common ground' }));
    const lines = ['common', 'round3', 'line1', 'raised9', '"line2 common"', 'comon ', 'round59 -line1'];
    const ask = async (of: { search(ws: string, line: string, limit: number): Promise<unknown> }) =>
      Promise.all(lines.map((line) => of.search(ws, line, 1_000)));
    const kept = await ask(search);
    const fresh = await openCounting(join(folder, 'fresh.db'));
    await push(fresh.store, ...live.map(msgOp), regOp({ session, field: 'title', value: 'Common ground' }));
    expect(kept).toEqual(await ask(createMirrorSearch({ store: fresh.store })));
    await store.moveHorizon(ws, 10_000);
    expect(await ask(search)).toEqual(kept);
  },
);

test('an index of another version is built anew', async () => {
  const path = join(await temporaryFolder(), 'mirror.db');
  const first = await openCounting(path);
  await push(first.store, msgOp(say('some words')));
  await createMirrorSearch({ store: first.store }).search(ws, 'words', 9);
  await first.store.close();
  const db = new DatabaseSync(path);
  db.exec("UPDATE texts SET version = 'old'; UPDATE text_pack SET pack = x'00'");
  db.close();
  const { store } = await openCounting(path);
  await push(store, msgOp(say('more words')));
  expect(await createMirrorSearch({ store }).search(ws, 'words', 9)).toMatchObject({ total: 2 });
});

test('a broken index does not stand in the way of a push, and heals', async () => {
  const path = join(await temporaryFolder(), 'mirror.db');
  const { store } = await openCounting(path);
  const [kept, gone] = [say('kept words'), say('other words')];
  await push(store, msgOp(kept), msgOp(gone));
  await createMirrorSearch({ store }).search(ws, 'words', 9);
  const db = new DatabaseSync(path);
  db.exec("UPDATE text_pack SET pack = x'00'");
  db.close();
  await push(store, tombOp(session, [gone.id]));
  expect(await createMirrorSearch({ store }).search(ws, 'words', 9)).toMatchObject({ total: 1 });
});

const searchingChild = fileURLToPath(new URL('searching-child.ts', import.meta.url));

/** Lets a process build the index and kills it after some steps. Answers how many messages it was told of. */
async function killWhileIndexing(path: string, steps: number): Promise<number> {
  const child = spawn(process.execPath, [searchingChild, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let lines: string[] = [];
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    lines = text.split('\n').slice(0, -1);
    if (lines.length >= steps) child.kill('SIGKILL');
  });
  await closed;
  return lines.reduce((sum, line) => sum + Number(line), 0);
}

test(
  'an index whose building was killed again and again goes on and is whole',
  { timeout: 60_000 },
  async () => {
    const path = join(await temporaryFolder(), 'mirror.db');
    const first = await openCounting(path);
    const texts = Array.from(
      { length: 2_000 },
      (_none, at) => `word${at} ${'and many more of them '.repeat(15)}`,
    );
    await push(first.store, ...texts.map((text) => msgOp(say(text))));
    await first.store.close();
    let told = 0;
    for (let round = 0; round < 4; round += 1) told += await killWhileIndexing(path, 1 + round);
    const { store, work } = await openCounting(path);
    const search = createMirrorSearch({ store });
    expect(await search.search(ws, 'many', 1)).toMatchObject({ total: 2_000, more: false });
    expect(await search.search(ws, 'word1999', 9)).toMatchObject({ total: 1 });
    // What was told of before the kill was not lost with it.
    expect(told).toBeGreaterThan(0);
    expect(work.messages).toBeLessThanOrEqual(2_000 - told);
  },
);

test('a workspace that nobody searches for a while leaves the memory, and is found from the file again', async () => {
  const { store, work } = await openCounting(join(await temporaryFolder(), 'mirror.db'));
  await push(store, msgOp(say('some words')));
  const search = createMirrorSearch({ store, idleMs: 50 });
  await search.search(ws, 'words', 9);
  await wait(150);
  takeCounts(work);
  expect(await search.search(ws, 'words', 9)).toMatchObject({ total: 1 });
  expect(takeCounts(work)).toEqual({ messages: 0, packs: 1, abouts: 1 });
});
