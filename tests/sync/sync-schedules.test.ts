import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkOutcome } from '../faults/model/check-outcome.ts';
import { playHistory } from '../faults/model/play-history.ts';
import { history } from '../faults/model/steps.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 200);
const seed = Number(process.env['FC_SEED'] ?? Date.now());

test(
  'under any schedule and faults, devices converge, nothing said is lost and nothing cleared comes back',
  async () => {
    console.info(`FC_SEED=${seed} FC_RUNS=${numRuns}`);
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        expect(await checkOutcome(await playHistory(steps))).toEqual([]);
      }),
      { numRuns, seed },
    );
  },
  numRuns * 2_000,
);
