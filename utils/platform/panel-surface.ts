import { browser } from 'wxt/browser';
import * as v from 'valibot';

/** Chrome's side panel, as far as we use it. */
export interface SidePanelApi {
  setPanelBehavior(behavior: { openPanelOnActionClick: boolean }): Promise<void>;
  open(options: { windowId: number }): Promise<void>;
  close?(options: { windowId: number }): Promise<void>;
  readonly onOpened?: PanelWindowEvent;
  readonly onClosed?: PanelWindowEvent;
}
interface PanelWindowEvent {
  addListener(listener: (info: { windowId: number }) => void): void;
}

/** What we need of the browser; tests give their own. One of the two surfaces exists. */
export interface SurfaceApi {
  readonly action: {
    readonly onClicked: { addListener(listener: (tab: { windowId: number }) => void): void };
  };
  readonly sidePanel?: SidePanelApi | undefined;
  readonly sidebarAction?: { toggle(): Promise<void>; open?(): Promise<void> } | undefined;
  /** How many side panels there are, in whatever windows. */
  readonly countPanels: () => Promise<number>;
  readonly session: {
    get(key: string): Promise<Record<string, unknown>>;
    set(items: Record<string, unknown>): Promise<void>;
  };
}

const openWindowsKey = 'open-panels';
const windowIdsSchema = v.array(v.number());

/**
 * Opens and closes the panel by the toolbar icon and its shortcut, which both arrive as `action.onClicked`:
 * only that way, not with the browser's own toggle, is the current page readable (activeTab) afterwards.
 * Must be called in the worker's first tick.
 */
export function openPanelOnAction(api: SurfaceApi = browserSurface()): void {
  const { sidePanel, sidebarAction } = api;
  if (sidePanel === undefined) {
    api.action.onClicked.addListener(() => {
      sidebarAction?.toggle().catch(report);
    });
    return;
  }
  // Chrome keeps this setting over restarts; an older version of ours might have left it on.
  sidePanel.setPanelBehavior({ openPanelOnActionClick: false }).catch(report);
  const readOpenWindows = trackOpenWindows(api.session, sidePanel);
  api.action.onClicked.addListener(({ windowId }) => {
    // `open` works only in the click's own turn, before any answer, and does nothing where the panel is
    // open already. So ask and open in one go, and close where the answer is "it was open".
    const before = readOpenWindows();
    const counted = api.countPanels();
    const opened = sidePanel.open({ windowId });
    Promise.all([before, counted, opened])
      .then(async ([windowIds, count]) => {
        // A panel that nobody was told of yet: `onOpened` comes late, and a quick press overtakes it.
        const wasOpen = windowIds.includes(windowId) || count > windowIds.length;
        if (count > 0 && wasOpen) await sidePanel.close?.({ windowId });
      })
      .catch(report);
  });
}

/**
 * Opens the panel in that window; nothing happens where it is open. Only in the turn of a click or a key, before
 * any answer. Firefox knows the window by itself: it is the one that was clicked in.
 */
export async function openPanel(
  windowId: number,
  { sidePanel, sidebarAction }: Pick<SurfaceApi, 'sidePanel' | 'sidebarAction'> = browserSurface(),
): Promise<void> {
  await (sidePanel === undefined ? sidebarAction?.open?.() : sidePanel.open({ windowId }));
}

/**
 * Which windows show the panel, kept in `storage.session` because the worker may die while one is open.
 * `runtime.getContexts` cannot tell: it knows how many, with window -1 for each. Chrome before 142 has no
 * such events; there the second press leaves the panel open.
 */
function trackOpenWindows(
  session: SurfaceApi['session'],
  sidePanel: SidePanelApi,
): () => Promise<readonly number[]> {
  async function read(): Promise<readonly number[]> {
    const parsed = v.safeParse(windowIdsSchema, (await session.get(openWindowsKey))[openWindowsKey]);
    return parsed.success ? parsed.output : [];
  }
  let last: Promise<unknown> = Promise.resolve();
  function update(change: (windowIds: readonly number[]) => readonly number[]): void {
    last = last.then(async () => session.set({ [openWindowsKey]: change(await read()) })).catch(report);
  }
  if (sidePanel.onClosed === undefined) return async () => [];
  sidePanel.onOpened?.addListener(({ windowId }) => update((ids) => [...new Set([...ids, windowId])]));
  sidePanel.onClosed.addListener(({ windowId }) => update((ids) => ids.filter((id) => id !== windowId)));
  // What was told before the click counts, also where storage has not taken it in yet.
  return () => last.then(read);
}

function report(error: unknown): void {
  console.error('platform: the panel could not be opened or closed', error);
}

function browserSurface(): SurfaceApi {
  return {
    action: browser.action,
    sidePanel: browser.sidePanel,
    sidebarAction: hasSidebar(browser) ? browser.sidebarAction : undefined,
    countPanels: async () => (await browser.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] })).length,
    session: browser.storage.session,
  };
}

/** Firefox only; the types we compile with are Chrome's. */
function hasSidebar(
  api: object,
): api is { sidebarAction: { toggle(): Promise<void>; open(): Promise<void> } } {
  return 'sidebarAction' in api && api.sidebarAction !== undefined;
}
