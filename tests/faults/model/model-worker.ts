import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { ModelJob, ModelReport } from './model-job.ts';

/** Plays histories in a thread of its own, on the product as it is or with a bug planted in it. */

const root = new URL('../../../', import.meta.url);
const job: ModelJob = workerData;

/** Ids in the order of their making and the same in every run of a seed, as text that UUIDs are. */
let ids = 0;
Reflect.set(globalThis, 'nextModelId', () => {
  ids += 1;
  return `019ab000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
});

const edits = [
  { file: 'utils/chat/id.ts', find: 'return v7();', put: 'return nextModelId();' },
  ...(job.mutant === null ? [] : [job.mutant]),
];

registerHooks({
  load(url, context, nextLoad) {
    const wanted = edits.filter(({ file }) => url === new URL(file, root).href);
    if (wanted.length === 0) return nextLoad(url, context);
    let source = readFileSync(fileURLToPath(url), 'utf8');
    for (const { find, put } of wanted) {
      if (source.split(find).length !== 2) throw new Error(`not exactly once in ${url}: ${find}`);
      source = source.replace(find, () => put);
    }
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});

// Retries of the product would make a history depend on how fast this machine is.
const setTimer = globalThis.setTimeout;
Reflect.set(globalThis, 'setTimeout', (work: () => void, ms = 0) =>
  setTimer(ms < 400 ? work : () => undefined, Math.min(ms, 400)),
);

const { playJob } = await import('./play-job.ts');
const report: ModelReport = await playJob(job, {
  restartIds: () => void (ids = 0),
  onProgress: (tried) => parentPort?.postMessage({ tried }),
});
parentPort?.postMessage({ report });
