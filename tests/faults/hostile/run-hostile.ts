import 'fake-indexeddb/auto';
import { createTally, type FaultResult, type FaultSuite } from '../fault-report.ts';
import { checkAlarms } from './check-alarms.ts';
import { openHostileBrowser } from './hostile-browser.ts';
import { listStrings } from './list-strings.ts';
import { openCanary } from './open-canary.ts';
import { tryExportedPage } from './try-exported-page.ts';
import { tryImportDialog } from './try-import-dialog.ts';
import { tryImports } from './try-imports.ts';
import { tryMirrorRows } from './try-mirror-rows.ts';
import { tryPanel } from './try-panel.ts';
import { tryPrompts } from './try-prompts.ts';
import { tryWebPage } from './try-web-page.ts';

/** What strangers write, in every place where it can come in: nothing runs, loads, leaves or gives orders. */
export const runHostile: FaultSuite = async ({ log }) => {
  const canary = await openCanary();
  const results: FaultResult[] = [];
  try {
    const strings = await listStrings(canary.url);
    results.push(...(await tryImports(strings)), ...(await tryMirrorRows(strings)), ...tryPrompts(strings));
    log('files, rows and prompts');
    const browser = await openHostileBrowser();
    if (browser === null) {
      return [
        ...results,
        createTally(8, 'strings in the panel').result('skipped: no Chromium on this machine'),
      ];
    }
    try {
      await checkAlarms(browser, canary);
      results.push(...(await tryPanel(browser, { canary, strings, log })));
      results.push(...(await tryImportDialog(browser, { canary, strings })));
      results.push(...(await tryExportedPage(browser, { canary, strings })));
      results.push(...(await tryWebPage(browser, canary)));
    } finally {
      await browser.close();
    }
    return results;
  } finally {
    await canary.close();
  }
};
