import type { createParser, EventSourceMessage, EventSourceParser } from 'eventsource-parser';
import { sleep } from '../std/sleep.ts';
import { LettaError } from './letta-error.ts';
import type { OpenStream } from './http.ts';

export interface SsePace {
  /** The longest wait for a whole frame, in ms; asked for before each wait. */
  readonly waitMs: () => number;
  /** How long bytes may gather where none are there yet, in ms; asked for before each wait. 0: as they come. */
  readonly pauseMs: () => number;
}

/**
 * What cuts an event stream into frames. It lies in the background's second script: asked for together with a stream,
 * it is there before the server's first word.
 */
export async function loadParser(): Promise<typeof createParser> {
  return (await import('eventsource-parser')).createParser;
}

/**
 * The frames of an event stream, in order, whatever way its bytes were cut. No whole frame for `waitMs`
 * rejects with `stalled`; a stream that breaks rejects with `broken`, our own signal with `aborted`. Ends at
 * the end of file. Closes the stream however it is left.
 */
export async function* readSse(
  { body, close }: OpenStream,
  { waitMs, pauseMs }: SsePace,
  signal?: AbortSignal,
): AsyncGenerator<EventSourceMessage, void, void> {
  const frames: EventSourceMessage[] = [];
  const decoder = new TextDecoder();
  const reader = body.getReader();
  const watch = createWatch(() => void reader.cancel().catch(() => undefined));
  try {
    const create = await orAbort(loadParser());
    const parser = create({ onEvent: (frame) => frames.push(frame) });
    for (;;) {
      const done = await readSome(parser);
      yield* frames.splice(0);
      if (done) return;
    }
  } finally {
    watch.end();
    close();
    await reader.cancel().catch(() => undefined);
  }

  /** Reads until a frame is whole. True at the end of file; a last frame may lack its blank line. */
  async function readSome(parser: EventSourceParser): Promise<boolean> {
    watch.expect(waitMs());
    while (frames.length === 0) {
      const reading = reader.read();
      const pause = pauseMs();
      if (pause > 0 && !(await isReady(reading))) {
        await orAbort(sleep(pause, signal));
        watch.expect(waitMs());
      }
      const { done, value } = await orAbort(reading);
      if (watch.isOver()) throw new LettaError('stalled', 'The stream went silent.');
      parser.feed(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }));
      if (done) return true;
    }
    return false;
  }

  async function orAbort<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (cause) {
      if (signal?.aborted === true) throw new LettaError('aborted', 'Given up.', { cause });
      throw new LettaError('broken', 'The stream broke.', { cause });
    }
  }
}

/** True where `reading` has its bytes, or its end, already. */
function isReady(reading: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false));
    const settle = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    reading.then(settle, settle);
  });
}

/** Calls `onOver` once nothing came in time. One timer for many pieces: one for each costs more than they do. */
function createWatch(onOver: () => void) {
  let dueAt = Infinity;
  let wakeAt = Infinity;
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function wake(): void {
    wakeAt = Infinity;
    if (Date.now() < dueAt) return arm();
    over = true;
    onOver();
  }
  function arm(): void {
    clearTimeout(timer);
    wakeAt = dueAt;
    timer = setTimeout(wake, Math.max(0, dueAt - Date.now()));
  }
  return {
    isOver: () => over,
    /** From now on something has to come within `ms`. */
    expect(ms: number): void {
      dueAt = Date.now() + ms;
      if (dueAt < wakeAt) arm();
    },
    end: () => clearTimeout(timer),
  };
}
