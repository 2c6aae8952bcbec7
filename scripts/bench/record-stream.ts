import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { quantile } from './figure.ts';

const recordingSchema = v.object({
  seen: v.array(v.tuple([v.number(), v.number()])),
  gaps: v.array(v.number()),
  longTasks: v.array(v.number()),
});
const frameMs = 1_000 / 60;

/** One answer, as it came to the screen. */
export interface Streamed {
  /** Piece left → piece painted, in ms. */
  readonly latencies: readonly number[];
  readonly longTasks: readonly number[];
  /** Share of the frames that should have been and were not, in %. */
  readonly dropped: number;
  /** Median latency of the last tenth over that of the first: does a piece cost more as the answer grows? */
  readonly growth: number;
}

/** A page with `bench` in it, in which an answer is about to stream. */
export interface OpenStream {
  readonly page: { evaluate(expression: string): Promise<unknown> };
  /** Whose last element holds the text. */
  readonly selector: string;
  readonly pieces: number;
  /** When each piece left, in epoch ms. */
  readonly sent: ReadonlyMap<number, number>;
  begin(): Promise<unknown>;
  /** Waits for the answer's end and closes the page. */
  end(): Promise<void>;
}

/** Begins the answer, does something else `meanwhile`, and tells how the pieces came to the screen. */
export async function recordStream(
  { page, selector, pieces, sent, begin, end }: OpenStream,
  meanwhile: () => Promise<void> = async () => {},
): Promise<Streamed> {
  await page.evaluate(`bench.startRecording('${selector}')`);
  await begin();
  await meanwhile();
  const last = await waitForEnd(page, pieces);
  const { seen, gaps, longTasks } = v.parse(recordingSchema, await page.evaluate('bench.stopRecording()'));
  if (last < pieces - 20) throw new Error(`only ${last} of ${pieces} pieces came to the screen`);
  const latencies = toLatencies(seen, sent);
  const tenth = Math.ceil(latencies.length / 10);
  const wanted = gaps.reduce((sum, gap) => sum + gap, 0) / frameMs;
  await end();
  return {
    latencies,
    longTasks,
    dropped: Math.max(0, (1 - gaps.length / wanted) * 100),
    growth: quantile(latencies.slice(-tenth), 0.5) / quantile(latencies.slice(0, tenth), 0.5),
  };
}

/** Waits for the last numbered piece. */
async function waitForEnd(page: OpenStream['page'], pieces: number): Promise<number> {
  const end = Date.now() + 120_000;
  for (;;) {
    const newest = v.parse(v.number(), await page.evaluate('bench.newestSeen()'));
    if (newest >= pieces - 20 || Date.now() > end) return newest;
    await wait(50);
  }
}

/** For every piece: the first frame that showed it or a later one, less the time at which it left. */
function toLatencies(
  seen: readonly (readonly [number, number])[],
  sent: ReadonlyMap<number, number>,
): readonly number[] {
  const latencies: number[] = [];
  let from = -1;
  for (const [at, newest] of seen) {
    for (let piece = from + 1; piece <= newest; piece += 1) {
      const left = sent.get(piece);
      if (left !== undefined) latencies.push(Math.max(0, at - left));
    }
    from = newest;
  }
  return latencies;
}
