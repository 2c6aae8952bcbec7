import { quotesOf, textOf, type Message } from '../../utils/chat/message.ts';
import type { ApprovalDecision } from '../../utils/chat/turn.ts';
import type { PanelParts } from './panel-parts.ts';
import type { Sends } from './send-verbs.ts';

export interface TurnVerbs {
  stop(): void;
  retry(message: Message): void;
  resume(message: Message): void;
  regenerate(message: Message): void;
  edit(message: Message): void;
  /** False where there is no message of the user's own. */
  editLast(): boolean;
  decide(decisions: readonly ApprovalDecision[]): void;
  copy(message: Message): void;
  /** Asks for the right to reach the server, straight from the click, and then tries again. */
  grantPermission(message: Message): void;
  /** Asks for the right to read a site, straight from the click. */
  grantPage(origin: string): Promise<boolean>;
}

/** What the user can do about an answer, running or over. */
export function createTurnVerbs(parts: PanelParts, sends: Sends): TurnVerbs {
  const { ports, session, turn, draft, running, ask, say, focusMessage } = parts;
  /** The user message whose turn `message` belongs to: the id by which a turn is known. */
  function turnOf(message: Message): string {
    return message.replyTo ?? message.id;
  }
  function edit(message: Message): void {
    draft.startEdit(message.id, textOf(message), { quotes: quotesOf(message), posting: null });
    focusMessage();
  }
  function retry(message: Message): void {
    if (sends.sendAgain(message.id)) return;
    void ask({ type: 'retry', sessionId: session.id.value, messageId: turnOf(message) });
  }
  return {
    stop() {
      void ask({ type: 'stop', sessionId: session.id.value });
    },
    retry,
    grantPermission(message) {
      const letta = parts.settings.value?.letta ?? null;
      if (letta === null) return;
      void ports.requestAccess(letta.baseUrl).then((granted) => granted && retry(message));
    },
    grantPage: (origin) => ports.requestAccess(origin),
    resume(message) {
      void ask({ type: 'continue', sessionId: session.id.value, messageId: turnOf(message) });
    },
    regenerate(message) {
      const question = session.shown.value.find(({ id }) => id === message.replyTo);
      if (question !== undefined && !running.value) {
        sends.send({
          text: textOf(question),
          quotes: quotesOf(question),
          posting: null,
          variantOf: question.id,
        });
      }
    },
    edit,
    editLast() {
      const last = parts.branch.branch.value.shown.findLast(({ role }) => role === 'user');
      if (last === undefined) return false;
      edit(last);
      return true;
    },
    decide(decisions) {
      const current = turn.latest();
      if (current === null) return;
      void ask({
        type: 'decide',
        sessionId: current.sessionId,
        turnId: current.id,
        decisions: [...decisions],
      });
    },
    copy(message) {
      void ports.copyText(textOf(message)).then((copied) => say(copied ? 'Copied' : 'Could not copy'));
    },
  };
}
