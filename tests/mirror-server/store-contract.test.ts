import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '../../server/mirror/memory-store.ts';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import { runContentContract } from '../contracts/mirror-content.ts';
import { runMirrorStoreContract, type StoreUnderTest } from '../contracts/mirror-store.ts';

async function openMemory(): Promise<StoreUnderTest> {
  const store = createMemoryStore({ workspaces: ['w'] });
  return { store, dispose: () => store.close() };
}

async function openSqlite(): Promise<StoreUnderTest> {
  const dir = await mkdtemp(join(tmpdir(), 'mirror-'));
  const store = await openSqliteStore({ path: join(dir, 'mirror.db'), workspaces: ['w'] });
  return {
    store,
    async dispose() {
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
}

for (const [name, open] of [
  ['memory', openMemory],
  ['SQLite', openSqlite],
] as const) {
  runMirrorStoreContract(name, open);
  runContentContract(name, open);
}
