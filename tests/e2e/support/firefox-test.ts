import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { type TestFirefox, openFirefox } from './firefox.ts';
import type { FirefoxPanel } from './firefox-panel.ts';
import { type TestWorld, openWorld } from './world.ts';

interface Things {
  readonly world: TestWorld;
  /** Starts a connected Firefox on a profile of that name that shows the sample posting. */
  readonly openBrowser: (profile: string) => Promise<TestFirefox>;
  readonly device: TestFirefox;
  /** Its sidebar, opened by the real shortcut. */
  readonly panel: FirefoxPanel;
}

/** A test with servers, a real Firefox and its real sidebar of its own. */
export const test = base.extend<Things>({
  // oxlint-disable-next-line no-empty-pattern
  world: async ({}, use) => {
    const world = await openWorld();
    await use(world);
    await world.close();
  },
  openBrowser: async ({ world }, use) => {
    const opened: TestFirefox[] = [];
    await use(async (profile) => {
      const device = await openFirefox(join(world.folder, profile));
      opened.push(device);
      await device.connect(world.connection());
      await device.open(world.pageUrl);
      return device;
    });
    for (const device of opened) await device.close();
  },
  device: async ({ openBrowser }, use) => {
    await use(await openBrowser('profile'));
  },
  panel: async ({ device }, use) => {
    await use(await device.openPanel());
  },
});
