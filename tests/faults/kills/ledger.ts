import { type Accepted, noteOf } from './judge-chat.ts';
import type { PanelView } from './panel-view.ts';

/** Keeps what the user did, and what of it the screen showed as accepted. */
export interface Ledger {
  /** Words for the next message; unsure until the panel shows it as sent. */
  say(words: string): string;
  /** The user clears what stands on the screen. */
  clear(shown: PanelView): void;
  rename(): string;
  /** Takes in what stands on the screen: what it shows as done is accepted. */
  see(view: PanelView): void;
  /** Everything that may be true now: what was under way at the fault has happened, or has not. */
  possible(): readonly Accepted[];
  /** The fault is over, and this is what came of it. */
  settle(outcome: Accepted, view: PanelView): void;
}

/** What the panel says once a clear is done. */
const clearedWords = 'Chat cleared';

export function createLedger(): Ledger {
  let sure: Accepted = { sessionId: null, notes: [], unsure: [], cleared: new Set(), title: null };
  let clearing: ReadonlySet<string> | null = null;
  let naming: string | null = null;
  let said = 0;
  let named = 0;

  const afterClear = (base: Accepted, ids: ReadonlySet<string>): Accepted => ({
    ...base,
    notes: [],
    cleared: new Set([...base.cleared, ...ids]),
  });

  return {
    say(words) {
      said += 1;
      sure = { ...sure, unsure: [...sure.unsure, said] };
      return `note-${said} ${words}`.trim();
    },
    clear(shown) {
      clearing = new Set(shown.messages.map(({ id }) => id));
    },
    rename() {
      named += 1;
      naming = `Title ${named}`;
      return naming;
    },
    see(view) {
      const sent = view.messages
        .filter(({ own, busy, trouble }) => own && !busy && trouble === null)
        .map(({ text }) => noteOf(text));
      const fresh = sure.unsure.filter((note) => sent.includes(note));
      const unsure = sure.unsure.filter((note) => !fresh.includes(note));
      if (fresh.length > 0) {
        const sessionId = sure.sessionId ?? view.sessionId;
        sure = { ...sure, sessionId, notes: [...sure.notes, ...fresh], unsure };
      }
      if (clearing !== null && view.toast === clearedWords && view.messages.length === 0) {
        sure = afterClear(sure, clearing);
        clearing = null;
      }
      if (naming !== null && view.title === naming) {
        sure = { ...sure, title: naming };
        naming = null;
      }
    },
    possible() {
      const cleared = clearing === null ? [sure] : [sure, afterClear(sure, clearing)];
      const title = naming;
      return title === null ? cleared : cleared.flatMap((one) => [one, { ...one, title }]);
    },
    settle(outcome, view) {
      const shown = view.messages.flatMap(({ own, text }) => (own ? [noteOf(text)] : []));
      const notes = shown.filter((note) => note !== null);
      sure = { ...outcome, notes, unsure: outcome.unsure.filter((note) => !notes.includes(note)) };
      clearing = null;
      naming = null;
    },
  };
}
