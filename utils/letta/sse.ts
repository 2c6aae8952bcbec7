import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { LettaError } from './letta-error.ts';
import type { OpenStream } from './http.ts';

/**
 * The frames of an event stream, in order, whatever way its bytes were cut. `waitMs` is asked before each
 * wait: no whole frame for that long rejects with `stalled`; a stream that breaks rejects with `broken`,
 * our own signal with `aborted`. Ends at the end of file. Closes the stream however it is left.
 */
export async function* readSse(
  { body, close }: OpenStream,
  waitMs: () => number,
  signal?: AbortSignal,
): AsyncGenerator<EventSourceMessage, void, void> {
  const frames: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (frame) => frames.push(frame) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const done = await readSome();
      yield* frames.splice(0);
      if (done) return;
    }
  } finally {
    close();
    await reader.cancel().catch(() => undefined);
  }

  /** Reads until a frame is whole. True at the end of file; a last frame may lack its blank line. */
  async function readSome(): Promise<boolean> {
    const deadline = Date.now() + waitMs();
    while (frames.length === 0) {
      const { done, value } = await readWithin(deadline - Date.now());
      parser.feed(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }));
      if (done) return true;
    }
    return false;
  }

  async function readWithin(ms: number): Promise<Awaited<ReturnType<typeof reader.read>>> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stall = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new LettaError('stalled', 'The stream went silent.')), Math.max(0, ms));
    });
    try {
      return await Promise.race([reader.read(), stall]);
    } catch (cause) {
      if (cause instanceof LettaError) throw cause;
      if (signal?.aborted === true) throw new LettaError('aborted', 'Given up.', { cause });
      throw new LettaError('broken', 'The stream broke.', { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}
