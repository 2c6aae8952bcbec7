import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { extensionFolders, firefoxUuid } from '../browser/extension-facts.ts';
import { findBrowser } from '../browser/find-browser.ts';
import { startFirefox } from '../browser/launch-firefox.ts';
import { toConnectScript } from '../browser/running-browser.ts';
import { settingsKey } from '../../utils/settings/settings.ts';
import type { Settings } from '../../utils/settings/settings.ts';

/** A real Firefox, headless, with the e2e build, whose one tab shows what is asked for. */
export interface FirefoxBrowser {
  connect(connection: Pick<Settings, 'letta' | 'mirror'>): Promise<void>;
  /** Goes to one of the extension's own pages. */
  showOwn(page: string): Promise<void>;
  show(url: string): Promise<void>;
  /** Runs JavaScript in the page on show; what its promise gives, which must be JSON. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A page of one word at the extension's own address. */
export const barePage = 'bare.html';

/**
 * Marks `painted` once the frame with the history, or with the page as it was loaded, is on its way to the
 * screen: Firefox's own mark of the first paint does not come in the panel.
 */
const watchPaint = `const channel = new MessageChannel();
channel.port1.onmessage = () => performance.mark('painted');
const markNext = () => requestAnimationFrame(() => channel.port2.postMessage(null));
if (location.pathname === '/${barePage}') addEventListener('DOMContentLoaded', markNext);
else new PerformanceObserver((list) => list.getEntriesByName('history-shown').length > 0 && markNext()).observe({ type: 'mark' });
`;

/** A copy of the build whose panel, and whose page of one word, tell when they were painted. */
async function copyBuild(profile: string): Promise<string> {
  const copy = `${profile}-e2e`;
  await cp(extensionFolders.firefox, copy, { recursive: true });
  const tell = '<script src="/watch-paint.js"></script>';
  await writeFile(join(copy, 'watch-paint.js'), watchPaint);
  await writeFile(
    join(copy, barePage),
    `<!doctype html><meta charset=utf-8>${tell}<title>Bare</title>History`,
  );
  const panel = join(copy, 'sidepanel.html');
  await writeFile(panel, (await readFile(panel, 'utf8')).replace('<head>', `<head>${tell}`));
  return copy;
}

/** Null where there is no Firefox. */
export async function openFirefoxBrowser(profile: string): Promise<FirefoxBrowser | null> {
  const program = findBrowser('firefox');
  if (program === null) return null;
  const extension = await copyBuild(profile);
  const { session, ended, pid } = await startFirefox(
    { program, extension, profile, display: null, args: ['--headless', '--width=400', '--height=860'] },
    { 'privacy.reduceTimerPrecision': false },
  );
  const [tab] = await session.listContexts();
  if (tab === undefined) throw new Error('Firefox has no tab');
  const { context } = tab;

  async function show(url: string): Promise<void> {
    await session.send('browsingContext.navigate', { context, url, wait: 'none' });
    // Firefox sends no load event for an extension's page.
    const end = Date.now() + 30_000;
    while (Date.now() < end) {
      const there = await session
        .evaluate(context, 'location.href + " " + document.readyState')
        .catch(() => null);
      if (there === `${url} complete`) return;
      await wait(20);
    }
    throw new Error(`Firefox did not open ${url}`);
  }
  async function evaluate(expression: string): Promise<unknown> {
    const json = await session.evaluate(
      context,
      `(async () => JSON.stringify((await (${expression})) ?? null))()`,
    );
    return JSON.parse(String(json));
  }
  const showOwn = (page: string): Promise<void> => show(`moz-extension://${firefoxUuid}/${page}`);
  return {
    show,
    showOwn,
    evaluate,
    async connect(connection) {
      await showOwn('options.html');
      await evaluate(toConnectScript('browser', settingsKey, connection));
    },
    async close() {
      await Promise.race([session.send('browser.close').catch(() => undefined), wait(3_000)]);
      session.close();
      const gone = await Promise.race([ended.then(() => true), wait(7_000).then(() => false)]);
      if (!gone) process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
}
