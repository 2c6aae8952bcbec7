import { chromeExtensionId } from '../../../scripts/browser/extension-facts.ts';
import { createTally, type FaultResult } from '../fault-report.ts';
import { countTry } from '../storage/count-try.ts';
import type { HostileBrowser } from './hostile-browser.ts';
import type { Canary } from './open-canary.ts';

/** What a page tries, each as a script that answers `refused` or tells what it reached. */
const tries: Readonly<Record<string, string>> = {
  'send the background a message': `chrome.runtime === undefined ? 'refused' : await new Promise((done) =>
    chrome.runtime.sendMessage(ID, { type: 'ping' }, (answer) => done(chrome.runtime.lastError ? 'refused' : 'answered ' + JSON.stringify(answer))))`,
  'connect to the background': `chrome.runtime === undefined ? 'refused' : await new Promise((done) => {
    const port = chrome.runtime.connect(ID, { name: 'panel' });
    port.onMessage.addListener((event) => done('heard ' + JSON.stringify(event)));
    port.onDisconnect.addListener(() => done('refused'));
    port.postMessage({ type: 'watch', requestId: 'x', sessionId: crypto.randomUUID() });
    setTimeout(() => done('stays connected'), 3000); })`,
  'read the storage': `chrome.storage === undefined ? 'refused' : 'has chrome.storage'`,
  'read our files': `await fetch(OWN + '/manifest.json').then(() => 'read it', () => 'refused')`,
  'load our reader': `await new Promise((done) => { const script = document.createElement('script');
    script.src = OWN + '/page-reader.js'; script.onload = () => done('loaded'); script.onerror = () => done('refused');
    document.head.append(script); })`,
  'load our icon': `await new Promise((done) => { const image = new Image(); image.onload = () => done('loaded');
    image.onerror = () => done('refused'); image.src = OWN + '/icon/16.png'; })`,
  'open the panel in a window': `(() => { const opened = window.open(OWN + '/sidepanel.html');
    return opened === null ? 'refused' : 'window'; })()`,
};

/** A web page cannot talk to the background, read keys or files, frame the panel or open it. */
export async function tryWebPage(browser: HostileBrowser, canary: Canary): Promise<readonly FaultResult[]> {
  const tally = createTally(8, 'a web page reaches for us');
  const own = `chrome-extension://${chromeExtensionId}`;
  const address = canary.serve(
    '/page',
    `<title>Page</title><iframe src="${own}/sidepanel.html"></iframe><p>Words`,
  );
  const page = await browser.context.newPage();
  await page.goto(address);
  for (const [what, script] of Object.entries(tries)) {
    if (what.startsWith('open')) continue;
    await countTry(tally, async () => {
      const source = `(async () => { const ID = '${chromeExtensionId}', OWN = '${own}'; return ${script}; })()`;
      const answer = String(await page.evaluate(source));
      return answer === 'refused' ? null : `a page could ${what}: ${answer}`;
    });
  }
  await countTry(tally, async () => {
    const frames = page.frames().filter((frame) => frame !== page.mainFrame());
    const reached = frames.filter((frame) => frame.url().startsWith(own));
    const drawn = await Promise.all(
      reached.map((frame) =>
        frame
          .locator('#app')
          .count()
          .catch(() => 0),
      ),
    );
    return drawn.some((count) => count > 0) ? 'a page could frame the panel' : null;
  });
  await countTry(tally, async () => {
    const opened = page.waitForEvent('popup', { timeout: 3000 }).catch(() => null);
    await page.evaluate(`void window.open('${own}/sidepanel.html')`);
    const popup = await opened;
    await popup?.waitForTimeout(500);
    const url = popup?.url() ?? '';
    await popup?.close();
    return url.startsWith(own) ? 'a page could open the panel in a window' : null;
  });
  await countTry(tally, () => tryContentScript(browser, address));
  await countTry(tally, () => tryManifest(browser));
  await page.close();
  browser.takeAlarms();
  return [tally.result()];
}

/** Even a script of ours in the page's process, which a broken renderer could become, gets no keys. */
async function tryContentScript(browser: HostileBrowser, address: string): Promise<string | null> {
  const own = await browser.openOwn('options.html');
  const answer = await own.evaluate(async (url) => {
    await chrome.storage.local.set({ 'hostile-try': 'a key' });
    const tabs = await chrome.tabs.query({});
    for (const tab of tabs) {
      if (tab.id === undefined || tab.url?.startsWith('chrome') === true) continue;
      const answers = await chrome.scripting
        .executeScript({
          target: { tabId: tab.id },
          func: async () => {
            if (!location.href.includes('/page')) return 'another page';
            try {
              return JSON.stringify(await chrome.storage.local.get());
            } catch {
              return 'refused';
            }
          },
        })
        .catch(() => []);
      const [first] = answers;
      if (first !== undefined && first.result !== 'another page') return String(first.result);
    }
    return `nothing could be run in ${url}`;
  }, address);
  await own.close();
  return answer === 'refused' ? null : `a content script read the storage: ${answer}`;
}

async function tryManifest(browser: HostileBrowser): Promise<string | null> {
  const own = await browser.openOwn('options.html');
  const open = await own.evaluate(() => {
    const manifest: object = chrome.runtime.getManifest();
    return ['externally_connectable', 'web_accessible_resources', 'content_scripts', 'sandbox'].filter(
      (name) => name in manifest,
    );
  });
  await own.close();
  return open.length === 0 ? null : `the manifest opens ${open.join(', ')}`;
}
