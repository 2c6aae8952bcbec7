import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSyncSchedule, type SyncSchedule } from '../../entrypoints/background/sync-schedule.ts';
import type { SyncStatus } from '../../utils/sync/sync-engine.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const fine: SyncStatus = { mirror: 'mirrored', waiting: 0, failed: 0, retryAfterMs: null };

/** A mirror that counts the runs and lines, and answers each run with the status given. */
function openSchedule(status: SyncStatus = fine) {
  const log = { runs: 0, connects: 0, open: 0, statuses: new Array<SyncStatus | null>() };
  let poke: () => void = () => {};
  let mirrored = true;
  const schedule: SyncSchedule = createSyncSchedule({
    async connect(onStatus) {
      log.connects += 1;
      if (!mirrored) return null;
      const run = async (): Promise<void> => {
        log.runs += 1;
        onStatus(status);
      };
      const openLive = (listeners: { onPoke: (news: null) => void }): (() => void) => {
        log.open += 1;
        poke = () => listeners.onPoke(null);
        return () => (log.open -= 1);
      };
      const unused = async (): Promise<never> => Promise.reject(new Error('not asked here'));
      return { engine: { run }, mirror: { openLive, check: unused, push: unused, changes: unused } };
    },
    onStatus: (next) => log.statuses.push(next),
  });
  return { schedule, log, poke: () => poke(), disconnect: () => (mirrored = false) };
}
const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test('many changes at once are one push, soon', async () => {
  const { schedule, log } = openSchedule();
  for (let change = 0; change < 10; change += 1) schedule.poke();
  await wait(200);
  expect(log.runs).toBe(0);
  await wait(200);
  expect(log.runs).toBe(1);
});

test('an idle device has no line open and does nothing', async () => {
  const { schedule, log } = openSchedule();
  await schedule.run();
  await wait(3_600_000);
  expect(log).toMatchObject({ runs: 1, open: 0 });
});

test('while somebody looks one line is open, and a poke pulls at once', async () => {
  const { schedule, log, poke } = openSchedule();
  schedule.setLive(true);
  schedule.setLive(true);
  await wait(0);
  expect(log).toMatchObject({ runs: 1, open: 1 });
  poke();
  await wait(0);
  expect(log.runs).toBe(2);
  schedule.setLive(false);
  expect(log.open).toBe(0);
});

test('a mirror that is down is asked again after the time that the engine says', async () => {
  const { schedule, log } = openSchedule({ ...fine, mirror: 'offline', waiting: 1, retryAfterMs: 5000 });
  await schedule.run();
  await wait(4900);
  expect(log.runs).toBe(1);
  await wait(200);
  expect(log.runs).toBe(2);
});

test('other settings mean another mirror, and none means "off"', async () => {
  const { schedule, log, disconnect } = openSchedule();
  schedule.setLive(true);
  await wait(0);
  disconnect();
  schedule.restart();
  await wait(0);
  expect(log).toMatchObject({ connects: 2, open: 0 });
  expect(log.statuses.at(-1)).toBeNull();
});
