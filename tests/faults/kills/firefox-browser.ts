import * as v from 'valibot';
import { firefoxExtensionId, firefoxUuid } from '../../../scripts/browser/extension-facts.ts';
import { type FirefoxProcess, runInOwnPage, startFirefox } from '../../../scripts/browser/launch-firefox.ts';
import { toConnectScript } from '../../../scripts/browser/running-browser.ts';
import { settingsKey } from '../../../utils/settings/settings.ts';
import { type KillBrowser, killGroup, waitFor } from './kill-browser.ts';
import { createPanelDriver } from './panel-view.ts';

const createdSchema = v.object({ context: v.string() });
const extension = `WebExtensionPolicy.getByID(${JSON.stringify(firefoxExtensionId)}).extension`;
const panelUrl = `moz-extension://${firefoxUuid}/sidepanel.html`;

/** Makes a Firefox without a window. */
export function createFirefox(place: {
  readonly program: string;
  readonly profile: string;
  readonly extension: string;
}): KillBrowser {
  let running: FirefoxProcess | null = null;
  let panel: string | null = null;

  function session(): FirefoxProcess['session'] {
    if (running === null) throw new Error('Firefox does not run');
    return running.session;
  }
  async function inBrowser(expression: string): Promise<unknown> {
    const windows = await session().listContexts('chrome');
    const first = windows.find(({ url }) => url === 'chrome://browser/content/browser.xhtml');
    if (first === undefined) throw new Error('Firefox has no window');
    return await session().evaluate(first.context, expression);
  }

  return {
    name: 'Firefox',
    async start() {
      running = await startFirefox({ ...place, display: null, args: ['--headless'] });
    },
    async connect(connection) {
      await runInOwnPage(session(), 'options.html', toConnectScript('browser', settingsKey, connection));
    },
    async openPanel() {
      const created = await session().send('browsingContext.create', { type: 'tab' });
      const { context } = v.parse(createdSchema, created);
      panel = context;
      await session().send('browsingContext.navigate', { context, url: panelUrl, wait: 'none' });
      const evaluate = async (expression: string): Promise<string> =>
        String(await session().evaluate(context, expression));
      // Firefox sends no load event for an extension's page.
      await waitFor(
        async () =>
          (await evaluate(`location.href + ' ' + document.readyState`)) === `${panelUrl} complete` || null,
        'Firefox opens the panel',
        30_000,
      );
      return createPanelDriver(evaluate);
    },
    async closePanel() {
      const context = panel;
      panel = null;
      if (context !== null) await session().send('browsingContext.close', { context });
    },
    async stopWorker() {
      if ((await inBrowser(`${extension}.backgroundState`)) !== 'running') return false;
      await inBrowser(`${extension}.terminateBackground({ ignoreDevToolsAttached: true }).then(() => null)`);
      return true;
    },
    complaints: () => [],
    async kill() {
      const killed = running;
      running = null;
      panel = null;
      if (killed === null) return;
      await killGroup(killed.pid);
      await killed.ended;
      killed.session.close();
    },
  };
}
