import { applyEvent } from '../chat/apply-event.ts';
import type { Turn } from '../chat/turn.ts';
import type { TurnEvent } from '../chat/turn-event.ts';
import type { TurnPorts } from './turn-ports.ts';

/** A turn in this worker's hands: the one place where it changes, is shown and is written. */
export interface LiveTurn {
  readonly turn: () => Turn;
  /** Folds an event, shows it to the panels at once, and writes the answer now and then. */
  fold(event: TurnEvent, source: 'stream' | 'history'): void;
  /** Changes the turn itself; resolves once that is written (a request may rely on it). */
  change(patch: Partial<Turn>): Promise<void>;
  /** Events folded so far: tells whether something was heard in between. */
  heard(): number;
  /** Ends all writing; resolves when the last write is through. */
  close(): Promise<void>;
}

/**
 * A long answer is written less often, so that a minute of it costs the disk the same however long it is
 * already: these many characters a ms. The time to write it never grows over `mostCheckpointMs`.
 */
const charactersAMs = 50;
const mostCheckpointMs = 5_000;

/** Takes over `first`, which lies in the store already. */
export function createLiveTurn(
  first: Turn,
  ports: Pick<TurnPorts, 'commit' | 'onTurn' | 'onEvent' | 'now'> & { readonly checkpointMs: number },
): LiveTurn {
  let turn = first;
  let heard = 0;
  let closed = false;
  let dirty = false;
  let writing: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writtenAt = 0;

  /** `updatedAt` only grows: the store refuses an older state over a newer one. */
  function update(patch: Partial<Turn>): void {
    turn = { ...turn, ...patch, updatedAt: Math.max(ports.now(), turn.updatedAt + 1) };
  }

  function write(): Promise<unknown> {
    clearTimeout(timer);
    timer = undefined;
    dirty = false;
    writtenAt = ports.now();
    const written = ports.commit({ type: 'checkpoint-turn', turn });
    writing = written.catch((error: unknown) => console.error('turn: a checkpoint failed', error));
    return written;
  }

  function schedule(): void {
    dirty = true;
    if (timer !== undefined || closed) return;
    // Bounded by time, not by pieces: a fast agent must not make the disk busy.
    const pause = Math.min(mostCheckpointMs, lengthOf(turn) / charactersAMs);
    const wait = Math.max(0, Math.max(ports.checkpointMs, pause) - (ports.now() - writtenAt));
    timer = setTimeout(() => {
      timer = undefined;
      if (dirty && !closed) write().catch(() => {});
    }, wait);
  }

  return {
    turn: () => turn,
    heard: () => heard,
    fold(event, source) {
      if (closed) return;
      if (source === 'stream') heard += 1;
      const reply = applyEvent(turn.reply, event);
      const starts = source === 'stream' && isAnswer(event) && turn.state !== 'streaming';
      if (reply === turn.reply && !starts) return;
      update({ reply, ...(starts ? { state: 'streaming' } : {}) });
      if (starts) ports.onTurn(turn.sessionId, turn);
      else ports.onEvent(turn, event);
      schedule();
    },
    async change(patch) {
      update(patch);
      if (closed) return;
      ports.onTurn(turn.sessionId, turn);
      await write();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await writing;
    },
  };
}

/** About the characters that a checkpoint of the turn has. */
function lengthOf({ reply, results = [] }: Turn): number {
  const parts = reply.parts.reduce((sum, part) => {
    if (part.type === 'tool') return sum + part.args.length + (part.result?.length ?? 0);
    return sum + ('text' in part ? part.text.length : 0);
  }, 0);
  return results.reduce((sum, { text }) => sum + text.length, parts);
}

/** The server has taken the request and works on it. */
function isAnswer({ type }: TurnEvent): boolean {
  return type !== 'failure' && type !== 'stop' && type !== 'approval';
}
