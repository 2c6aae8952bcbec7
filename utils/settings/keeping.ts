import { browser } from 'wxt/browser';
import * as v from 'valibot';
import { createLocalItem, type LocalItem, type StorageArea } from './local-item.ts';
import { onLocalChange, type StorageChanges } from './storage-changes.ts';

const key = 'keeping';

/** How chats are kept, besides `Settings.keepDays`. It is this browser's own; what it deletes goes everywhere. */
const keepingSchema = v.object({
  /** Keep what was cleared for 30 days. */
  bin: v.boolean(),
  /** Chats with this tag are kept so many days instead (0: for ever). */
  tags: v.array(v.object({ tag: v.string(), days: v.number() })),
  /** Epoch ms of the last change of what is kept how long; 0: never. */
  changedAt: v.number(),
});
export type Keeping = Readonly<v.InferOutput<typeof keepingSchema>>;

const startKeeping: Keeping = { bin: true, tags: [], changedAt: 0 };

export function createKeepingItem(area: StorageArea): LocalItem<Keeping> {
  return createLocalItem({ area, key, schema: keepingSchema, fallback: startKeeping });
}

/** Calls back after every change of what is kept, in every context. Returns the unsubscriber. */
export function onKeepingChanged(
  listener: () => void,
  changes: StorageChanges = browser.storage.onChanged,
): () => void {
  return onLocalChange(key, listener, changes);
}
