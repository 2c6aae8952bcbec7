import 'fake-indexeddb/auto';
import { createBackground, type Background } from '../../entrypoints/background/create-background.ts';
import type { PageAccess } from '../../entrypoints/background/page-tools.ts';
import { createId } from '../../utils/chat/id.ts';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { createMirrorDesk } from '../../utils/mirror/mirror-desk.ts';
import { createBackgroundItems } from '../../utils/settings/background-items.ts';
import type { StorageArea } from '../../utils/settings/local-item.ts';
import { defaultSettings, type Settings } from '../../utils/settings/settings.ts';
import { createStoreHandle, type StoreHandle } from '../../utils/store/open-store.ts';
import { createFakePages, type FakePages } from './pages.ts';
import { createPortPair } from './ports.ts';
import { openScreen, type Screen } from './screen.ts';
import type { RuntimePort } from '../../utils/messaging/port.ts';
import { createStorageArea } from './storage-area.ts';

const own = { id: 'ours', origin: 'chrome-extension://ours' };
const page = { id: own.id, url: `${own.origin}/sidepanel.html` };
const times = { checkpoint: 20, gather: 5, firstRetry: 40, mostRetry: 300, poll: 60, look: 5000 };

/** One installation: a profile on disk, the real wiring of the background, and panels. */
export interface Device {
  settings: Settings;
  /** Makes every write of the store fail, as a full disk does. */
  refuseWrites: boolean;
  /** The database of the profile. */
  readonly name: string;
  /** Stops the worker dead at its n-th step from now on (a read, a write, a look at the settings, a request). */
  killAtStep: number | null;
  /** Stops the worker dead, as the browser does: it writes nothing more, its connections break. */
  kill(): void;
  /** Breaks every request that is under way; the worker lives on. */
  breakConnections(): void;
  /** What a browser start, an alarm or the network's return does. */
  wake(): void;
  /** Opens a panel on a session (null: a new one). */
  open(sessionId?: string): Promise<Screen>;
  /** The panel's end of a new line to the worker. */
  connect(): RuntimePort;
  idle(): Promise<void>;
  /** The user's tabs. */
  readonly pages: FakePages;
  /** Extension storage of the profile. */
  readonly local: StorageArea;
  /** All that lies in extension storage, that of the browser's session too. */
  stored(): unknown;
  /** How often something kept the worker awake, and still does. */
  readonly awake: { holds: number; held: number };
  readonly wakeUp: () => boolean;
  /** The browser's notifications and what came of them. */
  readonly reminders: {
    allowed: boolean;
    readonly shown: { readonly id: string; readonly title: string; readonly text: string }[];
    alarmAt: number | null;
    readonly opened: string[];
  };
  /** How far the worker's clock is ahead. */
  laterMs: number;
  /** How far the mirror's clock is ahead. */
  mirrorLaterMs: number;
  /** What a click on a notification does. */
  clickReminder(id: string): void;
  /** Ends everything. */
  close(): Promise<void>;
}

interface Worker {
  readonly background: Background;
  readonly stop: () => void;
}

