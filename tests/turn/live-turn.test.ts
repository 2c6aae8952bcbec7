import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Turn } from '../../utils/chat/turn.ts';
import type { TurnEvent } from '../../utils/chat/turn-event.ts';
import type { Write } from '../../utils/store/write.ts';
import { createLiveTurn, type LiveTurn } from '../../utils/turn/live-turn.ts';
import { makeTurn } from './fixtures.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function hold(): { live: LiveTurn; writes: Turn[]; seen: string[] } {
  const writes: Turn[] = [];
  const seen: string[] = [];
  const live = createLiveTurn(makeTurn(), {
    async commit(write: Write) {
      if (write.type === 'checkpoint-turn') writes.push(write.turn);
      return 'saved';
    },
    onTurn: () => seen.push('turn'),
    onEvent: (_turn, event) => seen.push(event.type),
    now: Date.now,
    checkpointMs: 500,
  });
  return { live, writes, seen };
}
const piece = (seq: number, length = 1): TurnEvent => ({
  type: 'text',
  key: 'k',
  text: 'x'.repeat(length),
  whole: false,
  runId: 'run-1',
  seq,
  at: 0,
});

test('every piece is shown at once, and written at most twice a second', async () => {
  const { live, writes, seen } = hold();
  for (let seq = 1; seq <= 100; seq += 1) {
    live.fold(piece(seq), 'stream');
    await vi.advanceTimersByTimeAsync(20);
  }
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen).toHaveLength(100);
  expect(writes.length).toBeGreaterThanOrEqual(4);
  expect(writes.length).toBeLessThanOrEqual(6);
  expect(writes.at(-1)?.reply.cursors).toEqual({ 'run-1': 100 });
});

test('a minute of a very long answer costs the disk no more than one of a short one', async () => {
  const { live, writes } = hold();
  const sizes: number[] = [];
  for (let seq = 1; seq <= 6_000; seq += 1) {
    live.fold(piece(seq, 40), 'stream');
    await vi.advanceTimersByTimeAsync(20);
    if (seq % 3_000 !== 0) continue;
    sizes.push(writes.splice(0).reduce((sum, turn) => sum + JSON.stringify(turn).length, 0));
  }
  const [first = 0, second = 0] = sizes;
  expect(first).toBeLessThan(60_000 * 60);
  // Rewritten twice a second it would be four times as much.
  expect(second).toBeLessThan(60_000 * 60);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(writes.at(-1)?.reply.cursors).toEqual({ 'run-1': 6_000 });
});

test('a replayed piece is neither shown nor written again', async () => {
  const { live, writes, seen } = hold();
  live.fold(piece(1), 'stream');
  live.fold(piece(2), 'stream');
  await vi.advanceTimersByTimeAsync(1000);
  const before = [writes.length, seen.length];
  live.fold(piece(1), 'stream');
  live.fold(piece(2), 'stream');
  await vi.advanceTimersByTimeAsync(1000);
  expect([writes.length, seen.length]).toEqual(before);
});

test('after its end nothing is written any more', async () => {
  const { live, writes } = hold();
  live.fold(piece(1), 'stream');
  await live.close();
  live.fold(piece(2), 'stream');
  await vi.advanceTimersByTimeAsync(5000);
  expect(writes).toEqual([]);
});

test('a later state never looks older than an earlier one, whatever the clock does', async () => {
  const { live, writes } = hold();
  vi.setSystemTime(0);
  await live.change({ background: false });
  await live.change({ background: true });
  expect(writes[1]?.updatedAt).toBeGreaterThan(writes[0]?.updatedAt ?? 0);
});

test('what is read back from the history does not count as the answer to the current request', () => {
  const { live } = hold();
  live.fold({ ...piece(1), runId: null, seq: null }, 'history');
  expect(live.turn().state).toBe('sending');
  live.fold(piece(1), 'stream');
  expect(live.turn().state).toBe('streaming');
});
