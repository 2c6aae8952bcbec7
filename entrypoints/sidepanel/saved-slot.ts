import { signal, type ReadonlySignal } from '@preact/signals';

/** Whether the list of saved postings lies over the chat. Its code is loaded when it does. */
export interface SavedSlot {
  readonly open: ReadonlySignal<boolean>;
  show(): void;
  close(): void;
}

export function createSavedSlot(): SavedSlot {
  const open = signal(false);
  return { open, show: () => void (open.value = true), close: () => void (open.value = false) };
}
