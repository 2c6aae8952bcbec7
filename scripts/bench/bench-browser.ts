import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test';
import * as v from 'valibot';
import { settingsKey } from '../../utils/settings/settings.ts';
import type { Settings } from '../../utils/settings/settings.ts';
import { chromeExtensionId, extensionFolders } from '../browser/extension-facts.ts';
import { findBrowser } from '../browser/find-browser.ts';
import { toConnectScript } from '../browser/running-browser.ts';

/** `e2e` differs from what is shipped in one thing: it may reach loopback without asking. */
export type BenchBuild = 'shipped' | 'e2e';

const processesSchema = v.object({
  processInfo: v.array(v.object({ type: v.string(), id: v.number(), cpuTime: v.number() })),
});
const metricsSchema = v.object({ metrics: v.array(v.object({ name: v.string(), value: v.number() })) });

/** A real Chromium, headless, with the built extension. The panel's document is opened in a tab of its width. */
export interface BenchBrowser {
  readonly context: BrowserContext;
  connect(connection: Pick<Settings, 'letta' | 'mirror'>): Promise<void>;
  /** One of the extension's pages with `globalThis.bench` in it. */
  openTool(): Promise<Page>;
  /** The panel; `sessionId` as if this window had shown it last. `scripted`: with `bench` in it. */
  openPanel(sessionId: string | null, scripted?: boolean): Promise<Page>;
  /** A page of one word at the extension's address. */
  openBarePage(): Promise<Page>;
  /** CPU seconds of all renderers so far. */
  readRendererSeconds(): Promise<number>;
  /** What the largest renderer holds of the machine's memory, in MB; NaN where the system does not tell. */
  readLargestRendererMb(): Promise<number>;
  close(): Promise<void>;
}

export interface BenchBrowserOptions {
  readonly profile: string;
  readonly build: BenchBuild;
  readonly script: string;
  /** Other extensions beside ours, as folders. */
  readonly others?: readonly string[];
  /** False: no extension of ours. */
  readonly own?: boolean;
}

export async function openBenchBrowser(options: BenchBrowserOptions): Promise<BenchBrowser> {
  const { profile, build, script, others = [], own = true } = options;
  // Else the debugger hears of every piece that a worker receives, which costs the worker as much as the piece.
  process.env['PLAYWRIGHT_DISABLE_SERVICE_WORKER_NETWORK'] = '1';
  const program = findBrowser('chromium');
  if (program === null) throw new Error('no Chromium found: install it, or name it in CHROME_PATH');
  await mkdir(profile, { recursive: true });
  const folders = [...(own ? [await copyBuild(profile, build)] : []), ...others].join(',');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program,
    headless: false,
    viewport: { width: 400, height: 860 },
    args: [
      '--headless=new',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--js-flags=--expose-gc',
      ...(folders === '' ? [] : [`--disable-extensions-except=${folders}`, `--load-extension=${folders}`]),
      ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []),
    ],
  });
  context.setDefaultTimeout(120_000);
  const url = `chrome-extension://${chromeExtensionId}/`;
  async function openTool(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${url}icon/16.png`);
    await page.evaluate(script);
    return page;
  }
  async function listRenderers(): Promise<readonly { readonly id: number; readonly cpuTime: number }[]> {
    const session = await context.browser()?.newBrowserCDPSession();
    if (session === undefined) throw new Error('the browser cannot be debugged');
    const { processInfo } = v.parse(processesSchema, await session.send('SystemInfo.getProcessInfo'));
    await session.detach();
    return processInfo.filter(({ type }) => type === 'renderer');
  }
  return {
    context,
    openTool,
    async connect(connection) {
      const page = await context.newPage();
      await page.goto(`${url}options.html`);
      await page.evaluate(toConnectScript('chrome', settingsKey, connection));
      await page.close();
    },
    async openPanel(sessionId, scripted = false) {
      const page = await context.newPage();
      await page.addInitScript(
        (id) => void (location.protocol === 'chrome-extension:' && sessionStorage.setItem('session', id)),
        JSON.stringify(sessionId),
      );
      await page.goto(`${url}sidepanel.html`);
      if (scripted) await page.evaluate(script);
      return page;
    },
    async openBarePage() {
      const page = await context.newPage();
      await page.goto(`${url}${barePage}`);
      return page;
    },
    async readRendererSeconds() {
      return (await listRenderers()).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    },
    async readLargestRendererMb() {
      const all = await Promise.all((await listRenderers()).map(({ id }) => readResidentMb(id)));
      return Math.max(...all);
    },
    close: () => context.close(),
  };
}

/** Linux tells in pages of 4 KB; a process that ended in this moment holds nothing. */
async function readResidentMb(id: number): Promise<number> {
  if (process.platform !== 'linux') return Number.NaN;
  const pages = await readFile(`/proc/${id}/statm`, 'utf8').catch(() => '0 0');
  return (Number(pages.split(' ')[1]) * 4_096) / 2 ** 20;
}

const barePage = 'bare.html';

/** A copy, so that a build in the meantime changes no running measurement. */
async function copyBuild(profile: string, build: BenchBuild): Promise<string> {
  const copy = `${profile}-${build}`;
  const folder = extensionFolders.chromium;
  await cp(build === 'e2e' ? folder : folder.replace(/-e2e$/, ''), join(copy), {
    recursive: true,
    force: true,
  });
  await writeFile(join(copy, barePage), '<!doctype html><title>Bare</title>History');
  return copy;
}

export interface PageMeter {
  /** Seconds of the main thread's work so far. */
  readBusySeconds(): Promise<number>;
  /** After a collection: the heap in MB, and how many nodes live. */
  readMemory(): Promise<{ heapMb: number; nodes: number }>;
}

/** Chromium's own counters for one page. */
export async function meterPage(page: Page): Promise<PageMeter> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const readMetrics = async (): Promise<ReadonlyMap<string, number>> => {
    const { metrics } = v.parse(metricsSchema, await session.send('Performance.getMetrics'));
    return new Map(metrics.map(({ name, value }) => [name, value]));
  };
  return {
    readBusySeconds: async () => (await readMetrics()).get('TaskDuration') ?? Number.NaN,
    async readMemory() {
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
      return { heapMb: usedSize / 2 ** 20, nodes };
    },
  };
}
