import { join } from 'node:path';
import { type Page, expect } from '@playwright/test';
import { type BoardPages, serveBoards } from '../support/board-pages.ts';
import { openChromium } from '../support/chromium.ts';
import { test as base } from '../support/chromium-test.ts';

interface Things {
  readonly boards: BoardPages;
}

const test = base.extend<Things>({
  // oxlint-disable-next-line no-empty-pattern
  boards: async ({}, use) => {
    const boards = await serveBoards();
    await use(boards);
    await boards.close();
  },
});

const regionOf = (panel: Page) => panel.getByRole('region', { name: 'Job posting' });

/** The board's own page, beside the panel. */
function pageBeside(panel: Page, boards: BoardPages): Page {
  const page = panel
    .context()
    .pages()
    .find((one) => one.url().startsWith(boards.at('/')));
  if (page === undefined) throw new Error('no page of the board is open');
  return page;
}

test('a static page, a frame of another origin and components are read; a list is told to be one', async ({
  device,
  panel,
  boards,
}) => {
  const region = regionOf(panel);
  for (const [path, words] of [
    ['/jobs/static', ['Kiln Keeper', 'Brick & Daughters', 'Stoke']],
    ['/jobs/framed', ['Organ Tuner', 'Pipe and Reed', 'Lincoln']],
    ['/jobs/shadow', ['Loom Fixer', 'Tweedwater Mills', 'Stornoway']],
  ] as const) {
    await device.open(boards.at(path));
    for (const word of words) await expect(region).toContainText(word);
  }
  await device.open(boards.at('/jobs'));
  await expect(region).toContainText('This page lists jobs');
});

test('a job opened within a single-page board, and one swapped in its pane, are noticed', async ({
  device,
  panel,
  boards,
}) => {
  const region = regionOf(panel);
  await device.open(boards.at('/app/jobs/0'));
  await expect(region).toContainText('Kiln Keeper');
  await pageBeside(panel, boards).getByRole('button', { name: 'Loom Fixer' }).click();
  await expect(region).toContainText('Tweedwater Mills');
  await pageBeside(panel, boards).goBack();
  await device.open(boards.at('/jobs/split'));
  await expect(region).toContainText('Brick & Daughters');
  await pageBeside(panel, boards).getByRole('button', { name: 'Organ Tuner' }).click();
  await expect(region).toContainText('Pipe and Reed');
  await expect(region).toContainText('Lincoln');
});

test('a page that changes for ever is read, and goes on as quick as before', async ({
  device,
  panel,
  boards,
}) => {
  await device.open(boards.at('/jobs/restless'));
  await expect(regionOf(panel)).toContainText('Kiln Keeper');
  const page = pageBeside(panel, boards);
  // The share of the page's time that a long task of ours (or anybody's) takes.
  const busyMs = await page.evaluate(
    async () =>
      await new Promise<number>((done) => {
        let busy = 0;
        new PerformanceObserver((entries) => {
          for (const entry of entries.getEntries()) busy += entry.duration;
        }).observe({ type: 'longtask' });
        setTimeout(() => done(busy), 8_000);
      }),
  );
  expect(busyMs).toBeLessThan(2_000);
  await expect(regionOf(panel)).toContainText('Kiln Keeper');
});

test('as shipped it reads the page it was opened beside, and no other site before the user says so', async ({
  world,
  boards,
}) => {
  const device = await openChromium(join(world.folder, 'shipped'), 'shipped');
  try {
    await device.connect(world.connection());
    await device.open(boards.at('/jobs/static'));
    const panel = await device.openPanel();
    const region = regionOf(panel);
    await expect(region).toContainText('Kiln Keeper');
    // Within the site the browser's leave holds.
    await device.open(boards.at('/app/jobs/1'));
    await expect(region).toContainText('Tweedwater Mills');
    // Of a page that only frames its jobs the frame is another site.
    await device.open(boards.at('/jobs/framed'));
    await expect(region).toContainText('This page is not read yet.');
    await device.open(boards.at('/jobs/static'));
    await expect(region).toContainText('Kiln Keeper');
    await device.open(boards.elsewhere('/embed/jobs/2').replace('127.0.0.1', 'localhost'));
    await expect(region).toContainText('This page is not read yet.');
    await expect(region).not.toContainText('Organ Tuner');
    // The icon's shortcut closes the panel, and opens it beside a page that it may read now.
    await device.pressShortcut();
    await expect.poll(() => device.countPanels()).toBe(0);
    await expect(regionOf(await device.openPanel())).toContainText('Organ Tuner');
  } finally {
    await device.close();
  }
});
