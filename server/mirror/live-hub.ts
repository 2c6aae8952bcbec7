import type { WorkspaceState } from './mirror-store.ts';

/** Where a workspace stands. */
export type News = Pick<WorkspaceState, 'inc' | 'cursor'>;

export interface LiveListener {
  poke(news: News): void;
  /** The mirror stops: say goodbye and close. */
  bye(): void;
}

/** Who wants to hear that there is news. A poke may be lost: correctness never depends on it. */
export interface LiveHub {
  /** Answers the function that leaves. A hub that is closed says `bye` at once. */
  join(ws: string, listener: LiveListener): () => void;
  /** Tells everyone at once, then at most once in `gapMs`, with the newest cursor. */
  poke(ws: string, news: News): void;
  close(): void;
}

export function createLiveHub({ gapMs = 50 }: { gapMs?: number } = {}): LiveHub {
  const listeners = new Map<string, Set<LiveListener>>();
  const waiting = new Map<string, News | null>();
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  function tell(ws: string, news: News): void {
    for (const listener of listeners.get(ws) ?? []) listener.poke(news);
    waiting.set(ws, null);
    const timer = setTimeout(() => {
      timers.delete(timer);
      const later = waiting.get(ws) ?? null;
      waiting.delete(ws);
      if (later !== null) tell(ws, later);
    }, gapMs);
    timers.add(timer);
  }

  return {
    join(ws, listener) {
      if (closed) {
        listener.bye();
        return () => {};
      }
      const group = listeners.get(ws) ?? new Set();
      listeners.set(ws, group.add(listener));
      return () => group.delete(listener);
    },
    poke(ws, news) {
      if (closed) return;
      if (waiting.has(ws)) waiting.set(ws, news);
      else tell(ws, news);
    },
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const group of listeners.values()) for (const listener of group) listener.bye();
      listeners.clear();
    },
  };
}
