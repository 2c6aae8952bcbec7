import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { checkOutcome } from './check-outcome.ts';
import type { Violation } from './ledger.ts';
import type { ModelJob, ModelReport } from './model-job.ts';
import { playHistory } from './play-history.ts';
import { history, type Step } from './steps.ts';

interface Hooks {
  readonly restartIds: () => void;
  readonly onProgress: (tried: number) => void;
}

class BrokenPromise extends Error {
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    super(violations.map(({ what }) => what).join('; '));
    this.violations = violations;
  }
}

/** Plays a job's histories until one fails, and with `shrinks` looks for a shorter one. */
export async function playJob(job: ModelJob, { restartIds, onProgress }: Hooks): Promise<ModelReport> {
  let tried = 0;
  const property = fc.asyncProperty(history, async (steps) => {
    restartIds();
    // Databases of histories that are over: the same names, and memory.
    indexedDB = new IDBFactory();
    tried += 1;
    if (tried % 500 === 0) onProgress(tried);
    const violations = await checkOutcome(await playHistory(steps));
    if (violations.length > 0) throw new BrokenPromise(violations);
  });
  const { runs: numRuns, seed, mostMs } = job;
  const first = await fc.check(property, {
    numRuns,
    seed,
    endOnFailure: true,
    interruptAfterTimeLimit: mostMs,
  });
  const failed = first.numRuns;
  if (!first.failed || first.counterexample === null) return { tried: failed, failure: null };
  const path = first.counterexamplePath;
  const shrunk =
    job.shrinks && path !== null
      ? await fc.check(property, { seed, path, numRuns: 1, interruptAfterTimeLimit: 60_000 })
      : first;
  const [steps] = shrunk.counterexample ?? first.counterexample;
  return { tried: failed, failure: toFailure(shrunk.errorInstance ?? first.errorInstance, steps) };
}

function toFailure(error: unknown, steps: readonly Step[]): ModelReport['failure'] {
  const lines = steps.map((step) => JSON.stringify(step)).join('\n');
  if (!(error instanceof BrokenPromise)) {
    return {
      kind: 'broken',
      what: error instanceof Error ? (error.stack ?? error.message) : String(error),
      history: lines,
    };
  }
  const [first] = error.violations;
  return { kind: first?.kind ?? 'lost', what: error.message, history: lines };
}
