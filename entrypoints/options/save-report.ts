import { browser } from 'wxt/browser';
import { download } from '../../components/export/download.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { createHostPermission } from '../../utils/platform/host-permission.ts';
import { createReport } from '../../utils/report/create-report.ts';
import { createBackgroundItems } from '../../utils/settings/background-items.ts';
import { readSettings } from '../../utils/settings/settings-store.ts';
import { createStoreHandle } from '../../utils/store/open-store.ts';

/** Makes the report from what the browser has, and hands it over as a download; resolves to its name. */
export async function saveReport(): Promise<string> {
  const store = createStoreHandle();
  try {
    const file = await createReport({
      extension: { version: browser.runtime.getManifest().version },
      browser: { userAgent: navigator.userAgent },
      db: store.db,
      readSettings: () => readSettings(),
      readFacts: createBackgroundItems(browser.storage.local).facts.read,
      hasPermission: createHostPermission().has,
      checkMirror: (mirror, signal) => createMirrorClient(mirror).check(signal),
      estimate: () => navigator.storage.estimate(),
      persisted: () => navigator.storage.persisted(),
      now: Date.now,
    });
    download(file);
    return file.fileName;
  } finally {
    await store.close();
  }
}
