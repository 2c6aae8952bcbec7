import { createTally, type FaultOptions, type FaultResult } from '../fault-report.ts';
import { createTries } from '../network/tries.ts';
import { tryLargeBodies, tryPaths, trySlowLoris, tryTokens } from './attacks.ts';
import { tryAnyRequest, tryRoundTrip } from './properties.ts';
import { hasSchemathesis, trySchemathesis } from './schemathesis.ts';

/** Attacks the mirror by its own description. Counts are of rounds; the properties run many requests each. */
export async function runTarget({ quick, runs, log, seed }: FaultOptions): Promise<readonly FaultResult[]> {
  const tries = createTries({ item: 9, rounds: runs ?? 1, log, atOnce: 3 });
  const numRuns = quick ? 300 : 20_000;
  tries.add('slow-loris, 200 lines', [trySlowLoris]);
  const fuzzer = await hasSchemathesis();
  if (fuzzer)
    tries.add('any request, by schemathesis', [
      (rig) => trySchemathesis(rig, { seed, examples: quick ? 30 : 1_000 }),
    ]);
  tries.add('every route without the right token', [tryTokens]);
  tries.add('path tricks in ids', [tryPaths]);
  tries.add('bodies of 16 MB', [tryLargeBodies]);
  tries.add(`any request, ${numRuns} of our own`, [(rig) => tryAnyRequest(rig, { seed, numRuns })]);
  tries.add(`round trip of any Unicode, ${numRuns} times`, [(rig) => tryRoundTrip(rig, { seed, numRuns })]);
  const results = await tries.run();
  if (fuzzer) return results;
  const skipped = createTally(9, 'any request, by schemathesis').result(
    'skipped: it cannot be installed here',
  );
  return [...results, skipped];
}
