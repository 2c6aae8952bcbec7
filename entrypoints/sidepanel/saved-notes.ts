import { signal, type ReadonlySignal } from '@preact/signals';
import type { PanelMemory } from './panel-memory.ts';

/** How long after the last keystroke a note is handed over. */
const noteSaveMs = 400;

/**
 * Notes between the keyboard and the store. Each keystroke lies in the panel's own memory until the
 * background has it, so that a note survives a panel that is closed and a worker that is dead.
 */
export interface SavedNotes {
  /** Newer than what the store says, by posting. */
  readonly unsent: ReadonlySignal<Readonly<Record<string, string>>>;
  typed(postingId: string, text: string): void;
  /** Hands over at once what a timer would soon. */
  flush(): void;
  /** The store was read again: what it holds by now is unsent no more. */
  settle(stored: ReadonlyMap<string, string>): void;
}

/** `save` resolves to true once the background has the note. */
export function createSavedNotes(
  memory: Pick<PanelMemory, 'readNotes' | 'saveNotes'>,
  save: (postingId: string, note: string) => Promise<boolean>,
): SavedNotes {
  const unsent = signal(memory.readNotes());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const handed = new Map<string, string>();

  function set(next: Readonly<Record<string, string>>): void {
    unsent.value = next;
    memory.saveNotes(next);
  }
  async function handOver(postingId: string): Promise<void> {
    clearTimeout(timers.get(postingId));
    timers.delete(postingId);
    const note = unsent.value[postingId];
    if (note === undefined) return;
    if (await save(postingId, note)) handed.set(postingId, note);
  }
  for (const postingId of Object.keys(unsent.value)) void handOver(postingId);
  return {
    unsent,
    typed(postingId, text) {
      set({ ...unsent.value, [postingId]: text });
      clearTimeout(timers.get(postingId));
      timers.set(
        postingId,
        setTimeout(() => void handOver(postingId), noteSaveMs),
      );
    },
    flush() {
      for (const postingId of timers.keys()) void handOver(postingId);
    },
    settle(stored) {
      const left = Object.entries(unsent.value).filter(([postingId, note]) => {
        const is = stored.get(postingId);
        // What another device wrote after ours was taken in is the note now.
        const taken = handed.get(postingId) === note && is !== undefined;
        return is !== note && !taken;
      });
      if (left.length !== Object.keys(unsent.value).length) set(Object.fromEntries(left));
    },
  };
}
