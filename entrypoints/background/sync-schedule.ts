import type { MirrorClient } from '../../utils/mirror/mirror-client.ts';
import type { SyncEngine, SyncStatus } from '../../utils/sync/sync-engine.ts';

/** After a change, the time in which further changes join the same push, in ms. */
const pokeMs = 300;

export interface SyncScheduleOptions {
  /** Makes the engine for the mirror of this moment; null where none is connected. */
  readonly connect: (
    onStatus: (status: SyncStatus) => void,
  ) => Promise<{ readonly mirror: MirrorClient; readonly engine: SyncEngine } | null>;
  /** Null: no mirror is connected. */
  readonly onStatus: (status: SyncStatus | null) => void;
}

/** When to sync. Nothing runs and no line is open while nobody looks and nothing waits. */
export interface SyncSchedule {
  /** Something changed here: sync soon. */
  poke(): void;
  /** Syncs now; resolves when it ended, well or not. */
  run(): Promise<void>;
  /** Whether somebody looks: then other devices' news are wanted as they happen. */
  setLive(wanted: boolean): void;
  /** The mirror may be another one now. */
  restart(): void;
  close(): void;
}

/** Makes the schedule. It forgets everything when the worker dies: the store knows what waits. */
export function createSyncSchedule({ connect, onStatus }: SyncScheduleOptions): SyncSchedule {
  let controller = new AbortController();
  let connected: ReturnType<typeof connect> | null = null;
  let closeLive: (() => void) | null = null;
  let live = false;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;

  async function run(): Promise<void> {
    clearTimeout(soon);
    clearTimeout(later);
    soon = undefined;
    const { signal } = controller;
    connected ??= connect((status) => heard(status, signal));
    const line = await connected;
    if (signal.aborted) return;
    if (line === null) return onStatus(null);
    openLive(line.mirror);
    // A store that refuses is the writer's trouble, which the panel shows already.
    await line.engine.run(signal).catch(() => console.info('sync: the store could not be read'));
  }

  function heard(status: SyncStatus, signal: AbortSignal): void {
    if (signal.aborted) return;
    onStatus(status);
    clearTimeout(later);
    if (status.retryAfterMs !== null) later = setTimeout(() => void run(), status.retryAfterMs);
  }

  function openLive(mirror: MirrorClient): void {
    if (!live || closeLive !== null) return;
    closeLive = mirror.openLive({ onPoke: () => void run(), onDown: () => {} });
  }

  function hangUp(): void {
    closeLive?.();
    closeLive = null;
  }

  function close(): void {
    controller.abort();
    clearTimeout(soon);
    clearTimeout(later);
    soon = undefined;
    hangUp();
  }

  return {
    run,
    poke() {
      soon ??= setTimeout(() => void run(), pokeMs);
    },
    setLive(wanted) {
      if (wanted === live) return;
      live = wanted;
      if (wanted) void run();
      else hangUp();
    },
    restart() {
      close();
      controller = new AbortController();
      connected = null;
      void run();
    },
    close,
  };
}
