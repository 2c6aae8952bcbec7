import { signal, type ReadonlySignal } from '@preact/signals';

/** How long "Undo" stands on screen while nobody touches it. */
export const undoOfferMs = 10_000;
/** How long it may be held there: shorter than the background keeps what was removed. */
const undoHeldMs = 55_000;

/** What can be taken back. */
export interface UndoOffer {
  readonly undoId: string;
  readonly sentence: string;
  /** Takes it back, where that is not the background's "undo". */
  readonly revert?: () => Promise<boolean>;
}

export interface UndoModel {
  readonly offer: ReadonlySignal<UndoOffer | null>;
  /** Takes the place of an earlier offer. */
  show(offer: UndoOffer): void;
  /** The reader's pointer or caret is on it: the clock stands still. */
  pause(): void;
  resume(): void;
  /** Hands the offer over to be undone, or just closes it. */
  take(): UndoOffer | null;
}

/** `offerMs`: how long an offer stands while nobody touches it. */
export function createUndoModel(now: () => number, offerMs = undoOfferMs): UndoModel {
  const offer = signal<UndoOffer | null>(null);
  let leftMs = 0;
  let since: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest: ReturnType<typeof setTimeout> | undefined;
  function run(): void {
    since = now();
    timer = setTimeout(close, leftMs);
  }
  function close(): void {
    clearTimeout(timer);
    clearTimeout(latest);
    since = null;
    offer.value = null;
  }
  return {
    offer,
    show(next) {
      close();
      leftMs = offerMs;
      offer.value = next;
      latest = setTimeout(close, undoHeldMs);
      run();
    },
    pause() {
      if (since === null) return;
      clearTimeout(timer);
      leftMs = Math.max(0, leftMs - (now() - since));
      since = null;
    },
    resume() {
      if (offer.value !== null && since === null) run();
    },
    take() {
      const taken = offer.value;
      close();
      return taken;
    },
  };
}
