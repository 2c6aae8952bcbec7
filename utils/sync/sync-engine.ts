import { MirrorError } from '../mirror/mirror-error.ts';
import { backoffMs } from '../std/backoff.ts';
import { pullAll } from './pull.ts';
import { pushAll } from './push.ts';
import { readOpen } from './read-open.ts';
import type { SyncPorts } from './sync-ports.ts';

/**
 * `mirrored`: nothing waits, and the mirror has acknowledged all; `waiting`: something does, or the
 * mirror asked for patience; `offline`: no mirror answers; `sign-in-needed`: it does not take the token.
 */
export interface SyncStatus {
  readonly mirror: 'mirrored' | 'waiting' | 'offline' | 'sign-in-needed';
  /** Changes not yet acknowledged. */
  readonly waiting: number;
  /** Ops that the mirror refused for good. */
  readonly failed: number;
  /** When to run again, in ms; null when only news are a reason to. */
  readonly retryAfterMs: number | null;
}

export interface SyncEngineOptions extends SyncPorts {
  readonly onStatus: (status: SyncStatus) => void;
}

export interface SyncEngine {
  /**
   * Pushes all, then pulls all. Whatever it is interrupted by, the next run goes on where it was: all
   * state is on disk. A call during a run makes that run look once more. Resolves also when the mirror
   * failed (the status tells) or the signal ended it; rejects with `StoreError`.
   */
  run(signal: AbortSignal): Promise<void>;
}

const retry = { firstMs: 2_000, mostMs: 300_000 };
/** A mirror may ask for patience, but one answer cannot silence a device for longer, in ms. */
const mostAskedMs = 3_600_000;
/** How often one run starts over with a mirror that keeps changing its mind. */
const mostResyncs = 3;

/** Makes the engine that keeps this device and its mirror the same. Several may exist, one may run. */
export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  let running: Promise<void> | null = null;
  let again = false;
  let attempt = 0;

  function run(signal: AbortSignal): Promise<void> {
    again = true;
    running ??= loop(signal).finally(() => {
      running = null;
    });
    return running;
  }

  async function loop(signal: AbortSignal): Promise<void> {
    while (again && !signal.aborted) {
      again = false;
      try {
        await pass(options, signal);
        attempt = 0;
        await report(options, null);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof MirrorError)) throw error;
        const waitMs = Math.max(backoffMs(attempt, retry), Math.min(mostAskedMs, error.retryAfterMs ?? 0));
        attempt += 1;
        await report(options, { error, waitMs });
        // Who asked meanwhile asked the same mirror: the wait holds for them too.
        return;
      }
    }
  }

  return { run };
}

async function pass(options: SyncEngineOptions, signal: AbortSignal): Promise<void> {
  for (let resyncs = 0; ; resyncs += 1) {
    try {
      await report(options, null, 'only-waiting');
      await pushAll(options, signal);
      await pullAll(options, signal);
      return;
    } catch (error) {
      const resync = error instanceof MirrorError ? error.resync : null;
      if (resync === null || resyncs >= mostResyncs) throw error;
      const { beginResync } = await import('../store/resync.ts');
      await beginResync(await options.db(), resync);
      // Summaries say whether a session is mirrored: none is now.
      options.onChanged(null);
    }
  }
}

async function report(
  options: SyncEngineOptions,
  trouble: { readonly error: MirrorError; readonly waitMs: number } | null,
  when: 'always' | 'only-waiting' = 'always',
): Promise<void> {
  const { waiting, failed } = await readOpen(await options.db());
  if (when === 'only-waiting' && waiting === 0) return;
  const retryAfterMs = trouble?.waitMs ?? null;
  options.onStatus({
    mirror: toWord(trouble?.error ?? null, waiting + failed),
    waiting,
    failed,
    retryAfterMs,
  });
}

function toWord(error: MirrorError | null, open: number): SyncStatus['mirror'] {
  if (error === null) return open === 0 ? 'mirrored' : 'waiting';
  if (error.reason === 'unauthorized') return 'sign-in-needed';
  return error.reason === 'rate-limited' ? 'waiting' : 'offline';
}
