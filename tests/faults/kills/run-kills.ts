import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { buildExtension } from '../../../scripts/start/build-extension.ts';
import { findBrowser, type BrowserKind } from '../../../scripts/browser/find-browser.ts';
import { createTally, type FaultOptions, type FaultResult } from '../fault-report.ts';
import { createRig } from '../network/rig.ts';
import { createChromium } from './chromium-browser.ts';
import { createFirefox } from './firefox-browser.ts';
import { type KillFault, runLane } from './kill-lane.ts';

interface Lane {
  readonly kind: BrowserKind;
  readonly name: string;
  readonly worker: string;
  readonly quick: Readonly<Record<KillFault, number>>;
  readonly full: Readonly<Record<KillFault, number>>;
}

/** Firefox starts slowly: most kills are Chromium's. */
const lanes: readonly Lane[] = [
  {
    kind: 'chromium',
    name: 'Chromium',
    worker: 'worker stopped',
    quick: { browser: 8, worker: 24, panel: 6 },
    full: { browser: 160, worker: 400, panel: 100 },
  },
  {
    kind: 'firefox',
    name: 'Firefox',
    worker: 'event page ended',
    quick: { browser: 2, worker: 6, panel: 2 },
    full: { browser: 40, worker: 100, panel: 25 },
  },
];

/** Real browsers, workers and panels are killed at random moments of a chat with real servers. */
export async function runKills(options: FaultOptions): Promise<readonly FaultResult[]> {
  const found = lanes.filter(({ kind }) => findBrowser(kind) !== null);
  const rig = createRig();
  try {
    const folder = await rig.folder();
    // One after the other: both builds write the same folder of types. A later build changes no copy.
    for (const { kind } of found) {
      await cp(await buildExtension(kind), join(folder, kind), { recursive: true });
    }
    const lanesRun = lanes.map((lane) => runBrowser(lane, join(folder, lane.kind), options));
    // All of them end before the folder goes, also where one rejects.
    const settled = await Promise.allSettled(lanesRun);
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  } finally {
    await rig.close();
  }
}

async function runBrowser(
  lane: Lane,
  extension: string,
  options: FaultOptions,
): Promise<readonly FaultResult[]> {
  const { kind, name } = lane;
  const { seed, runs, quick, log } = options;
  const tallies = {
    browser: createTally(3, `${name}: killed with SIGKILL`),
    worker: createTally(3, `${name}: ${lane.worker}`),
    panel: createTally(3, `${name}: panel closed`),
  };
  const all = Object.values(tallies);
  const program = findBrowser(kind);
  if (program === null) return all.map((tally) => tally.result(`skipped: no ${name} here`));
  const most = quick ? lane.quick : lane.full;
  const cap = (count: number): number => (runs === null ? count : Math.min(count, runs));
  await runLane({
    open(profile) {
      const place = { program, profile, extension };
      return kind === 'chromium' ? createChromium(place) : createFirefox(place);
    },
    counts: { browser: cap(most.browser), worker: cap(most.worker), panel: cap(most.panel) },
    tallies,
    seed,
    log,
  });
  return all.map((tally) => tally.result());
}
