import type { PageState, PageWatch } from './page-state.ts';
import { createReadBudget, type ReadBudget } from './read-budget.ts';
import { currentTab } from './read-tab.ts';
import { createTabFollower } from './tab-follower.ts';
import { originOf } from './origin-of.ts';
import { browserWatchApi, type WatchApi } from './watch-api.ts';

export interface PageWatchOptions {
  /** Asks the browser for one origin, in the click's own turn (`createHostPermission`). */
  readonly requestAccess: (origin: string) => Promise<boolean>;
  readonly api?: WatchApi;
  readonly budget?: ReadBudget;
  readonly now?: () => number;
}

/** What differs is worth a redraw; when it was read is not. */
function isSame(one: PageState, other: PageState): boolean {
  if (one.type !== 'read' || other.type !== 'read') return JSON.stringify(one) === JSON.stringify(other);
  return one.tabId === other.tabId && JSON.stringify(one.reading) === JSON.stringify(other.reading);
}

/** The site to ask for: the one that is asleep, or the one that a click let us read this once. */
function siteOf(state: PageState): string | null {
  if (state.type === 'asleep') return state.origin;
  return state.type === 'read' ? originOf(state.reading.url) : null;
}

/**
 * Follows the current tab of the panel's own window. It reads when the tab or its page changes, never on a
 * clock: a page that we may read gets a watcher, which lives as long as this does and tells of changes that
 * come without a load. A page that we may not read gets nothing.
 */
export function createPageWatch({
  requestAccess,
  api = browserWatchApi(),
  now = Date.now,
  budget = createReadBudget({ now }),
}: PageWatchOptions): PageWatch {
  const listeners = new Set<(state: PageState) => void>();
  let state: PageState = { type: 'reading', tabId: -1 };
  let windowId: number | undefined;
  let closed = false;
  const follower = createTabFollower({
    api,
    budget,
    now,
    onState(next) {
      if (closed || isSame(state, next)) return;
      state = next;
      for (const listener of listeners) listener(next);
    },
  });
  const stops = [
    api.onActivated((tabId, inWindow) => {
      if (inWindow === windowId) follower.follow(tabId);
    }),
    api.onReplaced((added, removed) => {
      if (removed === follower.tabId()) follower.follow(added);
    }),
    api.onUpdated((tabId, status) => {
      if (status !== undefined) follower.loads(tabId, status);
    }),
    api.onGranted(() => {
      if (state.type !== 'read') follower.readSoon();
    }),
    api.onReturn(() => {
      if (state.type === 'asleep' || state.type === 'failed') follower.readSoon();
    }),
  ];
  async function start(): Promise<void> {
    windowId = await api.windowId();
    const tab = await currentTab({ own: true, api });
    if (tab !== null && follower.tabId() === null && !closed) follower.follow(tab.tabId);
  }
  start().catch((error: unknown) => console.error('tab: the current tab is not known', error));

  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    read: () => follower.readNow(),
    // Not `async`, and nothing before the question: browsers take it only in the click's own turn.
    allowSite() {
      const origin = siteOf(state);
      const tabId = follower.tabId();
      if (tabId === null) return Promise.resolve(false);
      if (origin === null) return offer(api, tabId);
      return requestAccess(origin).then(async (granted) => {
        if (!granted || closed) return granted;
        // Where it was not the tab's site after all, it must not be asked for again.
        follower.forgetGuess(tabId);
        if (follower.tabId() === tabId) await follower.readNow();
        return true;
      });
    },
    close() {
      closed = true;
      listeners.clear();
      follower.close();
      for (const stop of stops) stop();
    },
  };
}

/** Where not even the address is told, the browser itself may offer the site to the user, beside our icon. */
async function offer(api: WatchApi, tabId: number): Promise<boolean> {
  await api.offerTab(tabId).catch(() => undefined);
  return false;
}
