import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { type TestFirefox, openFirefox } from './firefox.ts';
import type { FirefoxPanel } from './firefox-panel.ts';
import { type TestWorld, openWorld } from './world.ts';

/** "Never remember history": no extension page has IndexedDB then. */
export const alwaysPrivate = 'browser.privatebrowsing.autostart';

interface Things {
  readonly world: TestWorld;
  /** Starts a connected Firefox on a profile of that name that shows the sample posting. */
  readonly openBrowser: (
    profile: string,
    preferences?: Readonly<Record<string, boolean>>,
  ) => Promise<TestFirefox>;
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
    await use(async (profile, preferences = {}) => {
      const device = await openFirefox(join(world.folder, profile), preferences);
      opened.push(device);
      // Where every window is a private one, the extension needs the user's leave to show itself.
      if (preferences[alwaysPrivate] === true) await device.allowPrivateWindows();
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