/** `stallMs`: the longest silence of a server; a real one on a busy machine needs more. */
export function createDevice(start: Partial<Settings> = {}, { stallMs = 3000 } = {}): Device {
  const name = `device-${createId()}`;
  const local = createStorageArea();
  const session = createStorageArea();
  const pages = createFakePages();
  const pairs: { drop(): void }[] = [];
  const screens: Screen[] = [];
  let wakeUp = false;
  let worker: Worker | null = null;
  let network = new AbortController();

  function boot(): Worker {
    const life = new AbortController();
    const gate = createGate(life.signal, () => {
      if (device.killAtStep === null) return;
      device.killAtStep -= 1;
      if (device.killAtStep > 0) return;
      device.killAtStep = null;
      device.kill();
      queueMicrotask(device.wake);
    });
    const store = gateStore(createStoreHandle({ name }), gate, () => device.refuseWrites);
    const lives: (() => void)[] = [];
    const fetchInLife: typeof fetch = (input, init) =>
      fetch(input, {
        ...init,
        signal: AbortSignal.any([life.signal, network.signal, init?.signal ?? life.signal]),
      });
    const background = createBackground({
      store,
      spill: {
        load: async () => (await session.get('spill'))['spill'],
        save: (value) => gate(() => session.set({ spill: value })),
      },
      items: createBackgroundItems(gateArea(local, gate)),
      readSettings: () => gate(async () => device.settings),
      createLetta: ({ baseUrl, apiKey }, facts) =>
        createRestClient({
          baseUrl,
          apiKey,
          stallMs,
          fetch: fetchInLife,
          ...(facts === undefined ? {} : { facts }),
        }),
      createMirror(mirror) {
        const client = createMirrorClient({ ...mirror, fetch: fetchInLife });
        return {
          ...client,
          openLive(listeners) {
            const close = client.openLive(listeners);
            lives.push(close);
            return close;
          },
        };
      },
      readMirrorTime: (mirror) =>
        gate(
          async () =>
            (await createMirrorDesk({ ...mirror, fetch: fetchInLife }).digest(life.signal)).now +
            device.mirrorLaterMs,
        ),
      hasPermission: async () => true,
      pages: gatePages(pages, gate),
      keepAwake: {
        hold() {
          device.awake.holds += 1;
          device.awake.held += 1;
          // One that was killed holds nothing any more, and lets go of nothing.
          return () => {
            if (!life.signal.aborted) device.awake.held -= 1;
          };
        },
      },
      setWakeUp: (wanted) => (wakeUp = wanted),
      reminding: {
        show: (notification) =>
          gate(async () => {
            if (device.reminders.allowed) device.reminders.shown.push(notification);
            return device.reminders.allowed;
          }),
        setAlarm: (at) => (device.reminders.alarmAt = at),
        openTab: (url) => device.reminders.opened.push(url),
      },
      own,
      now: () => Date.now() + device.laterMs,
      times,
    });
    return {
      background,
      stop() {
        life.abort(new Error('the worker was stopped'));
        for (const close of lives) close();
        for (const pair of pairs.splice(0)) pair.drop();
        void store.close();
      },
    };
  }
  const running = (): Worker => (worker ??= boot());

  const device: Device = {
    name,
    settings: { ...defaultSettings, ...start },
    refuseWrites: false,
    killAtStep: null,
    pages,
    local,
    stored: () => [local.data, session.data],
    awake: { holds: 0, held: 0 },
    wakeUp: () => wakeUp,
    reminders: { allowed: false, shown: [], alarmAt: null, opened: [] },
    laterMs: 0,
    mirrorLaterMs: 0,
    clickReminder: (id) => running().background.reminderClicked(id),
    kill() {
      const old = worker;
      worker = null;
      old?.stop();
      device.awake.held = 0;
    },
    breakConnections() {
      network.abort(new Error('the network broke'));
      network = new AbortController();
    },
    wake: () => running().background.wake(),
    async open(sessionId = createId()) {
      const screen = await openScreen({
        name,
        sessionId,
        connect: device.connect,
      });
      screens.push(screen);
      return screen;
    },
    connect() {
      const pair = createPortPair('panel', page);
      pairs.push(pair);
      running().background.accept(pair.background);
      return pair.panel;
    },
    idle: () => running().background.idle(),
    async close() {
      await Promise.all(screens.map((screen) => screen.close()));
      device.kill();
    },
  };
  return device;
}

type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** What a dead worker waits for never comes. */
function createGate(life: AbortSignal, onStep: () => void): Gate {
  return async (work) => {
    if (!life.aborted) onStep();
    if (life.aborted) return new Promise(() => {});
    const result = await work().catch((error: unknown) => {
      if (life.aborted) return new Promise<never>(() => {});
      throw error;
    });
    return life.aborted ? new Promise(() => {}) : result;
  };
}

function gatePages(pages: FakePages, gate: Gate): PageAccess {
  return {
    findTab: (windowId) => gate(() => pages.findTab(windowId)),
    lookAt: (tabId) => gate(() => pages.lookAt(tabId)),
    readPage: (tabId) => gate(() => pages.readPage(tabId)),
    readSelection: (tabId) => gate(() => pages.readSelection(tabId)),
  };
}

function gateArea(area: StorageArea, gate: Gate): StorageArea {
  return { get: (key) => gate(() => area.get(key)), set: (items) => gate(() => area.set(items)) };
}

function gateStore(handle: StoreHandle, gate: Gate, refuses: () => boolean): StoreHandle {
  return {
    db: () =>
      gate(async () => {
        const db = await handle.db();
        if (!refuses()) return db;
        return new Proxy(db, {
          get(target, key) {
            if (key === 'transaction') {
              return (names: never, mode: 'readonly' | 'readwrite' | undefined, options?: object) => {
                if (mode === 'readwrite') throw new DOMException('full', 'QuotaExceededError');
                return target.transaction(names, mode, options);
              };
            }
            const value: unknown = Reflect.get(target, key, target);
            if (typeof value !== 'function') return value;
            const bound: unknown = value.bind(target);
            return bound;
          },
        });
      }),
    close: handle.close,
  };
}
