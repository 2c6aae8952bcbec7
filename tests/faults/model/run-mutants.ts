import type { FaultResult, FaultSuite } from '../fault-report.ts';
import { inParallel, type ModelReport, runJob } from './model-job.ts';
import { type Mutant, mutants } from './mutants.ts';

/** A harmful bug has to be caught within so many histories; a harmless one is only tried. */
const runsFor = { harmful: 2_500, harmless: 50 };
/** For one bug; most are caught within a second. A busy machine must not pass for a blind model. */
const mostMs = 300_000;

/** The mutation score: every harmful bug planted in the product has to break a history. */
export const runMutants: FaultSuite = async ({ seed, runs, quick, log }) => {
  const reports = await inParallel(mutants, 2, async (mutant) => {
    const most = runsFor[mutant.harmless === undefined ? 'harmful' : 'harmless'] * (quick ? 1 : 10);
    const report = await runJob({
      seed,
      runs: runs ?? most,
      mutant,
      shrinks: false,
      mostMs: quick ? mostMs : mostMs * 10,
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
