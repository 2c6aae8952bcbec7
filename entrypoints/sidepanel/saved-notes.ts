import { signal, type ReadonlySignal } from '@preact/signals';
import type { PanelMemory, UnsentNote } from './panel-memory.ts';

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
  /** The store was read: what it holds by now is unsent no more. The first time, what an earlier panel left is sent. */
  settle(stored: ReadonlyMap<string, string>): void;
}

/** `save` resolves to true once the background has the note. */
export function createSavedNotes(
  memory: Pick<PanelMemory, 'readNotes' | 'saveNotes'>,
  save: (postingId: string, note: string) => Promise<boolean>,
): SavedNotes {
  const notes = new Map(Object.entries(memory.readNotes()));
  const unsent = signal(toTexts(notes));
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** What the background has taken, and the store may not show yet. */
  const taken = new Map<string, string>();
  let stored: ReadonlyMap<string, string> = new Map();
  /** Left by an earlier panel: whether the background had it is not known. */
  const left = new Set(notes.keys());

  function publish(): void {
    unsent.value = toTexts(notes);
    memory.saveNotes(Object.fromEntries([...notes].filter(([id, { note }]) => taken.get(id) !== note)));
  }
  function set(postingId: string, note: string): void {
    const base = notes.get(postingId)?.base ?? stored.get(postingId) ?? '';
    notes.set(postingId, { note, base });
    left.delete(postingId);
    publish();
  }
  async function handOver(postingId: string): Promise<void> {
    clearTimeout(timers.get(postingId));
    timers.delete(postingId);
    const note = notes.get(postingId)?.note;
    if (note === undefined || !(await save(postingId, note))) return;
    taken.set(postingId, note);
    publish();
  }
  return {
    unsent,
    typed(postingId, text) {
      set(postingId, text);
      clearTimeout(timers.get(postingId));
      timers.set(
        postingId,
        setTimeout(() => void handOver(postingId), noteSaveMs),
      );
    },
    flush() {
      for (const postingId of timers.keys()) void handOver(postingId);
    },
    settle(next) {
      stored = next;
      for (const [postingId, kept] of notes) {
        const is = next.get(postingId);
        if (is === undefined) continue;
        const merged = left.has(postingId) ? toMerged(is, kept) : kept.note;
        // What another device wrote after ours was taken in is the note now.
        if (is === merged || taken.get(postingId) === kept.note) notes.delete(postingId);
        else if (left.has(postingId)) {
          set(postingId, merged);
          void handOver(postingId);
        }
      }
      left.clear();
      publish();
    },
  };
}

/** A note that was left behind, over what the store says by now: where somebody else wrote since, both stay. */
function toMerged(is: string, { note, base }: UnsentNote): string {
  if (is === base || is === '') return note;
  return is.includes(note) ? is : `${is}\n\n${note}`;
}

function toTexts(notes: ReadonlyMap<string, UnsentNote>): Readonly<Record<string, string>> {
  return Object.fromEntries([...notes].map(([postingId, { note }]) => [postingId, note]));
}
