import { render } from 'preact';
import { browser } from 'wxt/browser';
import '../../components/theme.css';
import '../../components/base.css';
import { createSetupClient } from '../../utils/letta/setup-client.ts';
import { connectPanel, type PanelPort } from '../../utils/messaging/panel-port.ts';
import type { PanelRequest } from '../../utils/messaging/panel-protocol.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { createContentDesk } from '../../utils/mirror/content-desk.ts';
import { createMirrorDesk } from '../../utils/mirror/mirror-desk.ts';
import { createHostPermission } from '../../utils/platform/host-permission.ts';
import { openShortcutSettings, readShortcut } from '../../utils/platform/shortcut.ts';
import { createKeepingItem } from '../../utils/settings/keeping.ts';
import { createPageConsents, onPageConsentsChanged } from '../../utils/settings/page-consents.ts';
import { createPromptItem, onPromptsChanged } from '../../utils/settings/prompts.ts';
import type { Settings } from '../../utils/settings/settings.ts';
import { readSettings, saveSettings } from '../../utils/settings/settings-store.ts';
import { createStoreHandle } from '../../utils/store/open-store.ts';
import { createSetupService } from '../../utils/setup/setup-service.ts';
import { Options } from './Options.tsx';
import { createPromptEditsModel } from './prompt-edits-model.ts';
import { saveReport } from './save-report.ts';
import { createKeepingPorts, createStoragePorts } from './storage-ports.ts';

const root = document.querySelector('#app');
if (root === null) throw new Error('options: the page has no #app');

const service = createSetupService({
  permission: createHostPermission(),
  letta: createSetupClient,
  mirror: createMirrorClient,
  readSettings,
  saveSettings,
});

const store = createStoreHandle();
/** The background's line: opened when it is first needed, so that settings alone wake no worker. */
let line: PanelPort | null = null;
const outside = {
  store,
  keeping: createKeepingItem(browser.storage.local),
  readSettings: () => readSettings(),
  saveSettings: (settings: Settings) => saveSettings(settings),
  createDesk: createMirrorDesk,
  createContent: createContentDesk,
  command: (request: PanelRequest) => {
    line ??= connectPanel({ onEvent: () => {}, onDown: () => {} });
    return line.command(request);
  },
  estimate: () => navigator.storage.estimate(),
  forgetPanels: () => localStorage.clear(),
  now: Date.now,
};

render(
  <Options
    service={service}
    saved={await service.readFields()}
    prompts={createPromptEditsModel({ item: createPromptItem(), onChanged: onPromptsChanged })}
    reading={{ consents: createPageConsents(browser.storage.local), onChanged: onPageConsentsChanged }}
    keeping={createKeepingPorts(outside)}
    storage={createStoragePorts(outside)}
    version={browser.runtime.getManifest().version}
    readShortcut={readShortcut}
    openShortcutSettings={openShortcutSettings}
    saveReport={saveReport}
  />,
  root,
);
