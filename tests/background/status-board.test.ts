import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createStatusBoard } from '../../entrypoints/background/status-board.ts';
import type { PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import { createId } from '../../utils/chat/id.ts';
import { defaultSettings } from '../../utils/settings/settings.ts';
import { createStoreHandle } from '../../utils/store/open-store.ts';
import { createWriter } from '../../utils/store/writer.ts';

test('what was just written is not called mirrored, although the last sync ended well', async () => {
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
  board.setSync({ mirror: 'mirrored', waiting: 0, failed: 0, retryAfterMs: null });
  await writer.commit({ type: 'rename', sessionId: createId(), title: 'New' });
  const waiting = { mirror: 'waiting', waiting: 1 };
  expect(await board.event()).toMatchObject({ status: waiting });
  await expect.poll(() => said.at(-1)).toMatchObject({ type: 'status', status: waiting });
  await store.close();
});
