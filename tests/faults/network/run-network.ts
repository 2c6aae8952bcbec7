import type { FaultOptions, FaultResult } from '../fault-report.ts';
import { tryLettaLine, trySleep } from './letta-line.ts';
import { lineFaults } from './line-faults.ts';
import { tryMirrorLine } from './mirror-line.ts';
import { createTries, type Attempt } from './tries.ts';

/** Breaks the lines between device, mirror and Letta in every way of `lineFaults`. */
export async function runNetwork({ quick, runs, log }: FaultOptions): Promise<readonly FaultResult[]> {
  const tries = createTries({ item: 5, rounds: runs ?? (quick ? 1 : 10), log });
  for (const [name, fault] of Object.entries(lineFaults)) {
    tries.add(`mirror: ${name}`, [(rig) => tryMirrorLine(rig, name, fault)]);
    const servers = quick ? [true] : [true, false];
    const attempts = servers.flatMap((redis) =>
      [1, null].map(
        (times): Attempt =>
          (rig) =>
            tryLettaLine(rig, { name, fault, times, redis }),
      ),
    );
    tries.add(`Letta: ${name}`, attempts);
  }
  tries.add('Letta: asleep in mid-answer', [(rig) => trySleep(rig, quick ? 5_000 : 20_000)]);
  return tries.run();
}
