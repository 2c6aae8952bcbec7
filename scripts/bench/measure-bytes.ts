import { resolve } from 'node:path';
import { extensionFolders } from '../browser/extension-facts.ts';
import { openBenchBrowser } from './bench-browser.ts';
import type { BenchWorld } from './bench-world.ts';
import { readBudget } from './budget.ts';
import { readBuiltSizes, readPackageSizes } from './built-sizes.ts';
import { atMost, atMostTimes, type Note } from './figure.ts';

const output = resolve(import.meta.dirname, '../../.output');

/** What is shipped, in bytes, and what it costs a page that nobody asked us to read. */
export async function measureBytes(world: BenchWorld, note: Note): Promise<void> {
  const { goals } = await readBudget();
  const sizes = await readBuiltSizes(extensionFolders.chromium.replace(/-e2e$/, ''));
  const bytes = (name: string, value: number, goal?: number): void =>
    note({
      name,
      unit: 'bytes',
      values: [value],
      ...(goal === undefined ? {} : { goal: atMost(goal, 'bytes', 'median') }),
    });
  bytes('panel, JavaScript of the first screen (gzip)', sizes.firstScreen, goals.firstScreen);
  bytes('panel, styles of the first screen (gzip)', sizes.firstScreenCss);
  bytes('background (gzip)', sizes.background, goals.background);
  bytes('background, loaded for what is rare (gzip)', sizes.backgroundLate);
  for (const [name, size] of await readPackageSizes(output).catch(() => new Map<string, number>())) {
    bytes(`package ${name}`, size, goals.package);
  }
  note({
    name: 'scripts injected into pages at rest',
    unit: 'count',
    values: [sizes.contentScripts],
    goal: { words: 'none', holds: ({ median }) => median === 0 },
  });
  await measurePageLoad(world, note);
}

/** Loading a page of 5,000 paragraphs with the shipped extension and without, in turn. */
async function measurePageLoad(world: BenchWorld, note: Note): Promise<void> {
  const { folder, script, plain, quick } = world;
  const found: { readonly with: number[]; readonly without: number[] } = { with: [], without: [] };
  const own = await openBenchBrowser({ profile: `${folder}/with`, build: 'shipped', script });
  const none = await openBenchBrowser({ profile: `${folder}/without`, build: 'shipped', script, own: false });
  try {
    for (let round = 0; round < (quick ? 4 : 15); round += 1) {
      for (const [which, browser] of [
        ['with', own],
        ['without', none],
      ] as const) {
        const page = await browser.context.newPage();
        await page.goto(`${plain.url}/long?count=2000`);
        const load = await page.evaluate(
          () => performance.getEntriesByType('navigation')[0]?.duration ?? Number.NaN,
        );
        if (round > 0) found[which].push(load);
        await page.close();
      }
    }
  } finally {
    await own.close();
    await none.close();
  }
  note({
    name: 'loading a page, extension installed',
    unit: 'ms',
    values: found.with,
    baseline: { name: 'without the extension', values: found.without },
    goal: atMostTimes(1.1),
  });
}
