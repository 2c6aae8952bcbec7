import { createId } from '../../utils/chat/id.ts';
import type { PanelParts } from './panel-parts.ts';
import { toEmptyStart } from './session-model.ts';
import type { SessionVerbs } from './session-verbs.ts';

export interface TemporaryVerbs {
  /** Begins a chat that is never saved. */
  newTemporaryChat(): void;
  /** Saves the temporary chat on screen, all at once. */
  keepChat(): Promise<void>;
  /** Asks again what was lost with the worker. */
  askLost(): void;
}

export function createTemporaryVerbs(
  parts: PanelParts,
  { show }: Pick<SessionVerbs, 'show'>,
): TemporaryVerbs {
  const { session, temporary, draft, history, ask, say, focusMessage, watch, readChanged } = parts;
  const verbs: TemporaryVerbs = {
    newTemporaryChat() {
      history.close();
      const sessionId = createId();
      const start = toEmptyStart(sessionId);
      // The chat before is left first: it may be a temporary one, too.
      temporary.leave(sessionId);
      temporary.begin(sessionId);
      show(start);
      watch();
      say('Temporary chat. It is not saved.');
      focusMessage();
    },
    async keepChat() {
      const sessionId = session.id.value;
      const request = { type: 'keep-temporary', sessionId, ...temporary.content() } as const;
      if (!(await ask(request, () => void verbs.keepChat())) || !temporary.current.value) return;
      temporary.kept();
      // What the panel remembers of a chat is remembered of this one from now on.
      parts.ports.memory.saveSession(sessionId);
      if (draft.editing.value === null) draft.input(draft.text.value);
      draft.attach(draft.attached.value);
      watch();
      await readChanged();
      session.setUnsaved([]);
      say('Chat kept. It is saved from now on.');
    },
    askLost() {
      const messageId = temporary.lost.value;
      temporary.lose(null);
      if (messageId !== null) void ask({ type: 'retry', sessionId: session.id.value, messageId });
    },
  };
  return verbs;
}
