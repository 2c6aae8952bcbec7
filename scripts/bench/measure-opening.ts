import type { Page } from '@playwright/test';
import { type BenchBrowser, meterPage } from './bench-browser.ts';
import { type BenchWorld, emptyId, sessionSizes } from './bench-world.ts';
import { atMost, atMostTimes, type Note } from './figure.ts';

/** Opens the panel on each size in turn, and on an empty session between them. The shipped build. */
export async function measureOpening(world: BenchWorld, note: Note): Promise<void> {
  const { browser, sessions } = await world.openSeeded('shipped');
  const sizes = [0, ...sessionSizes(world.quick).filter((size) => size >= 100)];
  const rounds = world.quick ? 5 : 15;
  const found = new Map<number, number[]>(sizes.map((size) => [size, []]));
  const bare: number[] = [];
  try {
    await openOnce(browser, null, 0);
    for (let round = 0; round < rounds; round += 1) {
      for (const size of sizes) {
        found.get(size)?.push(await openOnce(browser, sessions.get(size) ?? emptyId, size));
      }
      bare.push(await openBare(browser));
    }
    const empty = found.get(0) ?? [];
    for (const [size, values] of found) {
      const name = `history on screen, ${size.toLocaleString('en')} messages, warm`;
      const [baseline, goal] =
        size === 0
          ? [{ name: 'a page of one word', values: bare }, atMost(100, 'ms', 'median')]
          : [{ name: 'the empty panel', values: empty }, atMostTimes(1.3)];
      note({ name, unit: 'ms', values, baseline, goal });
    }
    await noteMemory(browser, sessions, note);
  } finally {
    await browser.close();
  }
  await measureCold(world, note);
}

/** The first panel of a browser that has just started. */
async function measureCold(world: BenchWorld, note: Note): Promise<void> {
  const sizes = [0, 5_000];
  const found = new Map<number, number[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < (world.quick ? 2 : 11); round += 1) {
    for (const size of sizes) {
      const { browser, sessions } = await world.openSeeded('shipped');
      found.get(size)?.push(await openOnce(browser, sessions.get(size) ?? emptyId, size));
      await browser.close();
    }
  }
  note({
    name: 'history on screen, 5,000 messages, cold (new browser)',
    unit: 'ms',
    values: found.get(5_000) ?? [],
    baseline: { name: 'the empty panel, cold', values: found.get(0) ?? [] },
    goal: atMostTimes(1.3),
  });
}

async function openOnce(browser: BenchBrowser, sessionId: string | null, size: number): Promise<number> {
  const page = await browser.openPanel(sessionId);
  const paint = await readPaint(page, 'history-shown');
  const articles = await page.locator('article').count();
  await page.close();
  if (size > 0 && articles === 0) throw new Error(`the panel shows nothing of ${size} messages`);
  return paint;
}

async function openBare(browser: BenchBrowser): Promise<number> {
  const page = await browser.openBarePage();
  const paint = await readPaint(page, 'first-paint');
  await page.close();
  return paint;
}

/** ms from the document's start to the first paint of text; waits until `mark` is there as well. */
function readPaint(page: Page, mark: string): Promise<number> {
  return page.evaluate(async (name) => {
    for (;;) {
      const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
      if (paint !== undefined && performance.getEntriesByName(name).length > 0) return paint;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }, mark);
}

async function noteMemory(
  browser: BenchBrowser,
  sessions: ReadonlyMap<number, string>,
  note: Note,
): Promise<void> {
  const found = new Map<number, { heapMb: number[]; nodes: number[] }>();
  for (let round = 0; round < 3; round += 1) {
    for (const size of [50, 5_000]) {
      const page = await browser.openPanel(sessions.get(size) ?? emptyId);
      await page.waitForTimeout(1_500);
      const { heapMb, nodes } = await (await meterPage(page)).readMemory();
      const all = found.get(size) ?? { heapMb: [], nodes: [] };
      all.heapMb.push(heapMb);
      all.nodes.push(nodes);
      found.set(size, all);
      await page.close();
    }
  }
  const few = found.get(50) ?? { heapMb: [], nodes: [] };
  const many = found.get(5_000) ?? { heapMb: [], nodes: [] };
  const goal = atMostTimes(1.5);
  const name = 'with 50 messages';
  note({
    name: 'JavaScript heap with 5,000 messages',
    unit: 'MB',
    values: many.heapMb,
    baseline: { name, values: few.heapMb },
    goal,
  });
  note({
    name: 'elements with 5,000 messages',
    unit: 'count',
    values: many.nodes,
    baseline: { name, values: few.nodes },
    goal,
  });
}
