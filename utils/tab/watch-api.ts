import { browser } from 'wxt/browser';
import { pageLineName } from '../posting/page-signal.ts';
import { browserTabApi, type TabApi } from './tab-api.ts';

/** Our end of a port into a page. */
export interface TabPort {
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
}

/** What a line to a page takes. */
export interface LineApi {
  /** Puts the watcher into one frame, which then waits for a port. */
  watchFrame(frame: { tabId: number; frameId: number }): Promise<unknown>;
  connect(frame: { tabId: number; frameId: number }): TabPort;
}

/** Subscribes; returns the unsubscriber. */
export type Subscribe<Args extends readonly unknown[]> = (listener: (...args: Args) => void) => () => void;

/** All that following the current tab of a window takes. */
export interface WatchApi extends TabApi, LineApi {
  readonly windowId: () => Promise<number | undefined>;
  readonly onActivated: Subscribe<[tabId: number, windowId: number]>;
  /** `status` is "loading", "complete" or undefined. */
  readonly onUpdated: Subscribe<[tabId: number, status: string | undefined]>;
  readonly onReplaced: Subscribe<[addedTabId: number, removedTabId: number]>;
  /** We may read a site that we could not before. */
  readonly onGranted: Subscribe<[]>;
  /** The user came back to our own document: what was refused may be allowed by now. */
  readonly onReturn: Subscribe<[]>;
  /** Lets the browser offer the tab's site to the user by itself, where it can; false where it cannot. */
  readonly offerTab: (tabId: number) => Promise<boolean>;
  /** True where any load of a page ends the leave that a click gave (Firefox), also within one site. */
  readonly forgetsOnLoad: boolean;
}

interface BrowserEvent<Args extends readonly unknown[]> {
  addListener(listener: (...args: Args) => void): void;
  removeListener(listener: (...args: Args) => void): void;
}

function subscribe<Args extends readonly unknown[]>(
  event: BrowserEvent<Args>,
  listener: (...args: Args) => void,
): () => void {
  event.addListener(listener);
  return () => event.removeListener(listener);
}

/** The browser's own interface for a panel's document. */
export function browserWatchApi(): WatchApi {
  const { tabs, permissions } = browser;
  return {
    ...browserTabApi(),
    watchFrame: async ({ tabId, frameId }) =>
      browser.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, files: ['/page-signal.js'] }),
    connect: ({ tabId, frameId }) => tabs.connect(tabId, { frameId, name: pageLineName }),
    windowId: async () => (await browser.windows.getCurrent()).id,
    onActivated: (listener) =>
      subscribe(tabs.onActivated, ({ tabId, windowId }) => listener(tabId, windowId)),
    onUpdated: (listener) => subscribe(tabs.onUpdated, (tabId, { status }) => listener(tabId, status)),
    onReplaced: (listener) => subscribe(tabs.onReplaced, listener),
    onGranted: (listener) => subscribe(permissions.onAdded, () => listener()),
    onReturn(listener) {
      const hear = (): void => listener();
      globalThis.addEventListener('focus', hear);
      return () => globalThis.removeEventListener('focus', hear);
    },
    async offerTab(tabId) {
      // Chrome from 133 on; it needs no address.
      if (!('addHostAccessRequest' in permissions)) return false;
      await permissions.addHostAccessRequest({ tabId });
      return true;
    },
    forgetsOnLoad: 'getBrowserInfo' in browser.runtime,
  };
}
