import { expect, test, vi } from 'vitest';
import { readTurnStream } from '../../utils/letta/turn-stream.ts';

vi.mock('eventsource-parser', () => {
  throw new Error('the second script is gone');
});

test('a stream whose parser cannot be loaded counts as broken, so that the turn is looked after, and is closed', async () => {
  const close = vi.fn<() => void>();
  const body = new ReadableStream<Uint8Array>();
  const events = readTurnStream({ body, close }, { runId: null, stallMs: 1_000 });
  await expect(events.next()).rejects.toMatchObject({ name: 'LettaError', reason: 'broken' });
  expect(close).toHaveBeenCalledOnce();
});
