import { expect, test, vi } from 'vitest';
import { readTurnStream } from '../../utils/letta/turn-stream.ts';

const encoder = new TextEncoder();
const toFrame = (seq: number): string =>
  `data: ${JSON.stringify({ message_type: 'assistant_message', id: 'm', otid: 'o', run_id: 'r', seq_id: seq, content: `w${seq} ` })}\n\n`;
const stop = 'data: {"message_type":"stop_reason","stop_reason":"end_turn"}\n\ndata: [DONE]\n\n';

/** A server that says a piece every 5 ms of the faked clock, and counts how often it is read. */
function speak(pieces: number) {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
  const timer = setInterval(() => {
    said += 1;
    controller?.enqueue(encoder.encode(said <= pieces ? toFrame(said) : stop));
    if (said > pieces) clearInterval(timer);
  }, 5);
  let said = 0;
  return { body, said: () => said };
}

async function follow(pieces: number, pauseMs: () => number) {
  vi.useFakeTimers();
  const { body, said } = speak(pieces);
  const lags: number[] = [];
  const wakes = new Set<number>();
  const reading = (async () => {
    const options = { runId: null, stallMs: 1_000, pauseMs };
    for await (const event of readTurnStream({ body, close: () => undefined }, options)) {
      if (event.type === 'text') lags.push(said() - (event.seq ?? 0));
      wakes.add(Date.now());
    }
  })();
  await vi.advanceTimersByTimeAsync((pieces + 1) * 5 + 1_000);
  await reading;
  vi.useRealTimers();
  return { lags, wakes: wakes.size };
}

test('whoever looks gets each piece as it comes', async () => {
  const { lags, wakes } = await follow(200, () => 0);
  expect(lags).toHaveLength(200);
  expect(Math.max(...lags)).toBeLessThanOrEqual(1);
  expect(wakes).toBeGreaterThan(190);
});

test('while nobody looks pieces gather, all of them arrive, and none waits much longer than that', async () => {
  const { lags, wakes } = await follow(400, () => 250);
  expect(lags).toHaveLength(400);
  // 2 s and four wakes a second, with what is read on the way to the next wait.
  expect(wakes).toBeLessThan(24);
  expect(Math.max(...lags)).toBeLessThanOrEqual(60);
});

test('a panel that opens meanwhile gets the next pieces as they come', async () => {
  let began = 0;
  const { lags } = await follow(200, () => {
    began ||= Date.now();
    return Date.now() - began < 400 ? 250 : 0;
  });
  expect(Math.max(...lags.slice(0, 80))).toBeGreaterThan(30);
  expect(lags).toHaveLength(200);
  // It opens after 400 ms, and the wait that had begun is the last one.
  expect(Math.max(...lags.slice(135))).toBeLessThanOrEqual(1);
});

test('a stop is heard at once, also while pieces gather', async () => {
  const controller = new AbortController();
  const body = new ReadableStream<Uint8Array>();
  const options = { runId: null, stallMs: 60_000, pauseMs: () => 30_000 };
  const next = readTurnStream({ body, close: () => undefined }, options, controller.signal).next();
  setTimeout(() => controller.abort(), 20);
  await expect(next).rejects.toMatchObject({ reason: 'aborted' });
});
