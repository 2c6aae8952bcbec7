import { browser } from 'wxt/browser';

/** Under the 30 s after which both browsers stop a worker; measured to hold in both. */
const beatMs = 15_000;
const beatKey = 'beat';
/** The alarm that brings a stopped worker back to its turn. 30 s is the shortest Chrome grants. */
export const resurrectionAlarm = 'resurrect';
const resurrectionMinutes = 0.5;

/** What we need of the browser; tests give their own. */
export interface AwakeApi {
  readonly storage: { set(items: Record<string, unknown>): Promise<void> };
  readonly alarms: {
    create(name: string, info: { periodInMinutes: number }): unknown;
    clear(name: string): unknown;
  };
}

export interface KeepAwake {
  /** Keeps the worker alive until the returned function is called. Several holds may overlap. */
  hold(): () => void;
}

/**
 * Keeps the worker alive as long as something holds it: writing to `storage.local` is an API call, which
 * resets Chrome's idle timer, and its own `storage.onChanged` event resets Firefox's; the background has a
 * listener for that event anyway (its settings). Without a holder nothing ticks and the worker may die.
 */
export function createKeepAwake(
  api: AwakeApi = { storage: browser.storage.local, alarms: browser.alarms },
): KeepAwake {
  let holders = 0;
  let beats: ReturnType<typeof setInterval> | undefined;

  function start(): void {
    beats = setInterval(() => {
      // A refused write still counts as an API call; Firefox then has only the alarm.
      api.storage.set({ [beatKey]: Date.now() }).catch(() => {});
    }, beatMs);
    void api.alarms.create(resurrectionAlarm, { periodInMinutes: resurrectionMinutes });
  }
  function stop(): void {
    clearInterval(beats);
    void api.alarms.clear(resurrectionAlarm);
  }

  return {
    hold() {
      holders += 1;
      if (holders === 1) start();
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holders -= 1;
        if (holders === 0) stop();
      };
    },
  };
}
