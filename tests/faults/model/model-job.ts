import { Worker } from 'node:worker_threads';
import type { Mutant } from './mutants.ts';

/** A number of histories for one thread. */
export interface ModelJob {
  readonly seed: number;
  readonly runs: number;
  readonly mutant: Pick<Mutant, 'file' | 'find' | 'put'> | null;
  /** Whether to look for the shortest history that fails. */
  readonly shrinks: boolean;
  /** Most ms, from the first history on. */
  readonly mostMs: number;
}

export interface ModelReport {
  readonly tried: number;
  /** What broke the promise first; null where it held. */
  readonly failure: {
    readonly kind: 'lost' | 'duplicated' | 'broken';
    readonly what: string;
    /** The steps of the history, one a line. */
    readonly history: string;
  } | null;
}

/** Runs a job in a thread. Rejects when the thread itself fails, as for a mutant that does not fit. */
export function runJob(job: ModelJob, onProgress: (tried: number) => void = () => {}): Promise<ModelReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./model-worker.ts', import.meta.url), {
      workerData: job,
      stderr: false,
    });
    worker.on('message', (message: { readonly tried: number } | { readonly report: ModelReport }) => {
      if ('tried' in message) return onProgress(message.tried);
      resolve(message.report);
      void worker.terminate();
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the thread ended without a word')));
  });
}

/** Runs tasks, at most `width` at a time; the results are in the order of the tasks. */
export async function inParallel<Task, Result>(
  tasks: readonly Task[],
  width: number,
  run: (task: Task, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    while (next < tasks.length) {
      const index = next;
      next += 1;
      const task = tasks[index];
      if (task !== undefined) results[index] = await run(task, index);
    }
  }
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
