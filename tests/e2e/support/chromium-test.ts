import { join } from 'node:path';
import { type Page, test as base } from '@playwright/test';
import { type TestChromium, openChromium } from './chromium.ts';
import { type TestWorld, openWorld } from './world.ts';

interface Things {
  readonly world: TestWorld;
  /** Starts a browser on a profile of that name; closed after the test. Connected by default. */
  readonly openBrowser: (profile: string, connected?: boolean) => Promise<TestChromium>;
  /** A connected browser that shows the sample posting. */
  readonly device: TestChromium;
  /** Its panel, opened by the real shortcut. */
  readonly panel: Page;
}

/** A test with servers, a real browser and the real side panel of its own. */
export const test = base.extend<Things>({
  // oxlint-disable-next-line no-empty-pattern
  world: async ({}, use) => {
    const world = await openWorld();
    await use(world);
    await world.close();
  },
  openBrowser: async ({ world }, use) => {
    const opened: TestChromium[] = [];
    await use(async (profile, connected = true) => {
      const browser = await openChromium(join(world.folder, profile));
      opened.push(browser);
      // Either way a page of ours was there: a browser that has just started does not know our keys yet.
      if (connected) await browser.connect(world.connection());
      else await (await browser.openOwnPage('options.html')).close();
      await browser.open(world.pageUrl);
      return browser;
    });
    for (const browser of opened) await browser.close();
  },
  device: async ({ openBrowser }, use) => {
    await use(await openBrowser('profile'));
  },
  panel: async ({ device }, use) => {
    await use(await device.openPanel());
  },
});
