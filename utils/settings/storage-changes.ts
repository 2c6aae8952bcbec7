/** What we need of `browser.storage.onChanged`. */
export interface StorageChanges {
  addListener(listener: StorageListener): void;
  removeListener(listener: StorageListener): void;
}
type StorageListener = (changes: Record<string, { newValue?: unknown }>, areaName: string) => void;

/** Calls back after every change of one key of `storage.local`, in every context. Returns the unsubscriber. */
export function onLocalChange(key: string, listener: () => void, changes: StorageChanges): () => void {
  const onChanged: StorageListener = (changed, areaName) => {
    if (areaName === 'local' && key in changed) listener();
  };
  changes.addListener(onChanged);
  return () => changes.removeListener(onChanged);
}
