import { createTally, type FaultOptions, type FaultResult, type FaultTally } from '../fault-report.ts';
import { createRig, type Rig } from './rig.ts';

/** One try of a fault. Resolves to null where the promise held, else to what went wrong. */
export type Attempt = (rig: Rig) => Promise<string | null>;

/** Tries that are gathered first, then run several at once: most of a try is waiting. */
export interface Tries {
  /** Each of `attempts` is tried in every round. */
  add(fault: string, attempts: readonly Attempt[]): void;
  run(): Promise<readonly FaultResult[]>;
}

export function createTries({
  item,
  rounds,
  log,
  atOnce = 4,
}: {
  readonly item: number;
  readonly rounds: number;
  readonly log: FaultOptions['log'];
  readonly atOnce?: number;
}): Tries {
  const tallies: FaultTally[] = [];
  const waiting: { readonly fault: string; readonly tally: FaultTally; readonly attempt: Attempt }[] = [];

  async function work(queue: Iterator<(typeof waiting)[number]>): Promise<void> {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const { fault, tally, attempt } = next.value;
      const problem = await tryOnce(attempt);
      if (problem === null) tally.survived();
      else if (/twice|\d times|answers are shown/.test(problem)) tally.duplicated(problem);
      else tally.lost(problem);
      if (problem !== null) log(`${fault}: ${problem}`);
    }
  }

  return {
    add(fault, attempts) {
      const tally = createTally(item, fault);
      tallies.push(tally);
      for (let round = 0; round < rounds; round += 1)
        for (const attempt of attempts) waiting.push({ fault, tally, attempt });
    },
    async run() {
      const queue = waiting.values();
      await Promise.all(Array.from({ length: atOnce }, () => work(queue)));
      return tallies.map((tally) => tally.result());
    },
  };
}

async function tryOnce(attempt: Attempt): Promise<string | null> {
  const rig = createRig();
  try {
    return await attempt(rig);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rig.close().catch(() => undefined);
  }
}
