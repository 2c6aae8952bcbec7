import type { TurnEvent } from '../chat/turn-event.ts';
import { parseFrame } from './frames.ts';
import type { OpenStream } from './http.ts';
import { LettaError } from './letta-error.ts';
import { readSse } from './sse.ts';

/** After the stop reason only statistics follow; some servers then leave the stream open. */
const afterStopMs = 2_000;

/**
 * The events of a turn's stream. Ends normally after `[DONE]`, an error frame, or the end of file after a
 * stop reason; any other end rejects with `broken`. `runId`: the run that the stream is of, where known.
 * `pauseMs` as for `readSse`.
 */
export async function* readTurnStream(
  stream: OpenStream,
  {
    runId,
    stallMs,
    pauseMs = () => 0,
  }: { readonly runId: string | null; readonly stallMs: number; readonly pauseMs?: () => number },
  signal?: AbortSignal,
): AsyncGenerator<TurnEvent, void, void> {
  let run = runId;
  let stopped = false;
  try {
    const waitMs = (): number => (stopped ? Math.min(afterStopMs, stallMs) : stallMs);
    for await (const frame of readSse(stream, { waitMs, pauseMs }, signal)) {
      const place = { runId: run, at: Date.now() };
      const { events, end, failed = false } = parseFrame(frame, place);
      if (failed) yield (await import('./to-failure.ts')).toFailure(frame.data, place);
      for (const event of events) {
        run = event.runId ?? run;
        stopped ||= event.type === 'stop';
        yield event;
      }
      if (end) return;
    }
  } catch (error) {
    if (stopped && error instanceof LettaError && error.reason !== 'aborted') return;
    throw error;
  }
  if (!stopped) throw new LettaError('broken', 'The stream ended before its end.');
}
