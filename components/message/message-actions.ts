import type { Message } from '../../utils/chat/message.ts';
import type { ApprovalDecision } from '../../utils/chat/turn.ts';

/** What can be done with a message. A missing act has no button. */
export interface MessageActions {
  copy(message: Message): void;
  edit?(message: Message): void;
  regenerate?(message: Message): void;
  retry?(message: Message): void;
  resume?(message: Message): void;
  /** Answers every waiting tool call of the turn at once. */
  decide?(decisions: ApprovalDecision[]): void;
  openSettings?(): void;
  /** Asks the browser for the right to reach the server; called straight from the click. */
  grantPermission?(message: Message): void;
}
