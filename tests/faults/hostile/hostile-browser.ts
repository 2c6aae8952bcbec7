import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromeExtensionId } from '../../../scripts/browser/extension-facts.ts';
import { findBrowser } from '../../../scripts/browser/find-browser.ts';
import { buildExtension, findBuilt } from '../../../scripts/start/build-extension.ts';

export const ownOrigin = `chrome-extension://${chromeExtensionId}`;

/** A real Chromium with the extension; whatever runs, loads or leaves in it is written down. */
export interface HostileBrowser {
  readonly context: BrowserContext;
  /** One of our own pages in a tab. */
  openOwn(page: string): Promise<Page>;
  /** What was noticed since the last call, told in words. */
  takeAlarms(): readonly string[];
  close(): Promise<void>;
}

/** Null where this machine has no Chromium. */
export async function openHostileBrowser(): Promise<HostileBrowser | null> {
  const program = findBrowser('chromium');
  if (program === null) return null;
  const built = (await findBuilt('chromium')) ?? (await buildExtension('chromium'));
  const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  const extension = join(folder, 'extension');
  await cp(built, extension, { recursive: true });
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: program,
    headless: false,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
    ],
  });
  const alarms: string[] = [];
  await watch(context, alarms);
  return {
    context,
    async openOwn(path) {
      const page = await context.newPage();
      await page.goto(`${ownOrigin}/${path}`);
      return page;
    },
    takeAlarms: () => alarms.splice(0),
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function watch(context: BrowserContext, alarms: string[]): Promise<void> {
  await context.exposeBinding('hostileAlarm', (_source, what: string) => void alarms.push(what));
  await context.addInitScript(() => {
    const tell = (what: string): void => {
      const binding: unknown = Reflect.get(window, 'hostileAlarm');
      if (typeof binding === 'function') binding(what);
    };
    for (const name of ['alert', 'confirm', 'prompt', 'print']) {
      Reflect.set(window, name, (words: unknown) => tell(`${name}(${String(words)}) was called`));
    }
    document.addEventListener('securitypolicyviolation', (event) =>
      tell(`the policy stopped ${event.violatedDirective} of ${event.blockedURI} ${event.sample}`),
    );
  });
  context.on('dialog', (dialog) => {
    alarms.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    const url = request.url();
    if (isOurs(url)) return;
    alarms.push(`a request left: ${url.slice(0, 200)}`);
  });
}

/** Our own files, and what a page makes of itself. */
function isOurs(url: string): boolean {
  return url.startsWith(`${ownOrigin}/`) || url.startsWith('blob:') || url === 'about:blank';
}
