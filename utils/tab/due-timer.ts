/** One timer that only ever moves forward. */
export interface DueTimer {
  /** Due in `waitMs`, unless it is due earlier already. */
  set(waitMs: number): void;
  clear(): void;
  isSet(): boolean;
}

export function createDueTimer(run: () => void): DueTimer {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = 0;
  function clear(): void {
    clearTimeout(timer);
    timer = undefined;
  }
  return {
    set(waitMs) {
      const at = performance.now() + waitMs;
      if (timer !== undefined && at >= dueAt) return;
      clear();
      dueAt = at;
      timer = setTimeout(() => {
        timer = undefined;
        run();
      }, waitMs);
    },
    clear,
    isSet: () => timer !== undefined,
  };
}
