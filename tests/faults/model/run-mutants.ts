import type { FaultResult, FaultSuite } from '../fault-report.ts';
import { inParallel, type ModelReport, runJob } from './model-job.ts';
import { type Mutant, mutants } from './mutants.ts';

/** A harmful bug has to be caught within so many histories; a harmless one is only tried. */
const runsFor = { harmful: 2_500, harmless: 100, rare: 25_000 };
const mostMs = { quick: 90_000, full: 1_800_000 };

/** The mutation score: every harmful bug planted in the product has to break a history. */
export const runMutants: FaultSuite = async ({ seed, runs, quick, log }) => {
  const tried = mutants.filter(({ rare = false }) => !quick || !rare);
  const reports = await inParallel(tried, 2, async (mutant) => {
    const kind = mutant.harmless !== undefined ? 'harmless' : mutant.rare === true ? 'rare' : 'harmful';
    const most = runsFor[kind];
    const report = await runJob({
      seed,
      runs: runs ?? most,
      mutant,
      shrinks: false,
      mostMs: mostMs[quick ? 'quick' : 'full'],
    });
    log(`${toWord(mutant, report)} ${String(report.tried).padStart(5)}  ${mutant.name} (${mutant.cost})`);
    return { mutant, report };
  });
  return reports.map(({ mutant, report }) => toResult(mutant, report));
};

function toWord({ harmless }: Mutant, { failure }: ModelReport): string {
  if (failure !== null) return harmless === undefined ? 'caught  ' : 'HARMFUL ';
  return harmless === undefined ? 'MISSED  ' : 'harmless';
}

/** One try for a mutant; it "survives" where the suite did what it should: catch it, or let it be. */
function toResult(mutant: Mutant, { tried, failure }: ModelReport): FaultResult {
  const expected = (mutant.harmless === undefined) === (failure !== null);
  const after = failure === null ? `not caught in ${tried}` : `caught after ${tried}`;
  return {
    item: 1,
    fault: `planted: ${mutant.name}`,
    tried: 1,
    survived: expected ? 1 : 0,
    lost: expected ? 0 : 1,
    duplicated: 0,
    notes: mutant.harmless === undefined ? after : `${after}; harmless: ${mutant.harmless}`,
  };
}
