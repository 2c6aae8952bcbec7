import { Worker } from 'node:worker_threads';
import { packPush } from './message-text.ts';
import { MirrorStoreError, type MirrorStore } from './mirror-store.ts';
import type { StoreAnswer, StoreCall, StoreQuestion } from './sqlite-call.ts';

/** A method, so that a promise of any type fits: the thread answers each method with its own type. */
interface Waiting {
  resolve(value: unknown): void;
  reject(error: MirrorStoreError): void;
}

/**
 * V8 would double the space for new objects again and again, to 64 MB and three of them, for whoever pushes
 * for hours; what a push makes is gone after the push. `npm run mirror` says the same of the main thread.
 */
const maxYoungGenerationSizeMb = 24;

/**
 * Opens the embedded store in the database file `path` and creates the workspaces that are missing.
 * SQLite blocks, so it has a thread of its own.
 * @throws MirrorStoreError where the file cannot be opened or was written by a newer version.
 */
export async function openSqliteStore({
  path,
  workspaces,
}: {
  path: string;
  workspaces: readonly string[];
}): Promise<MirrorStore> {
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    workerData: { path, workspaces },
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let unsent: StoreCall[] = [];
  let down: MirrorStoreError | null = null;

  function failAll(error: MirrorStoreError): void {
    down ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function expectAnswer<T>(id: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (down !== null) reject(down);
      else waiting.set(id, { resolve, reject });
    });
  }

  function ask<T>(question: StoreQuestion): Promise<T> {
    const id = (calls += 1);
    const promise = expectAnswer<T>(id);
    if (unsent.length === 0) setImmediate(send);
    unsent.push({ ...question, id });
    return promise;
  }

  /** What was asked in one go, as many requests arrive, wakes the thread once. */
  function send(): void {
    worker.postMessage(unsent);
    unsent = [];
  }

  function settle(answer: StoreAnswer): void {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) asked?.resolve(answer.value);
    else asked?.reject(new MirrorStoreError(answer.reason, answer.message));
  }

  worker.on('message', (answers: readonly StoreAnswer[]) => answers.forEach(settle));
  worker.on('error', (error) => failAll(new MirrorStoreError('broken', 'The store broke down.', error)));
  worker.on('exit', () => failAll(new MirrorStoreError('broken', 'The store is closed.')));

  await expectAnswer<null>(0);
  return {
    readWorkspace: (ws) => ask({ method: 'readWorkspace', ws }),
    push: async (ws, request) => ask({ method: 'push', ws, request: packPush(request) }),
    readChanges: (ws, query) => ask({ method: 'readChanges', ws, query }),
    listSessions: (ws) => ask({ method: 'listSessions', ws }),
    readSession: (ws, session) => ask({ method: 'readSession', ws, session }),
    readMessages: (ws, ids) => ask({ method: 'readMessages', ws, ids }),
    indexTexts: (ws) => ask({ method: 'indexTexts', ws }),
    readTexts: (ws, place) => ask({ method: 'readTexts', ws, place }),
    listSearched: (ws, after) => ask({ method: 'listSearched', ws, after }),
    readAbouts: (ws, ids) => ask({ method: 'readAbouts', ws, ids }),
    startIncarnation: (ws) => ask({ method: 'startIncarnation', ws }),
    beginLife: async (ws) => void (await ask({ method: 'beginLife', ws })),
    moveHorizon: (ws, upTo) => ask({ method: 'moveHorizon', ws, upTo }),
    digest: (ws) => ask({ method: 'digest', ws }),
    sumContent: (ws, after) => ask({ method: 'sumContent', ws, after }),
    readRows: (ws, session, since) => ask({ method: 'readRows', ws, session, since }),
    listBin: (ws) => ask({ method: 'listBin', ws }),
    restoreBin: (ws, undos) => ask({ method: 'restoreBin', ws, undos }),
    emptyBin: (ws, undos) => ask({ method: 'emptyBin', ws, undos }),
    purgeBin: (before) => ask({ method: 'purgeBin', before }),
    forgetOps: (before) => ask({ method: 'forgetOps', before }),
    async close() {
      if (down !== null) return;
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      await ask({ method: 'close' });
      await exited;
    },
  };
}
