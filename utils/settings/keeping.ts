import { browser } from 'wxt/browser';
import * as z from 'zod/mini';
import { createLocalItem, type LocalItem, type StorageArea } from './local-item.ts';
import type { StorageChanges } from './settings-store.ts';

const key = 'keeping';

/** How chats are kept, besides `Settings.keepDays`. It is this browser's own; what it deletes goes everywhere. */
const keepingSchema = z.object({
  /** Keep what was cleared for 30 days. */
  bin: z.boolean(),
  /** Chats with this tag are kept so many days instead (0: for ever). */
  tags: z.array(z.object({ tag: z.string(), days: z.number() })),
  /** Epoch ms of the last change of what is kept how long; 0: never. */
  changedAt: z.number(),
});
export type Keeping = Readonly<z.infer<typeof keepingSchema>>;

const startKeeping: Keeping = { bin: true, tags: [], changedAt: 0 };

export function createKeepingItem(area: StorageArea): LocalItem<Keeping> {
  return createLocalItem({ area, key, schema: keepingSchema, fallback: startKeeping });
}

/** Calls back after every change of what is kept, in every context. Returns the unsubscriber. */
export function onKeepingChanged(
  listener: () => void,
  changes: StorageChanges = browser.storage.onChanged,
): () => void {
  const onChanged: Parameters<StorageChanges['addListener']>[0] = (changed, areaName) => {
    if (areaName === 'local' && key in changed) listener();
  };
  changes.addListener(onChanged);
  return () => changes.removeListener(onChanged);
}
