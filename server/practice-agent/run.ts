import { v4 } from 'uuid';
import { doneFrame, pingItem, toDataFrame, type Item } from './frames.ts';
import type { Place } from './state.ts';

interface Frame {
  /** The frame's number in its run; items that do not carry it consume one all the same. */
  readonly seq: number;
  readonly wire: string;
}

/** One execution of a turn, with the stream it made; kept in memory only. */
export interface Run {
  readonly id: string;
  readonly place: Place;
  readonly background: boolean;
  readonly route: 'send_message' | 'send_conversation_message';
  createdAt: number;
  completedAt: number | null;
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  stopReason: string | null;
  error: Item | null;
  readonly frames: Frame[];
  /** What the run said as whole messages, for an answer that is not streamed. */
  readonly said: Item[];
  usage: Item | null;
  /** Holds its thread: another send there is answered with 409. */
  readonly locks: boolean;
  ended: boolean;
  /** True while the run says nothing, not even a ping. */
  silent: boolean;
  /** Break the first connection after that many frames; null once done. */
  cutAfter: number | null;
  readonly cancel: AbortController;
  /** The server stops: nothing more is stored, as when a real one is killed. */
  dropped: boolean;
  readonly waiting: Set<() => void>;
}

export function createRun(facts: Pick<Run, 'place' | 'background' | 'route' | 'locks'>): Run {
  return {
    ...facts,
    id: `run-${v4()}`,
    createdAt: Date.now(),
    completedAt: null,
    status: 'running',
    stopReason: null,
    error: null,
    frames: [],
    said: [],
    usage: null,
    ended: false,
    silent: false,
    cutAfter: null,
    cancel: new AbortController(),
    dropped: false,
    waiting: new Set(),
  };
}

/** The number that the next frame gets, or null where streams do not carry it (foreground). */
export function nextSeq(run: Run): number | null {
  return run.background ? run.frames.length + 1 : null;
}

export function addFrame(run: Run, wire: string): void {
  run.frames.push({ seq: run.frames.length + 1, wire });
  wake(run);
}

/** The end of the stream; `done` also writes the terminator. */
export function endRun(run: Run, status: Run['status'], done: boolean): void {
  run.status = status;
  run.completedAt = Date.now();
  if (done) run.frames.push({ seq: Number.POSITIVE_INFINITY, wire: doneFrame });
  run.ended = true;
  wake(run);
}

function wake(run: Run): void {
  for (const one of run.waiting) one();
  run.waiting.clear();
}

/** Resolves at the run's end; never rejects. */
export async function untilEnded(run: Run): Promise<void> {
  while (!run.ended) await change(run, 60_000, null);
}

/** `cut` asks the caller to break the connection. */
export type Piece = { readonly wire: string } | 'cut';

/**
 * The run's frames after number `after` (exclusive), then live ones until its end. While nothing comes
 * for `keepaliveMs` it repeats a ping with the last number; null: no pings.
 */
export async function* readRun(
  run: Run,
  { after, keepaliveMs }: { after: number; keepaliveMs: number | null },
  signal: AbortSignal,
): AsyncGenerator<Piece> {
  let at = 0;
  let heardAt = Date.now();
  while (!signal.aborted) {
    if (run.cutAfter !== null && at >= run.cutAfter) {
      run.cutAfter = null;
      yield 'cut';
      return;
    }
    const frame = run.frames[at];
    if (frame) {
      at += 1;
      if (frame.seq > after) yield { wire: frame.wire };
      heardAt = Date.now();
      continue;
    }
    if (run.ended) return;
    const waitMs = keepaliveMs === null ? 60_000 : Math.max(0, heardAt + keepaliveMs - Date.now());
    await change(run, waitMs, signal);
    if (keepaliveMs !== null && Date.now() - heardAt >= keepaliveMs && at === run.frames.length) {
      heardAt = Date.now();
      if (run.silent || run.ended || signal.aborted) continue;
      yield { wire: toDataFrame(pingItem(run.id, run.background ? run.frames.length : null)) };
    }
  }
}

function change(run: Run, waitMs: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      run.waiting.delete(finish);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, waitMs);
    run.waiting.add(finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
