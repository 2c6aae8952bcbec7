import 'fake-indexeddb/auto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createStatusBoard } from '../../entrypoints/background/status-board.ts';
import type { PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import { createId } from '../../utils/chat/id.ts';
import { defaultSettings } from '../../utils/settings/settings.ts';
import { createStoreHandle } from '../../utils/store/open-store.ts';
import { createWriter } from '../../utils/store/writer.ts';

/** A board on a store of its own, with a writer that tells it of every write. */
async function openBoard() {
  const store = createStoreHandle({ name: `board-${createId()}` });
  const said: PanelEvent[] = [];
  const board = createStatusBoard({
    ports: {
      store,
      readSettings: async () => ({
        ...defaultSettings,
        mirror: { baseUrl: 'https://mirror.test', token: 't' },
      }),
      keepAwake: { hold: () => () => undefined },
      setWakeUp: () => undefined,
    },
    broadcast: (event) => void said.push(event),
  });
  const writer = await createWriter({
    db: store.db,
    spill: { load: async () => undefined, save: async () => undefined },
    onState: () => undefined,
    onChanged: board.storeChanged,
  });
  const rename = () => writer.commit({ type: 'rename', sessionId: createId(), title: 'New' });
  return { store, board, said, rename };
}

test('what was just written is not called mirrored, although the last sync ended well', async () => {
  const { store, board, said, rename } = await openBoard();
  board.setSync({ mirror: 'mirrored', waiting: 0, failed: 0, retryAfterMs: null });
  await rename();
  const waiting = { mirror: 'waiting', waiting: 1 };
  expect(await board.event()).toMatchObject({ status: waiting });
  await expect.poll(() => said.at(-1)).toMatchObject({ type: 'status', status: waiting });
  await store.close();
});

test('offline, every further change is counted at once', async () => {
  const { store, board, said, rename } = await openBoard();
  board.setSync({ mirror: 'offline', waiting: 0, failed: 0, retryAfterMs: 60_000 });
  await rename();
  await rename();
  const offline = { mirror: 'offline', waiting: 2 };
  expect(await board.event()).toMatchObject({ status: offline });
  await expect.poll(() => said.at(-1)).toMatchObject({ type: 'status', status: offline });
  await store.close();
});

test('a long fetch tells how far it is, now and then, and a short one nothing', async () => {
  const { store, board, said } = await openBoard();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const told = () => said.flatMap((event) => (event.type === 'status' ? [event.status.pulling ?? null] : []));
  board.setPulling(500);
  vi.advanceTimersByTime(1_000);
  board.setPulling(null);
  vi.advanceTimersByTime(9_000);
  vi.useRealTimers();
  expect(await board.event()).not.toHaveProperty('status.pulling');
  expect(told()).toEqual([]);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  for (let rows = 500; rows <= 5_000; rows += 500) {
    board.setPulling(rows);
    vi.advanceTimersByTime(500);
  }
  vi.useRealTimers();
  await expect.poll(told).toHaveLength(2);
  board.setPulling(null);
  await expect.poll(told).toHaveLength(3);
  expect(told().at(-1)).toBe(null);
  await store.close();
});
