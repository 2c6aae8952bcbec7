import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '../../server/mirror/memory-store.ts';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import { runMirrorStoreContract } from '../contracts/mirror-store.ts';

runMirrorStoreContract('memory', async () => {
  const store = createMemoryStore({ workspaces: ['w'] });
  return { store, dispose: () => store.close() };
});

runMirrorStoreContract('SQLite', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'mirror-'));
  const store = await openSqliteStore({ path: join(dir, 'mirror.db'), workspaces: ['w'] });
  return {
    store,
    async dispose() {
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
});
