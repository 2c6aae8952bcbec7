import type { PageReading } from '../../utils/posting/posting.ts';
import type { TabPort, WatchApi } from '../../utils/tab/watch-api.ts';

export const ownWindow = 1;

/** A reading of a page without a posting; `pageTitle` tells one from another. */
export function readingOf(url: string, pageTitle = ''): PageReading {
  return { version: 1, kind: 'none', url, pageTitle, posting: null, score: 0.1, questions: [] };
}

interface FakeFrame {
  readonly frameId: number;
  reading: unknown;
}
interface FakeTab {
  windowId: number;
  active: boolean;
  url: string;
  /** False: the browser hides the address and refuses scripts, as for a site that nobody allowed. */
  allowed: boolean;
  /** What the browser says where scripts are refused. */
  refusal: string;
  frames: FakeFrame[];
  ports: { readonly port: TabPort; say(signal: unknown): void; drop(): void }[];
}

const hidden =
  'Cannot access contents of the page. Extension manifest must request permission to access the respective host.';

/** Tabs, scripts and ports as both browsers give them, driven by the test. */
export function createFakeBrowser({ forgetsOnLoad = false }: { forgetsOnLoad?: boolean } = {}) {
  const tabs = new Map<number, FakeTab>();
  const offered: number[] = [];
  const calls = { reads: 0, watchers: 0, offered };
  const heard = {
    activated: new Set<(tabId: number, windowId: number) => void>(),
    updated: new Set<(tabId: number, status: string | undefined) => void>(),
    replaced: new Set<(added: number, removed: number) => void>(),
    granted: new Set<() => void>(),
    returned: new Set<() => void>(),
  };
  const on =
    <Listener>(set: Set<Listener>) =>
    (listener: Listener) => {
      set.add(listener);
      return () => void set.delete(listener);
    };
  function tabOf(tabId: number): FakeTab {
    const tab = tabs.get(tabId);
    if (tab === undefined) throw new Error(`No tab with id: ${tabId}.`);
    return tab;
  }
  function permitted(tabId: number): FakeTab {
    const tab = tabOf(tabId);
    if (!tab.allowed) throw new Error(tab.refusal);
    return tab;
  }
  const seen = (tabId: number, tab: FakeTab) => ({
    id: tabId,
    windowId: tab.windowId,
    ...(tab.allowed ? { url: tab.url } : {}),
  });
  const api: WatchApi = {
    tabs: {
      query: async () =>
        [...tabs]
          .filter(([, tab]) => tab.active && tab.windowId === ownWindow)
          .map(([tabId, tab]) => seen(tabId, tab)),
      get: async (tabId) => seen(tabId, tabOf(tabId)),
    },
    scripting: {
      async executeScript({ target }) {
        const tab = permitted(target.tabId);
        calls.reads += 1;
        return tab.frames.map(({ frameId, reading }) => ({ frameId, result: reading }));
      },
    },
    async watchFrame({ tabId }) {
      permitted(tabId);
      calls.watchers += 1;
    },
    connect({ tabId }) {
      const said = new Set<(message: unknown) => void>();
      const gone = new Set<() => void>();
      const { ports } = tabOf(tabId);
      const port: TabPort = {
        disconnect: () => void ports.splice(ports.indexOf(entry), 1),
        onMessage: { addListener: (listener) => void said.add(listener) },
        onDisconnect: { addListener: (listener) => void gone.add(listener) },
      };
      const entry = {
        port,
        say: (signal: unknown) => said.forEach((listener) => listener(signal)),
        drop() {
          ports.splice(ports.indexOf(entry), 1);
          gone.forEach((listener) => listener());
        },
      };
      ports.push(entry);
      return port;
    },
    windowId: async () => ownWindow,
    onActivated: on(heard.activated),
    onUpdated: on(heard.updated),
    onReplaced: on(heard.replaced),
    onGranted: on(heard.granted),
    onReturn: on(heard.returned),
    async offerTab(tabId) {
      calls.offered.push(tabId);
      return true;
    },
    forgetsOnLoad,
  };
  return {
    api,
    calls,
    heard,
    open(tabId: number, url: string, more: Partial<FakeTab> = {}) {
      tabs.set(tabId, {
        windowId: ownWindow,
        active: false,
        url,
        allowed: true,
        refusal: hidden,
        frames: [{ frameId: 0, reading: readingOf(url) }],
        ports: [],
        ...more,
      });
    },
    activate(tabId: number) {
      const { windowId } = tabOf(tabId);
      for (const tab of tabs.values()) if (tab.windowId === windowId) tab.active = false;
      tabOf(tabId).active = true;
      heard.activated.forEach((listener) => listener(tabId, windowId));
    },
    /** A load: the old document goes, with its ports, before the new one is there. */
    load(tabId: number, url: string, allowed = tabOf(tabId).allowed) {
      const tab = tabOf(tabId);
      heard.updated.forEach((listener) => listener(tabId, 'loading'));
      for (const entry of tab.ports.slice()) entry.drop();
      Object.assign(tab, { url, allowed, frames: [{ frameId: 0, reading: readingOf(url) }] });
      heard.updated.forEach((listener) => listener(tabId, 'complete'));
    },
    /** What the page shows becomes another thing, without a load. */
    swap(tabId: number, pageTitle: string) {
      const tab = tabOf(tabId);
      tab.frames = [{ frameId: 0, reading: readingOf(tab.url, pageTitle) }];
    },
    say(tabId: number, signal: unknown) {
      for (const entry of tabOf(tabId).ports.slice()) entry.say(signal);
    },
    allow(tabId: number) {
      tabOf(tabId).allowed = true;
      heard.granted.forEach((listener) => listener());
    },
    lines: (tabId: number) => tabOf(tabId).ports.length,
    tab: tabOf,
  };
}
