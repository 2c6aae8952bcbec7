import { signal, type ReadonlySignal } from '@preact/signals';

/** Whether the bin lies over the chat. Its code is loaded when it does. */
export interface BinSlot {
  readonly open: ReadonlySignal<boolean>;
  show(): void;
  close(): void;
}

export function createBinSlot(): BinSlot {
  const open = signal(false);
  return { open, show: () => void (open.value = true), close: () => void (open.value = false) };
}
