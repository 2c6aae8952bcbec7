import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { type Attached, nothingAttached } from './attached.ts';
import { createDraftSaver } from './draft-saver.ts';
import type { Editing } from './panel-memory.ts';

export interface DraftPorts {
  /** Resolves to true once the background has it. */
  readonly save: (sessionId: string, text: string) => Promise<boolean>;
  readonly saveEditing: (sessionId: string, editing: Editing | null) => void;
  readonly saveAttached: (sessionId: string, attached: Attached) => void;
}

/** What stands in the composer: a draft of the session, or another version of an own message. */
export interface DraftModel {
  readonly text: ReadonlySignal<string>;
  /** The message that the text is another version of; null for a plain draft. */
  readonly editing: ReadonlySignal<string | null>;
  /** What goes with the words. Kept for the draft and for an edit apart. */
  readonly attached: ReadonlySignal<Attached>;
  /** Shows the session's draft, and an unfinished edit above it. */
  load(session: {
    readonly sessionId: string;
    readonly draft: string;
    readonly editing: Editing | null;
    readonly attached?: Attached;
  }): void;
  input(text: string): void;
  /** Takes the place of what was attached. */
  attach(attached: Attached): void;
  /** A draft that another panel saved: taken only where nobody has typed here. */
  offer(text: string): void;
  startEdit(messageId: string, text: string, attached?: Attached): void;
  cancelEdit(): void;
  /** Empties the composer because it was sent. Saves no text: the send itself removes the draft. */
  take(): Attached & { readonly text: string; readonly variantOf: string | null };
  /** Saves at once what a timer would save soon. */
  flush(): void;
}

/** What is on the sheet before the user; `withDraft` waits beneath an edit. */
function createSheet() {
  const text = signal('');
  const editing = signal<string | null>(null);
  const withDraft = signal(nothingAttached);
  const withEdit = signal(nothingAttached);
  return {
    text,
    editing,
    withDraft,
    withEdit,
    attached: computed(() => (editing.value === null ? withDraft.value : withEdit.value)),
    set(messageId: string | null, words: string, editAttached = nothingAttached): void {
      batch(() => {
        editing.value = messageId;
        text.value = words;
        withEdit.value = editAttached;
      });
    },
  };
}

export function createDraftModel({ save, saveEditing, saveAttached }: DraftPorts): DraftModel {
  const { text, editing, attached, withDraft, withEdit, set } = createSheet();
  const saver = createDraftSaver(save);
  let sessionId = '';
  let touched = false;
  /** The plain draft that waits beneath an edit. */
  let beneath = '';
  function keepEdit(messageId: string): void {
    const { quotes, posting } = withEdit.value;
    saveEditing(sessionId, { messageId, text: text.value, quotes: [...quotes], posting });
  }
  function attach(next: Attached): void {
    if (editing.value === null) {
      withDraft.value = next;
      saveAttached(sessionId, next);
    } else {
      withEdit.value = next;
      keepEdit(editing.value);
    }
  }
  function leaveEdit(): void {
    saveEditing(sessionId, null);
    set(null, beneath);
    beneath = '';
  }
  const model: DraftModel = {
    text,
    editing,
    attached,
    load(session) {
      saver.flush();
      sessionId = session.sessionId;
      const unconfirmed = saver.unconfirmed(sessionId);
      const draft = unconfirmed ?? session.draft;
      beneath = session.editing === null ? '' : draft;
      touched = session.editing !== null || unconfirmed !== null;
      withDraft.value = session.attached ?? nothingAttached;
      set(
        session.editing?.messageId ?? null,
        session.editing?.text ?? draft,
        session.editing ?? nothingAttached,
      );
    },
    input(next) {
      touched = true;
      text.value = next;
      if (editing.value === null) saver.saveSoon(sessionId, next);
      else keepEdit(editing.value);
    },
    attach,
    offer(next) {
      if (!touched && editing.value === null) text.value = next;
    },
    startEdit(messageId, words, goesWith = nothingAttached) {
      saver.flush();
      if (editing.value === null) beneath = text.value;
      touched = true;
      set(messageId, words, goesWith);
      keepEdit(messageId);
    },
    cancelEdit() {
      if (editing.value !== null) leaveEdit();
    },
    take() {
      const taken = { ...attached.value, text: text.value, variantOf: editing.value };
      saver.drop(sessionId);
      touched = false;
      if (editing.value === null) {
        text.value = '';
        attach(nothingAttached);
        return taken;
      }
      leaveEdit();
      // Sending removes the session's draft; what waited beneath the edit is a draft again.
      if (text.value !== '') model.input(text.value);
      return taken;
    },
    flush: saver.flush,
  };
  return model;
}
