import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { MirrorStore } from '../../server/mirror/mirror-store.ts';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import { addSums, type SessionDigest } from '../../utils/chat/digest.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Op } from '../../utils/mirror/protocol.ts';
import { msgOp, regOp, tombOp } from '../contracts/mirror-store.ts';
import { wireMessage } from './wire-sample.ts';

let dir: string;
let store: MirrorStore;
const chats = 2_000;

async function push(ops: Op[]): Promise<void> {
  await store.push('w', { clientId: 'c', inc: null, ops });
}

/** A store in which all that is read of everything takes much longer than a push. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mirror-'));
  store = await openSqliteStore({ path: join(dir, 'mirror.db'), workspaces: ['w'] });
  for (let from = 0; from < chats; from += 100) {
    const sessions = Array.from({ length: 100 }, createId);
    const messages = sessions.flatMap((session) =>
      Array.from({ length: 15 }, () => wireMessage({ session })),
    );
    await push(messages.map(msgOp));
    await push(sessions.map((session) => tombOp(session, Array.from({ length: 5 }, createId))));
    await push(sessions.map((session, at) => regOp({ session, value: `chat ${from + at}` })));
  }
}, 60_000);
afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

async function readSums(): Promise<SessionDigest[]> {
  const pages: (readonly SessionDigest[])[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: Awaited<ReturnType<MirrorStore['sumContent']>> = await store.sumContent('w', after);
    pages.push(page?.sums ?? []);
    after = page?.next ?? null;
  }
  return addSums(pages);
}

test.each([
  ['the list of chats', async () => (await store.listSessions('w'))?.length],
  ['the digest', async () => (await store.digest('w'))?.sessions.length],
] as const)('a push does not wait until %s is read', async (_name, read) => {
  const done: string[] = [];
  const reading = read().then((count) => {
    done.push('read');
    return count;
  });
  await new Promise((resolve) => setTimeout(resolve, 3));
  await push([regOp({ session: createId(), field: 'job.saved', value: true })]);
  done.push('pushed');
  // The push brought another entry, which the pages after it may hold or not.
  expect(await reading).toBeGreaterThanOrEqual(chats - 1);
  expect(done).toEqual(['pushed', 'read']);
});

test('what is read page by page is whole: every chat once, with its count and its title', async () => {
  const entries = ((await store.listSessions('w')) ?? []).filter(({ kind }) => kind === 'session');
  expect(new Set(entries.map(({ id }) => id)).size).toBe(chats);
  expect(new Set(entries.map(({ title }) => title)).size).toBe(chats);
  expect(entries.every(({ count }) => count === 15)).toBe(true);
  expect(entries.every((entry, at) => entry.updatedAt >= (entries[at + 1]?.updatedAt ?? 0))).toBe(true);
  const ids = await store.digest('w');
  expect(ids?.sessions.length).toBe(chats);
  expect(ids?.sessions.every(({ count }) => count === 15)).toBe(true);
  const sums = (await readSums()).filter(({ count }) => count > 0);
  expect(sums.length).toBe(chats);
  expect(sums.every(({ count }) => count === 15)).toBe(true);
});
