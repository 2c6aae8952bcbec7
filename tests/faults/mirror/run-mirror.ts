import type { FaultOptions, FaultResult } from '../fault-report.ts';
import { createTries, type Attempt } from '../network/tries.ts';
import { tryBackup, tryLogDamage } from './try-backups.ts';
import { tryClock } from './try-clock.ts';
import {
  openSmallDisk,
  tryFileLimit,
  tryFullDisk,
  tryKills,
  tryOriginalForm,
  tryPreviousSchema,
  tryReadOnlyDisk,
  trySyncs,
  whyNoStrace,
} from './try-disks.ts';
import { createRig } from '../network/rig.ts';

/** Breaks the mirror's disk, clock, process and past. */
export async function runMirror({ quick, runs, log, seed }: FaultOptions): Promise<readonly FaultResult[]> {
  const tries = createTries({ item: 4, rounds: runs ?? (quick ? 1 : 5), log, atOnce: 3 });
  const random = createRandom(seed);
  const skipped: FaultResult[] = [];
  const skip = (fault: string, why: string): void =>
    void skipped.push({
      item: 4,
      fault,
      tried: 0,
      survived: 0,
      lost: 0,
      duplicated: 0,
      notes: `skipped: ${why}`,
    });

  const rounds = quick ? 10 : 20;
  tries.add(`killed in the middle of pushes, ${rounds} times`, [(rig) => tryKills(rig, { rounds, random })]);
  const noStrace = whyNoStrace();
  if (noStrace === null) tries.add('one fsync a commit', [(rig) => trySyncs(rig, 20)]);
  else skip('one fsync a commit', noStrace);
  if (await canMount()) {
    tries.add('disk full', [tryFullDisk]);
    tries.add('disk read-only', [tryReadOnlyDisk]);
  } else {
    skip('disk full', 'no file system can be mounted here');
    skip('disk read-only', 'no file system can be mounted here');
  }
  if (process.platform === 'linux') tries.add('file size limit', [tryFileLimit]);
  for (const whole of [true, false]) {
    const name = whole ? 'restored from a backup of the folder' : 'restored from a backup of the database';
    const firsts = ['ahead', 'old', 'new'] as const;
    tries.add(
      name,
      firsts.map(
        (first): Attempt =>
          (rig) =>
            tryBackup(rig, { first, whole }),
      ),
    );
  }
  for (const damage of ['cut', 'zeroed', 'flipped', 'garbage'] as const) {
    const attempts = [false, true].map(
      (others): Attempt =>
        (rig) =>
          tryLogDamage(rig, { damage, others }),
    );
    tries.add(`end of the log ${damage}`, attempts);
  }
  tries.add('clock jumps by years', [(rig) => tryClock(rig, { random, pushes: quick ? 300 : 5_000 })]);
  tries.add('upgraded from earlier schemas', [tryPreviousSchema]);
  tries.add('upgraded from the original files', [tryOriginalForm]);
  return [...(await tries.run()), ...skipped];
}

async function canMount(): Promise<boolean> {
  const rig = createRig();
  try {
    return (await openSmallDisk(rig)) !== null;
  } finally {
    await rig.close();
  }
}

/** Mulberry32: numbers from 0 to 1 that follow from the seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
