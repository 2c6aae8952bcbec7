import { signal, type ReadonlySignal } from '@preact/signals';
import type { SavedPosting } from '../../utils/chat/saved-posting.ts';

/** What the user set, shown before the store says so. */
export interface SavedAhead {
  readonly shown: ReadonlySignal<ReadonlyMap<string, Partial<SavedPosting>>>;
  /** Shows it at once; `change` resolves to false where it was not done, and then it is shown no more. */
  put(id: string, fields: Partial<SavedPosting>, change: Promise<boolean>): Promise<void>;
  /** Marks what has been done by now: a read that begins here sees it. Returns what forgets it after the read. */
  beginRead(): () => void;
}

interface Entry {
  readonly fields: Partial<SavedPosting>;
  /** Changes of this posting on their way. */
  readonly open: number;
}

export function createSavedAhead(): SavedAhead {
  const entries = signal<ReadonlyMap<string, Entry>>(new Map());
  const shown = signal<ReadonlyMap<string, Partial<SavedPosting>>>(new Map());
  function set(id: string, entry: Entry | null): void {
    const next = new Map(entries.value);
    if (entry === null) next.delete(id);
    else next.set(id, entry);
    entries.value = next;
    shown.value = new Map([...next].map(([key, { fields }]) => [key, fields]));
  }
  return {
    shown,
    async put(id, fields, change) {
      const before = entries.value.get(id);
      set(id, { fields: { ...before?.fields, ...fields }, open: (before?.open ?? 0) + 1 });
      const done = await change;
      const now = entries.value.get(id);
      if (now === undefined) return;
      if (done) set(id, { ...now, open: now.open - 1 });
      else set(id, now.open === 1 ? null : { ...now, open: now.open - 1 });
    },
    beginRead() {
      const settled = [...entries.value].filter(([, { open }]) => open === 0);
      return () => {
        for (const [id, entry] of settled) if (entries.value.get(id) === entry) set(id, null);
      };
    },
  };
}
