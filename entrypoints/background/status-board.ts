import type { BackgroundStatus, PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import type { KeepAwake } from '../../utils/platform/keep-awake.ts';
import type { Settings } from '../../utils/settings/settings.ts';
import type { StoreHandle } from '../../utils/store/open-store.ts';
import type { WriterState } from '../../utils/store/writer.ts';
import { type OpenChanges, readOpen } from '../../utils/sync/read-open.ts';
import type { SyncStatus } from '../../utils/sync/sync-engine.ts';

export interface StatusBoardOptions {
  readonly ports: {
    readonly store: StoreHandle;
    readonly readSettings: () => Promise<Settings>;
    readonly keepAwake: KeepAwake;
    readonly setWakeUp: (wanted: boolean) => void;
  };
  readonly broadcast: (event: PanelEvent) => void;
}

/** The one line that panels show about the device, the mirror and the agent, and what follows from it. */
export interface StatusBoard {
  /** Not saved: the worker, whose memory is the only copy, is kept alive. */
  setStore(state: WriterState): void;
  /** Something was written: what was mirrored a moment ago may not be any more. */
  storeChanged(): void;
  /** Null: no mirror is connected. While something waits, the worker is woken every few minutes. */
  setSync(status: SyncStatus | null): void;
  /** Rows that a long pull has brought so far; null: it is over. Told now and then. */
  setPulling(rows: number | null): void;
  /** Tells whether answers still have to be looked up. */
  setUnfinished(hasUnfinished: () => Promise<boolean>): void;
  event(): Promise<PanelEvent>;
  publish(): Promise<void>;
}

/** How often a pull's progress is told, in ms: who listens to the panel hears every change of the line. */
const progressMs = 2_000;

/** Makes the board. */
export function createStatusBoard({ ports, broadcast }: StatusBoardOptions): StatusBoard {
  let store: WriterState = 'saved';
  let sync: SyncStatus | null | undefined;
  const pull = createProgress(() => void event().then(broadcast));
  let release: (() => void) | null = null;
  let hasUnfinished = async (): Promise<boolean> => false;

  async function event(): Promise<PanelEvent> {
    const { letta, mirror } = await ports.readSettings();
    const status: BackgroundStatus = {
      store,
      ...(mirror === null ? { mirror: 'off', waiting: 0, failed: 0 } : await readSync()),
      ...(mirror === null ? {} : pull.told()),
      letta: letta === null ? 'not-connected' : 'connected',
    };
    return { type: 'status', status };
  }

  /**
   * What the last sync met, with what is open now: its own counts are old as soon as more is said. Before
   * the first sync of this worker's life only the store can tell.
   */
  async function readSync(): Promise<Pick<BackgroundStatus, 'mirror' | 'waiting' | 'failed'>> {
    const met = sync?.mirror ?? 'mirrored';
    const open = await readOpenNow();
    // What storage refused lies in no outbox, and a store that cannot be read proves nothing.
    const isSure = open !== null && store === 'saved' && open.waiting + open.failed === 0;
    return {
      mirror: met === 'mirrored' && !isSure ? 'waiting' : met,
      ...(open ?? { waiting: 0, failed: 0 }),
    };
  }

  async function readOpenNow(): Promise<OpenChanges | null> {
    try {
      return await readOpen(await ports.store.db());
    } catch {
      return null;
    }
  }

  async function publish(): Promise<void> {
    broadcast(await event());
    // An alarm that an earlier worker set stays until a sync has told whether it is needed.
    if (sync === undefined) return;
    const waits = sync !== null && (sync.waiting > 0 || sync.retryAfterMs !== null);
    ports.setWakeUp(waits || store === 'not-saved' || (await hasUnfinished().catch(() => false)));
  }

  return {
    event,
    publish,
    setStore(state) {
      if (state === 'not-saved') release ??= ports.keepAwake.hold();
      else {
        release?.();
        release = null;
      }
      if (state !== store) {
        store = state;
        void publish();
      }
    },
    storeChanged() {
      if (sync) void event().then(broadcast);
    },
    setSync(status) {
      sync = status;
      void publish();
    },
    setPulling: pull.set,
    setUnfinished(next) {
      hasUnfinished = next;
    },
  };
}

/** Calls `tell` while a pull goes on, and at its end where it was told of. */
function createProgress(tell: () => void) {
  let rows: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isTold = false;
  return {
    told: (): Pick<BackgroundStatus, 'pulling'> => (rows === null ? {} : { pulling: rows }),
    set(now: number | null): void {
      rows = now;
      if (now !== null) {
        timer ??= setTimeout(() => {
          timer = undefined;
          isTold = true;
          tell();
        }, progressMs);
        return;
      }
      clearTimeout(timer);
      timer = undefined;
      if (isTold) tell();
      isTold = false;
    },
  };
}
