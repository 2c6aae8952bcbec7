// Before all else, so that the store opens while the rest is run.
import { earlyStore } from './early-store.ts';
import { render } from 'preact';
import { copyText } from '../../components/message/copy-text.ts';
import { loadMessageParts, loadPartsOf } from '../../components/message/late-parts.ts';
import { createId } from '../../utils/chat/id.ts';
import type { PanelPort } from '../../utils/messaging/panel-port.ts';
import { App } from './App.tsx';
import type { BrowserSide } from './browser-side.ts';
import { screenfulOf, toFirstFrame } from './first-frame.ts';
import { createFrame } from './frame.ts';
import { loadViewsAhead } from './late-views.ts';
import { createPanelMemory } from './panel-memory.ts';
import { createPanelModel, type PanelModel } from './panel-model.ts';
import { toEmptyStart } from './session-model.ts';
import { createStoreReader } from './store-reader.ts';
// After the components' own styles, over which they stand.
import '../../components/theme.css';
import '../../components/base.css';
import '../../components/header/header.css';
import '../../components/transcript/transcript.css';
import '../../components/composer/composer.css';
import '../../components/status/status.css';
import '../../components/virtual-list/virtual-list.css';

/**
 * Open the store, read, render, and only then connect: the history stands on screen before the background
 * hears of this panel, whether or not its worker runs.
 */
async function main(): Promise<void> {
  const reader = createStoreReader(earlyStore);
  const memory = createPanelMemory({ local: localStorage, window: sessionStorage });
  const wanted = memory.readSession();
  let failure: unknown = null;
  const height = innerHeight > 0 ? innerHeight : screen.availHeight;
  const starting = reader.readStart(wanted, screenfulOf(height)).catch((error: unknown) => {
    console.error('panel: the store could not be read', error);
    failure = error;
    return null;
  });
  const side = createSide();
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
    requestAccess: side.requestAccess,
    windowId: () => windowId,
    promptEdits: async () => (await side.load()).promptEdits,
    now: Date.now,
  });
  // Where nothing was connected before, the settings decide what is shown; else nothing waits for them.
  const known = memory.readAgent() !== null;
  if (!known) void side.load();
  const start = await starting;
  const sessionId = start?.sessionId ?? wanted ?? createId();
  model.show(toFirstFrame({ ...(start ?? toEmptyStart(sessionId)), sessionId }, height));
  if (!known && model.session.shown.value.length === 0) {
    model.setSettings(await (await side.load()).readSettings());
  }
  await loadPartsOf(model.session.shown.value, start?.turn?.reply.parts ?? []);
  const app = document.getElementById('app');
  if (app === null) throw new Error('panel: the document has no #app');
  render(
    <App
      model={model}
      openSettings={() => void side.load().then(({ openSettings }) => openSettings())}
      openShortcutSettings={async () => (await side.load()).openShortcutSettings()}
    />,
    app,
  );
  performance.mark('history-shown');
  // A reminder of several postings leads here.
  if (location.hash === '#saved') model.saved.show();
  keepDraft(model);
  await framed();
  void model.session.loadOlder();
  // The first frame is still on its way to the screen: what is loaded now would take the processor from it.
  await framed();
  void loadMessageParts();
  const loaded = await side.load().catch((error: unknown) => showNotLoaded(model, error));
  if (loaded === null) return;
  const readSettings = () => loaded.readSettings().then(model.setSettings);
  const settings = readSettings();
  loaded.onSettingsChanged(() => void readSettings());
  windowId = await loaded.readWindowId();
  await settings;
  connected(loaded.connect(model));
  if (loaded.mayComeLate(failure)) await loaded.showLateStart(model, { reader, wanted });
  model.watch();
  void import('./open-posting.ts').then(({ openPosting }) => openPosting(model));
  void import('./open-page-acts.ts').then(({ openPageActs }) => openPageActs(model));
  model.shortcut.value = await loaded.readShortcut();
  loadViewsAhead();
}

interface Side {
  load(): Promise<BrowserSide>;
  /** Straight from the click where the code is there: the browser refuses a question that comes later. */
  requestAccess(baseUrl: string): Promise<boolean>;
}

/** The browser's side of the panel, loaded when it is first asked for. */
function createSide(): Side {
  let loading: Promise<BrowserSide> | null = null;
  let loaded: BrowserSide | null = null;
  async function read(): Promise<BrowserSide> {
    try {
      const { createBrowserSide } = await import('./browser-side.ts');
      loaded = createBrowserSide();
      return loaded;
    } catch (error) {
      loading = null;
      throw error;
    }
  }
  const load = () => (loading ??= read());
  return {
    load,
    requestAccess: (baseUrl) =>
      loaded?.requestAccess(baseUrl) ?? load().then(({ requestAccess }) => requestAccess(baseUrl)),
  };
}

/** An update took this version's files away: what is on screen stays, and a reload brings the rest. */
function showNotLoaded(model: PanelModel, error: unknown): null {
  console.error('panel: the connection with the browser could not be loaded', error);
  const trouble = { reason: 'unknown', message: '', detail: '', retryAfterMs: null } as const;
  model.trouble.value = { trouble, retry: () => location.reload() };
  return null;
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

/** Resolves after the next frame is made; a hidden document has none, and does not wait. */
function framed(): Promise<void> {
  return new Promise((resolve) => createFrame(() => setTimeout(resolve))());
}

void main();
