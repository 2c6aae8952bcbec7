import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { firefoxExtensionId } from '../../../scripts/browser/extension-facts.ts';
import { findBrowser } from '../../../scripts/browser/find-browser.ts';
import { runInOwnPage, startFirefox } from '../../../scripts/browser/launch-firefox.ts';
import { toConnectScript } from '../../../scripts/browser/running-browser.ts';
import { type Settings, settingsKey } from '../../../utils/settings/settings.ts';
import { type FirefoxPanel, createFirefoxPanel } from './firefox-panel.ts';
import { listWindows, pressIn, runXdotool } from '../../../scripts/browser/keyboard.ts';
import { copyExtension } from './copy-extension.ts';
import { until } from './until.ts';

const spotSchema = v.object({ x: v.number(), y: v.number() });

/** A real Firefox with the extension as a temporary add-on, on a profile that outlives it. */
export interface TestFirefox {
  connect(connection: Pick<Settings, 'letta' | 'mirror'>): Promise<void>;
  open(url: string): Promise<void>;
  openWindow(url: string): Promise<void>;
  pressShortcut(window?: number): Promise<void>;
  /** Presses other keys there, as xdotool spells them. */
  press(keys: string, window?: number): Promise<void>;
  /** Shortcut (or other `keys`), then the sidebar of that window as it appears. */
  openPanel(window?: number, keys?: string): Promise<FirefoxPanel>;
  /** Runs an expression in the first tab's page. */
  readPage(expression: string): Promise<unknown>;
  /** A real click with the mouse in the middle of an element of that page. */
  clickInPage(selector: string): Promise<void>;
  /** Ends the event page as Firefox does when it is idle. */
  stopBackground(): Promise<void>;
  backgroundState(): Promise<string>;
  /** As "Run in Private Windows: Allow" on the extension's own card. */
  allowPrivateWindows(): Promise<void>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** `preferences` are Firefox's own, as in about:config. */
export async function openFirefox(
  profile: string,
  preferences: Readonly<Record<string, boolean>> = {},
): Promise<TestFirefox> {
  const program = findBrowser('firefox');
  if (program === null) throw new Error('no Firefox found');
  const extensionCopy = await copyExtension('firefox', profile);
  const { session, ended, pid } = await startFirefox(
    { program, extension: extensionCopy, profile, display: null, args: [] },
    preferences,
  );
  let alive = true;
  void ended.then(() => (alive = false));
  const windowContexts = async () => {
    const contexts = await session.listContexts('chrome');
    return contexts.filter(({ url }) => url === 'chrome://browser/content/browser.xhtml');
  };
  const inBrowser = async (expression: string): Promise<unknown> => {
    const [first] = await windowContexts();
    if (first === undefined) throw new Error('Firefox has no window');
    return await session.evaluate(first.context, expression);
  };
  const extension = `WebExtensionPolicy.getByID(${JSON.stringify(firefoxExtensionId)}).extension`;
  const press = async (keys: string, at = 0): Promise<void> => {
    await pressIn((await listWindows(pid))[at] ?? '', keys);
  };
  const pressShortcut = (at = 0): Promise<void> => press('alt+shift+j', at);
  const firstTab = async (): Promise<string> => {
    const [tab] = await session.listContexts();
    if (tab === undefined) throw new Error('Firefox has no tab');
    return tab.context;
  };
  return {
    async connect(connection) {
      await runInOwnPage(session, 'options.html', toConnectScript('browser', settingsKey, connection));
    },
    async open(url) {
      await session.send('browsingContext.navigate', { context: await firstTab(), url, wait: 'complete' });
    },
    async openWindow(url) {
      await session.send('browsingContext.create', { type: 'window' });
      const tab = (await session.listContexts()).at(-1);
      if (tab === undefined) throw new Error('Firefox opened no window');
      await session.send('browsingContext.navigate', { context: tab.context, url, wait: 'complete' });
      await until(async () => (await listWindows(pid)).length > 1, 'the second window shows');
      await wait(1500);
    },
    press,
    pressShortcut,
    readPage: async (expression) => session.evaluate(await firstTab(), expression),
    async clickInPage(selector) {
      const spot = await session.evaluate(await firstTab(), toSpotScript(selector));
      const { x, y } = v.parse(spotSchema, JSON.parse(String(spot)));
      await runXdotool('mousemove', String(x), String(y), 'click', '1');
      await wait(150);
    },
    async openPanel(at = 0, keys = 'alt+shift+j') {
      const windows = await listWindows(pid);
      const context = (await windowContexts())[at];
      const window = windows[at];
      if (context === undefined || window === undefined) throw new Error(`Firefox has no window ${at}`);
      const panel = createFirefoxPanel({ session, context: context.context, window });
      // A new window takes over the open sidebar of the one before.
      if (!(await panel.isOpen())) await pressIn(window, keys);
      await until(() => panel.isOpen(), 'the sidebar opens');
      await until(
        async () => (await panel.count('textbox', 'Message').catch(() => 0)) > 0,
        'the sidebar shows the composer',
      );
      return panel;
    },
    async stopBackground() {
      await inBrowser(`${extension}.terminateBackground({ ignoreDevToolsAttached: true }).then(() => null)`);
    },
    async allowPrivateWindows() {
      await inBrowser(toAllowScript(firefoxExtensionId));
      await until(
        async () => (await inBrowser(`${extension}.backgroundState`)) === 'running',
        'it runs again',
      );
    },
    backgroundState: async () => String(await inBrowser(`${extension}.backgroundState`)),
    async kill() {
      process.kill(-pid, 'SIGKILL');
      await ended;
      session.close();
    },
    async close() {
      if (!alive) return;
      await Promise.race([session.send('browser.close').catch(() => undefined), wait(3000)]);
      session.close();
      const gone = await Promise.race([ended.then(() => true), wait(7000).then(() => false)]);
      if (!gone) process.kill(-pid, 'SIGKILL');
      await ended;
    },
  };
}

/** Where on the screen the middle of an element is. */
const toSpotScript = (selector: string): string => `(() => {
  const element = document.querySelector(${JSON.stringify(selector)});
  element.scrollIntoView({ block: 'center' });
  const box = element.getBoundingClientRect();
  return JSON.stringify({
    x: Math.round(window.mozInnerScreenX + box.x + box.width / 2),
    y: Math.round(window.mozInnerScreenY + box.y + box.height / 2),
  });
})()`;

function toAllowScript(id: string): string {
  return `(async () => {
    const load = (name) => ChromeUtils.importESModule('resource://gre/modules/' + name + '.sys.mjs');
    const allowed = { permissions: ['internal:privateBrowsingAllowed'], origins: [] };
    await load('ExtensionPermissions').ExtensionPermissions.add(${JSON.stringify(id)}, allowed);
    await (await load('AddonManager').AddonManager.getAddonByID(${JSON.stringify(id)})).reload();
    return null;
  })()`;
}
