import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { Editing } from './panel-memory.ts';

/** Keystrokes closer together than this share one save; the first is saved at once. */
const draftSaveMs = 100;

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
  load(session: { sessionId: string; draft: string; editing: Editing | null }): void;
  input(text: string): void;
  /** A draft that another panel saved: taken only where nobody has typed here. */
  offer(text: string): void;
  startEdit(messageId: string, text: string): void;
  cancelEdit(): void;
  /** Empties the composer because its text was sent. Saves nothing: the send itself removes the draft. */
  take(): { text: string; variantOf: string | null };
  /** Saves at once what a timer would save soon. */
  flush(): void;
}

export function createDraftModel({ save, saveEditing }: DraftPorts): DraftModel {
  const text = signal('');
  const editing = signal<string | null>(null);
  let sessionId = '';
  let touched = false;
  /** The plain draft that waits beneath an edit. */
  let beneath = '';
  let timer: ReturnType<typeof setTimeout> | null = null;
  let dirty = false;
  /** Drafts the background has not confirmed: newer than what the store would say. */
  const unconfirmed = new Map<string, string>();

  function saveNow(): void {
    dirty = false;
    const saved = { sessionId, text: text.value };
    unconfirmed.set(saved.sessionId, saved.text);
    void save(saved.sessionId, saved.text).then((confirmed) => {
      if (confirmed && unconfirmed.get(saved.sessionId) === saved.text) unconfirmed.delete(saved.sessionId);
    });
  }
  function saveSoon(): void {
    dirty = true;
    if (timer !== null) return;
    saveNow();
    timer = setTimeout(() => {
      timer = null;
      if (dirty) saveSoon();
    }, draftSaveMs);
  }
  function forgetTimer(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    dirty = false;
  }
  function leaveEdit(): void {
    saveEditing(sessionId, null);
    batch(() => {
      editing.value = null;
      text.value = beneath;
    });
    beneath = '';
  }
  const model: DraftModel = {
    text,
    editing,
    load(session) {
      model.flush();
      sessionId = session.sessionId;
      const draft = unconfirmed.get(sessionId) ?? session.draft;
      beneath = session.editing === null ? '' : draft;
      touched = session.editing !== null || unconfirmed.has(sessionId);
      batch(() => {
        editing.value = session.editing?.messageId ?? null;
        text.value = session.editing?.text ?? draft;
      });
    },
    input(next) {
      touched = true;
      text.value = next;
      if (editing.value === null) saveSoon();
      else saveEditing(sessionId, { messageId: editing.value, text: next });
    },
    offer(next) {
      if (!touched && editing.value === null) text.value = next;
    },
    startEdit(messageId, words) {
      model.flush();
      if (editing.value === null) beneath = text.value;
      touched = true;
      saveEditing(sessionId, { messageId, text: words });
      batch(() => {
        editing.value = messageId;
        text.value = words;
      });
    },
    cancelEdit() {
      if (editing.value !== null) leaveEdit();
    },
    take() {
      const taken = { text: text.value, variantOf: editing.value };
      forgetTimer();
      touched = false;
      if (editing.value === null) {
        unconfirmed.delete(sessionId);
        text.value = '';
        return taken;
      }
      leaveEdit();
      // Sending removes the session's draft; what waited beneath the edit is a draft again.
      if (text.value !== '') model.input(text.value);
      return taken;
    },
    flush() {
      if (dirty) saveNow();
      forgetTimer();
    },
  };
  return model;
}
