import 'fake-indexeddb/auto';
import { createTally, type FaultResult, type FaultSuite } from '../fault-report.ts';
import { inParallel } from '../model/model-job.ts';
import { dieAtStep } from './die-at-step.ts';
import { importScenario } from './import-scenario.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { tryUpgrade } from './try-upgrade.ts';

/** Deaths of a scenario in a quick run, spread over its steps. */
const quickDeaths = 6;
/** Most of them wait for timers, not for the processor. */
const width = 6;

/** The worker dies at every step of everything it does, and starts again. */
export const runCrash: FaultSuite = async (options) => {
  const { seed, runs, quick, log } = options;
  const results: FaultResult[] = [...(await tryUpgrade(options))];
  for (const scenario of [...scenarios, importScenario]) {
    results.push(await tryScenario(scenario, { seed, most: runs ?? (quick ? quickDeaths : null), log }));
  }
  return results;
};

async function tryScenario(
  scenario: Scenario,
  { seed, most, log }: { readonly seed: number; readonly most: number | null; log: (line: string) => void },
): Promise<FaultResult> {
  const tally = createTally(2, `death in ${scenario.name}`);
  const calm = await dieAtStep(scenario, null);
  if (calm.problem !== null) tally.lost(`without any death: ${calm.problem.what}`);
  const deaths = spread(calm.steps, { most: most ?? calm.steps, seed });
  let unreached = 0;
  await inParallel(deaths, width, async (at) => {
    const { problem, steps } = await dieAtStep(scenario, at);
    if (problem === null && steps < at) unreached += 1;
    else if (problem === null) tally.survived();
    else {
      log(`${scenario.name}: at step ${at} of ${calm.steps}: ${problem.what}`);
      tally[problem.kind](`at step ${at}: ${problem.what}`);
    }
  });
  log(`${scenario.name}: ${calm.steps} steps, ${deaths.length} deaths`);
  // How many checkpoints a turn makes depends on the machine: its last steps are not always there.
  return tally.result(`of ${calm.steps} steps${unreached > 0 ? `, ${unreached} not reached` : ''}`);
}

/** `most` of the numbers from 1 to `steps`, evenly, from a start that the seed picks. */
function spread(steps: number, { most, seed }: { readonly most: number; readonly seed: number }): number[] {
  const count = Math.min(most, steps);
  const stride = steps / Math.max(1, count);
  const offset = (seed % 97) / 97;
  return Array.from({ length: count }, (_, index) => 1 + Math.floor((index + offset) * stride));
}
