import { render } from 'preact';
import { browser } from 'wxt/browser';
import { copyText } from '../../components/message/copy-text.ts';
import { createId } from '../../utils/chat/id.ts';
import type { PanelPort } from '../../utils/messaging/panel-port.ts';
import { createHostPermission } from '../../utils/platform/host-permission.ts';
import { onSettingsChanged, readSettings } from '../../utils/settings/settings-store.ts';
import { createStoreHandle } from '../../utils/store/open-store.ts';
import { App } from './App.tsx';
import { createFrame } from './frame.ts';
import { mayComeLate, showLateStart } from './late-start.ts';
import { createPanelMemory } from './panel-memory.ts';
import { createPanelModel, type PanelModel } from './panel-model.ts';
import { toEmptyStart, toScreenful } from './session-model.ts';
import { createStoreReader } from './store-reader.ts';

/**
 * Open the store, read, render, and only then connect: the history stands on screen before the background
 * hears of this panel, whether or not its worker runs.
 */
async function main(): Promise<void> {
  const memory = createPanelMemory({ local: localStorage, window: sessionStorage });
  const reader = createStoreReader(createStoreHandle());
  let connected: (port: PanelPort) => void = () => {};
  const port = new Promise<PanelPort>((resolve) => (connected = resolve));
  let windowId: number | null = null;
  const model = createPanelModel({
    reader,
    memory,
    command: async (request) => (await port).command(request),
    createFrame,
    openSearch: async (onLoaded) => {
      const { createSearchClient, createSearchWorker } = await import('./search-client.ts');
      return createSearchClient({ createWorker: createSearchWorker, onLoaded });
    },
    copyText,
    requestAccess: (baseUrl) => createHostPermission().request([baseUrl]),
    windowId: () => windowId,
    promptEdits: async () => {
      const { createPromptItem, onPromptsChanged } = await import('../../utils/settings/prompts.ts');
      return { read: createPromptItem().read, onChanged: onPromptsChanged };
    },
    now: Date.now,
  });
  const settings = readSettings();
  const wanted = memory.readSession();
  let isLate = false;
  const start = await reader.readStart(wanted).catch((error: unknown) => {
    console.error('panel: the store could not be read', error);
    isLate = mayComeLate(error);
    return null;
  });
  const sessionId = start?.sessionId ?? wanted ?? createId();
  model.show(toScreenful({ ...(start ?? toEmptyStart(sessionId)), sessionId }, innerHeight));
  // Without a history the settings decide what is shown; with one it must not wait for them.
  if (model.session.shown.value.length === 0) model.setSettings(await settings);
  const openSettings = (): void => void browser.runtime.openOptionsPage();
  const app = document.getElementById('app');
  if (app === null) throw new Error('panel: the document has no #app');
  const openShortcutSettings = async () =>
    (await import('../../utils/platform/shortcut.ts')).openShortcutSettings();
  render(<App model={model} openSettings={openSettings} openShortcutSettings={openShortcutSettings} />, app);
  performance.mark('history-shown');
  // A reminder of several postings leads here.
  if (location.hash === '#saved') model.saved.show();
  model.setSettings(await settings);
  onSettingsChanged(() => void readSettings().then(model.setSettings));
  keepDraft(model);
  await painted();
  void model.session.loadOlder();
  const [{ connectPanel }, { readShortcut }, own] = await Promise.all([
    import('../../utils/messaging/panel-port.ts'),
    import('../../utils/platform/shortcut.ts'),
    browser.windows.getCurrent().catch(() => null),
  ]);
  windowId = own?.id ?? null;
  connected(connectPanel({ onEvent: model.onEvent, onDown: () => {}, toWatch: model.temporary.toWatch }));
  if (isLate) await showLateStart(model, { reader, wanted });
  model.watch();
  void import('./open-posting.ts').then(({ openPosting }) => openPosting(model));
  void import('./open-page-acts.ts').then(({ openPageActs }) => openPageActs(model));
  model.shortcut.value = await readShortcut();
}

/** The last keystrokes are handed over before the panel goes, at the latest moment the browser tells. */
function keepDraft(model: PanelModel): void {
  window.addEventListener('pagehide', () => {
    model.draft.flush();
    model.temporary.close();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') model.draft.flush();
  });
}

/** Resolves after the next frame is on screen; a hidden document has none, and does not wait. */
function painted(): Promise<void> {
  return new Promise((resolve) => createFrame(() => setTimeout(resolve, 0))());
}

void main();
