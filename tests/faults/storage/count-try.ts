import type { FaultTally } from '../fault-report.ts';

/** Counts a try: null is well, words are a loss, and so is a rejection. */
export async function countTry(tally: FaultTally, work: () => Promise<string | null>): Promise<void> {
  const problem = await work().catch((error: unknown) => String(error));
  if (problem === null) tally.survived();
  else tally.lost(problem);
}
