import { batch } from '@preact/signals';
import { createId } from '../../utils/chat/id.ts';
import type { PanelParts } from './panel-parts.ts';
import { createRemovals } from './removals.ts';
import type { Sends } from './send-verbs.ts';
import { toEmptyStart, type ShownStart } from './session-model.ts';

/** What the user can do with whole chats. */
export interface SessionVerbs {
  /** Shows what was read from the store. */
  show(start: ShownStart): void;
  /** Shows a chat; with `messageId` the place where it was said, with what the line `sought` finds marked. */
  openSession(sessionId: string, messageId?: string | null, sought?: string): Promise<void>;
  newChat(): Promise<void>;
  rename(sessionId: string, title: string): void;
  clear(): void;
  remove(sessionId: string): void;
  /** Deletes several chats; one Undo brings all of them back. */
  removeAll(sessionIds: readonly string[]): Promise<void>;
  takeUndo(): void;
  saveNow(): void;
}

export function createSessionVerbs(parts: PanelParts, sends: Sends): SessionVerbs {
  const { session, draft, history, undo, ask, say, focusMessage, readChanged } = parts;
  const { memory } = parts.ports;
  const { show, openSession, newChat } = createNavigation(parts, sends);
  const { askUndoable, remove, removeAll } = createRemovals(parts, show);

  const verbs: SessionVerbs = {
    show,
    openSession,
    newChat,
    remove,
    removeAll,
    rename(sessionId, title) {
      void ask({ type: 'rename', sessionId, title }, () => verbs.rename(sessionId, title));
    },
    clear() {
      const undoId = createId();
      const sessionId = session.id.value;
      draft.cancelEdit();
      batch(() => {
        session.empty();
        session.setSending([]);
        parts.turn.replace(null);
      });
      memory.saveOutgoing(sessionId, []);
      void askUndoable({ undoId, sentence: 'Chat cleared' }, { type: 'clear', sessionId, undoId });
      focusMessage();
    },
    takeUndo() {
      const taken = undo.take();
      if (taken === null) return;
      say('Undone');
      const undone = taken.revert?.() ?? ask({ type: 'undo', undoId: taken.undoId });
      void undone.then(readChanged);
      if (!history.open.value) focusMessage();
    },
    saveNow() {
      void ask({ type: 'save-now' }).then(readChanged);
    },
  };
  return verbs;
}

function createNavigation(
  parts: PanelParts,
  sends: Sends,
): Pick<SessionVerbs, 'show' | 'openSession' | 'newChat'> {
  const { session, turn, draft, history, focusMessage, watch } = parts;
  const { reader, memory } = parts.ports;

  function show(start: ShownStart): void {
    const { sessionId } = start;
    parts.temporary.leave(sessionId);
    // An empty session is in no list: one with a draft in it must be found again.
    if (
      session.shown.value.length === 0 &&
      (draft.text.value.trim() !== '' || draft.attached.value.quotes.length > 0) &&
      session.id.value !== sessionId
    ) {
      memory.saveParked(session.id.value);
    }
    memory.saveSession(sessionId);
    batch(() => {
      parts.trouble.value = null;
      session.show(start);
      turn.replace(start.turn);
      draft.load({
        sessionId,
        draft: start.draft,
        editing: memory.readEditing(sessionId),
        attached: memory.readAttached(sessionId),
      });
      sends.restore();
    });
  }
  async function openSession(sessionId: string, messageId: string | null = null, sought = ''): Promise<void> {
    history.close();
    if (sessionId !== session.id.value) {
      const start = await reader.readStart(sessionId).catch(() => null);
      show({ ...(start ?? toEmptyStart(sessionId)), sessionId });
      watch();
    }
    if (messageId !== null && (await session.goTo(messageId))) {
      parts.branch.reveal(messageId);
      parts.target.value = { key: messageId, sought };
    } else focusMessage();
  }
  return {
    show,
    openSession,
    async newChat() {
      history.close();
      // An empty session is a new chat already; its draft stays where it is.
      if (!parts.temporary.current.value && session.shown.value.length === 0 && turn.latest() === null) {
        focusMessage();
        return;
      }
      const parked = memory.readParked();
      memory.saveParked(null);
      if (parked !== null) {
        const start = await reader.readStart(parked).catch(() => null);
        const kept = start?.draft !== '' || memory.readAttached(parked).quotes.length > 0;
        if (start?.messages.length === 0 && kept) {
          show({ ...start, sessionId: parked });
          watch();
          focusMessage();
          return;
        }
      }
      show(toEmptyStart(createId()));
      watch();
      focusMessage();
    },
  };
}
