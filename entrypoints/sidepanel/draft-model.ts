import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { createDraftSaver } from './draft-saver.ts';
import type { Editing } from './panel-memory.ts';

export interface DraftPorts {
  /** Resolves to true once the background has it. */
  readonly save: (sessionId: string, text: string) => Promise<boolean>;
  readonly saveEditing: (sessionId: string, editing: Editing | null) => void;
}

/** What stands in the composer: a draft of the session, or another version of an own message. */
export interface DraftModel {
  readonly text: ReadonlySignal<string>;
  /** The message that the text is another version of; null for a plain draft. */
  readonly editing: ReadonlySignal<string | null>;
  /** Shows the session's draft, and an unfinished edit above it. */
  load(session: {
    readonly sessionId: string;
    readonly draft: string;
    readonly editing: Editing | null;
  }): void;
  input(text: string): void;
  /** A draft that another panel saved: taken only where nobody has typed here. */
  offer(text: string): void;
  startEdit(messageId: string, text: string): void;
  cancelEdit(): void;
  /** Empties the composer because its text was sent. Saves nothing: the send itself removes the draft. */
  take(): { readonly text: string; readonly variantOf: string | null };
  /** Saves at once what a timer would save soon. */
  flush(): void;
}

export function createDraftModel({ save, saveEditing }: DraftPorts): DraftModel {
  const text = signal('');
  const editing = signal<string | null>(null);
  const saver = createDraftSaver(save);
  let sessionId = '';
  let touched = false;
  /** The plain draft that waits beneath an edit. */
  let beneath = '';

  function set(messageId: string | null, words: string): void {
    batch(() => {
      editing.value = messageId;
      text.value = words;
    });
  }
  function leaveEdit(): void {
    saveEditing(sessionId, null);
    set(null, beneath);
    beneath = '';
  }
  const model: DraftModel = {
    text,
    editing,
    load(session) {
      saver.flush();
      sessionId = session.sessionId;
      const unconfirmed = saver.unconfirmed(sessionId);
      const draft = unconfirmed ?? session.draft;
      beneath = session.editing === null ? '' : draft;
      touched = session.editing !== null || unconfirmed !== null;
      set(session.editing?.messageId ?? null, session.editing?.text ?? draft);
    },
    input(next) {
      touched = true;
      text.value = next;
      if (editing.value === null) saver.saveSoon(sessionId, next);
      else saveEditing(sessionId, { messageId: editing.value, text: next });
    },
    offer(next) {
      if (!touched && editing.value === null) text.value = next;
    },
    startEdit(messageId, words) {
      saver.flush();
      if (editing.value === null) beneath = text.value;
      touched = true;
      saveEditing(sessionId, { messageId, text: words });
      set(messageId, words);
    },
    cancelEdit() {
      if (editing.value !== null) leaveEdit();
    },
    take() {
      const taken = { text: text.value, variantOf: editing.value };
      saver.drop(sessionId);
      touched = false;
      if (editing.value === null) {
        text.value = '';
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
