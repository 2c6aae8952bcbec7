import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, type Page, chromium } from '@playwright/test';
import * as v from 'valibot';
import { chromeExtensionId } from '../../../scripts/browser/extension-facts.ts';
import { findBrowser } from '../../../scripts/browser/find-browser.ts';
import { toConnectScript } from '../../../scripts/browser/running-browser.ts';
import { type Settings, settingsKey } from '../../../utils/settings/settings.ts';
import { listWindows, pressIn, saveScreen } from '../../../scripts/browser/keyboard.ts';
import { reloadWithoutWorker } from './reload-without-worker.ts';
import { until } from './until.ts';
import { copyExtension, type TestedBuild } from './copy-extension.ts';

const ownUrl = `chrome-extension://${chromeExtensionId}/`;
const panelUrl = `${ownUrl}sidepanel.html`;
const versionSchema = v.object({ webSocketDebuggerUrl: v.string() });
const targetsSchema = v.array(v.object({ id: v.string(), type: v.string(), url: v.string() }));

/** A real Chromium with the extension, on a profile that outlives it. */
export interface TestChromium {
  connect(connection: Pick<Settings, 'letta' | 'mirror'>): Promise<void>;
  open(url: string): Promise<void>;
  /** Opens a second window with that page. */
  openWindow(url: string): Promise<void>;
  /** Presses Alt+Shift+J in the `window`th window (0: the first). */
  pressShortcut(window?: number): Promise<void>;
  /** Presses other keys there, as xdotool spells them. */
  press(keys: string, window?: number): Promise<void>;
  /** Shortcut (or other `keys`), then the panel as it appears. */
  openPanel(window?: number, keys?: string): Promise<Page>;
  /** How many panels are open. */
  countPanels(): Promise<number>;
  /** One of the extension's own pages in a tab. */
  openOwnPage(page: string): Promise<Page>;
  stopWorker(): Promise<void>;
  /**
   * Holds the worker still, so that it answers nothing, reloads the panel and resolves with the panel's
   * words once they contain `text`. Playwright's pages are gone afterwards.
   */
  reloadWithoutWorker(text: string): Promise<string>;
  /** Ends every debugging connection: pages are gone, and workers live as they do for everybody. */
  detach(): Promise<void>;
  /** kill -9 of every process of the browser. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export async function openChromium(profile: string, build: TestedBuild = 'e2e'): Promise<TestChromium> {
  const { browser, port, ended } = await start(profile, build);
  const connections: Browser[] = [];
  const pid = browser.pid ?? 0;
  const attach = async (): Promise<Browser> => {
    const connection = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    connections.push(connection);
    for (const context of connection.contexts()) context.setDefaultTimeout(20_000);
    return connection;
  };
  const detach = async (): Promise<void> => {
    for (const connection of connections.splice(0)) await connection.close();
  };
  const listTargets = async () =>
    v.parse(targetsSchema, await (await fetch(`http://127.0.0.1:${port}/json/list`)).json());
  const listPanels = async () => (await listTargets()).filter(({ url }) => url.startsWith(panelUrl));
  const press = async (keys: string, at = 0): Promise<void> => {
    const windows = await listWindows(pid);
    await pressIn(windows[at] ?? '', keys);
  };
  const pressShortcut = (at = 0): Promise<void> => press('alt+shift+j', at);
  const openOwnPage = async (path: string): Promise<Page> => {
    const page = await (await firstContext(await attach())).newPage();
    await page.goto(`${ownUrl}${path}`);
    return page;
  };
  return {
    async connect(connection) {
      const page = await openOwnPage('options.html');
      await page.evaluate(toConnectScript('chrome', settingsKey, connection));
      await page.close();
    },
    async open(url) {
      const page = (await firstContext(await attach())).pages().find((one) => !one.url().startsWith(ownUrl));
      await page?.goto(url);
    },
    async openWindow(url) {
      const session = await (await attach()).newBrowserCDPSession();
      await session.send('Target.createTarget', { url, newWindow: true });
    },
    press,
    pressShortcut,
    openOwnPage,
    countPanels: async () => (await listPanels()).length,
    async openPanel(window = 0, keys = 'alt+shift+j') {
      const before = new Set((await listPanels()).map(({ id }) => id));
      await press(keys, window);
      try {
        await until(
          async () => (await listPanels()).some(({ id }) => !before.has(id)),
          'the panel opens',
          20_000,
        );
      } catch (error) {
        await saveScreen('no-panel');
        throw error;
      }
      // Playwright sees a side panel only where it connects after the panel opened.
      const context = await firstContext(await attach());
      const panels = context.pages().filter((page) => page.url().startsWith(panelUrl));
      for (const page of panels) {
        const session = await context.newCDPSession(page);
        const { targetInfo } = await session.send('Target.getTargetInfo');
        if (!before.has(targetInfo.targetId)) return page;
      }
      throw new Error('the panel that opened cannot be reached');
    },
    async stopWorker() {
      const page = await openOwnPage('icon/16.png');
      const session = await page.context().newCDPSession(page);
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      await page.close();
    },
    async reloadWithoutWorker(text) {
      await detach();
      const version = await (await fetch(`http://127.0.0.1:${port}/json/version`)).json();
      return await reloadWithoutWorker(v.parse(versionSchema, version).webSocketDebuggerUrl, panelUrl, text);
    },
    detach,
    async kill() {
      process.kill(-pid, 'SIGKILL');
      await ended;
    },
    async close() {
      for (const connection of connections) await connection.close().catch(() => undefined);
      if (browser.exitCode === null && browser.signalCode === null) process.kill(-pid, 'SIGTERM');
      const gone = await Promise.race([ended.then(() => true), wait(5000).then(() => false)]);
      if (!gone) process.kill(-pid, 'SIGKILL');
      await ended;
    },
  };
}

interface Started {
  readonly browser: ChildProcess;
  readonly port: string;
  readonly ended: Promise<void>;
}

/** A busy machine now and then leaves Chromium hanging before it listens: that one is started again. */
async function start(profile: string, build: TestedBuild): Promise<Started> {
  const program = findBrowser('chromium');
  if (program === null) throw new Error('no Chromium found');
  await mkdir(profile, { recursive: true });
  const args = toArgs(profile, await copyExtension('chromium', profile, build));
  let words = '';
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const browser = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    const ended = new Promise<void>((done) => browser.once('exit', () => done()));
    words = '';
    browser.stderr
      .setEncoding('utf8')
      .on('data', (chunk: string) => (words = (words + chunk).slice(-20_000)));
    const readPort = (): string | undefined => /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(words)?.[1];
    await until(() => Promise.resolve(readPort() !== undefined), 'Chromium listens', 15_000).catch(
      () => null,
    );
    const port = readPort();
    if (port !== undefined) return { browser, port, ended };
    await saveScreen('no-chromium');
    process.kill(-(browser.pid ?? 0), 'SIGKILL');
    await ended;
  }
  throw new Error(`Chromium did not start on ${process.env['DISPLAY'] ?? 'no display'}: ${words}`);
}

function toArgs(profile: string, extension: string): readonly string[] {
  return [
    `--user-data-dir=${profile}`,
    '--remote-debugging-port=0',
    `--load-extension=${extension}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--hide-crash-restore-bubble',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--window-position=0,0',
    '--window-size=1200,900',
    ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []),
    'about:blank',
  ];
}

async function firstContext(connection: Browser) {
  const [context] = connection.contexts();
  if (context === undefined) throw new Error('Chromium has no context');
  return context;
}
