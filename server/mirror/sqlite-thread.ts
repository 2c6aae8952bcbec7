import { Worker } from 'node:worker_threads';
import { MirrorStoreError } from './mirror-store.ts';
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

/** The embedded store's thread, from the outside. */
export interface StoreThread {
  ask<T>(question: StoreQuestion): Promise<T>;
  close(): Promise<void>;
}

/**
 * Starts the thread, and resolves when it has opened the database.
 * @throws MirrorStoreError where it cannot.
 */
export async function openStoreThread(workerData: {
  readonly path: string;
  readonly workspaces: readonly string[];
}): Promise<StoreThread> {
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    workerData,
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
    ask,
    async close() {
      if (down !== null) return;
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      await ask({ method: 'close' });
      await exited;
    },
  };
}
