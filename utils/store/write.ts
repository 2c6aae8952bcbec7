import type { Message } from '../chat/message.ts';
import type { Binding } from '../chat/session.ts';
import type { Turn } from '../chat/turn.ts';

/**
 * Every change of the store as plain data, so that a refused write can be kept (in memory and in
 * `storage.session`), repeated and pushed directly. `applyWrite` runs one in one transaction, together
 * with its outbox entries. All are idempotent by their ids.
 */
export type Write =
  /** The user's message, its turn, the session's binding; removes the draft. Strict. */
  | { readonly type: 'start-turn'; readonly message: Message; readonly turn: Turn }
  /** The turn with what has been folded so far. Relaxed, never mirrored. */
  | { readonly type: 'checkpoint-turn'; readonly turn: Turn }
  /** The reply as it ended (null: nothing worth keeping) and the end of the turn. Strict. */
  | {
      readonly type: 'finish-turn';
      readonly turnId: string;
      readonly sessionId: string;
      readonly reply: Message | null;
    }
  /** Inserts messages or raises their status (reconciliation, undo, import). Strict. */
  | { readonly type: 'save-messages'; readonly messages: readonly Message[] }
  | { readonly type: 'rename'; readonly sessionId: string; readonly title: string }
  | { readonly type: 'bind'; readonly sessionId: string; readonly binding: Binding }
  /** Tombs for every live message that this device holds of the session; a running turn is dropped. */
  | { readonly type: 'clear'; readonly sessionId: string; readonly undoId: string; readonly at: number }
  | {
      readonly type: 'delete-session';
      readonly sessionId: string;
      readonly undoId: string;
      readonly at: number;
    }
  /** Copies what `undoId` removed under new ids. Nothing once its time is over. */
  | { readonly type: 'undo'; readonly undoId: string; readonly at: number }
  /** Purges the bodies that undo kept and no longer needs. */
  | { readonly type: 'forget-undos'; readonly before: number }
  /** Relaxed. An empty text removes the draft. */
  | { readonly type: 'save-draft'; readonly sessionId: string; readonly text: string; readonly at: number }
  /** Which session a panel opens with. Relaxed. */
  | { readonly type: 'show-session'; readonly sessionId: string };

/** How long an undo is offered, and its bodies are kept. */
export const undoMs = 10_000;
