import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { history, playHistory } from './history.ts';
import { viewDevice } from './simulated-device.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 300);
const seed = Number(process.env['FC_SEED'] ?? Date.now());

test(
  'under any schedule and faults, devices converge, nothing said is lost and nothing cleared comes back',
  async () => {
    console.info(`FC_SEED=${seed} FC_RUNS=${numRuns}`);
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const { devices, mirror, said, cleared, titles, relapses } = await playHistory(steps);
        expect(relapses).toEqual([]);
        const views = await Promise.all(devices.map(viewDevice));
        const [first] = views;
        for (const view of views) {
          expect(view.outbox).toBe(0);
          expect(view.failed).toBe(0);
          expect(view.messages).toEqual(first?.messages);
          expect(view.sessions).toEqual(first?.sessions);
          for (const { id, count, title, waiting } of view.sessions) {
            expect(waiting).toBe(0);
            expect(count).toBe(view.messages.filter((message) => message.sessionId === id).length);
            if (title !== '' && title !== 'text') expect(titles).toContain(title);
          }
        }
        expect(devices.map((device) => device.status()?.mirror)).toEqual(devices.map(() => 'mirrored'));
        const live = (first?.messages ?? []).map((message) => message.id);
        expect(live.toSorted()).toEqual([...said].filter((id) => !cleared.has(id)).toSorted());
        expect(live.filter((id) => !mirror.acked.has(id))).toEqual([]);
        expect([...mirror.buried].filter((id) => !cleared.has(id))).toEqual([]);
        for (const device of devices) await device.close();
      }),
      { numRuns, seed },
    );
  },
  numRuns * 2_000,
);
