import { render } from 'preact';
import { browser } from 'wxt/browser';
import '../../components/theme.css';
import '../../components/base.css';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { createHostPermission } from '../../utils/platform/host-permission.ts';
import { openShortcutSettings, readShortcut } from '../../utils/platform/shortcut.ts';
import { createPageConsents, onPageConsentsChanged } from '../../utils/settings/page-consents.ts';
import { createPromptItem, onPromptsChanged } from '../../utils/settings/prompts.ts';
import { readSettings, saveSettings } from '../../utils/settings/settings-store.ts';
import { createSetupService } from '../../utils/setup/setup-service.ts';
import { Options } from './Options.tsx';
import { createPromptEditsModel } from './prompt-edits-model.ts';
import { saveReport } from './save-report.ts';

const root = document.querySelector('#app');
if (root === null) throw new Error('options: the page has no #app');

const service = createSetupService({
  permission: createHostPermission(),
  letta: createRestClient,
  mirror: createMirrorClient,
  readSettings,
  saveSettings,
});

render(
  <Options
    service={service}
    saved={await service.readFields()}
    prompts={createPromptEditsModel({ item: createPromptItem(), onChanged: onPromptsChanged })}
    reading={{ consents: createPageConsents(browser.storage.local), onChanged: onPageConsentsChanged }}
    version={browser.runtime.getManifest().version}
    readShortcut={readShortcut}
    openShortcutSettings={openShortcutSettings}
    saveReport={saveReport}
  />,
  root,
);
