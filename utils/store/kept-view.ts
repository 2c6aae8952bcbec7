import type { Message } from '../chat/message.ts';
import { type KeptWrite, savedBy } from './kept-write.ts';
import { toUndoCopy } from './undo-copy.ts';

/** The draft of a session; empty text: none. */
export interface KeptDraft {
  readonly sessionId: string;
  readonly text: string;
}

/** The messages that the kept writes would show, in the order they were made. */
export function messagesOf(kept: readonly KeptWrite[]): Message[] {
  const messages = new Map<string, Message>();
  const removed = new Map<string, readonly Message[]>();
  for (const { write } of kept) {
    if (write.type === 'clear' || write.type === 'delete-session') {
      const gone = [...messages.values()].filter((message) => message.sessionId === write.sessionId);
      for (const { id } of gone) messages.delete(id);
      removed.set(write.undoId, gone);
    }
    if (write.type === 'undo') {
      // The same copies that the store makes once it takes the writes.
      const back = removed.get(write.undoId) ?? [];
      const ids = new Set(back.map(({ id }) => id));
      for (const copy of back.map((message) => toUndoCopy(message, write.undoId, ids))) {
        messages.set(copy.id, copy);
      }
      removed.delete(write.undoId);
    }
    for (const message of savedBy(write)) messages.set(message.id, message);
  }
  return [...messages.values()];
}

/** The newest draft of every session whose draft is only kept. */
export function draftsOf(kept: readonly KeptWrite[]): KeptDraft[] {
  const drafts = new Map<string, KeptDraft>();
  for (const { write } of kept) {
    if (write.type === 'save-draft') drafts.set(write.sessionId, write);
    // Sending empties the composer.
    if (write.type === 'start-turn') drafts.delete(write.message.sessionId);
  }
  return [...drafts.values()].map(({ sessionId, text }) => ({ sessionId, text }));
}
