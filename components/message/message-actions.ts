import type { Message } from '../../utils/chat/message.ts';
import type { ApprovalDecision } from '../../utils/chat/turn.ts';
import type { PageToRead } from './page-to-read.ts';

/** What can be done with a message. A missing act has no button. */
export interface MessageActions {
  copy(message: Message): void;
  edit?(message: Message): void;
  regenerate?(message: Message): void;
  /** Shows another version of a question; `key` as in `Versions`. */
  chooseVersion?(key: string, messageId: string): void;
  /** Begins a new chat with all that was said up to here. */
  fork?(message: Message): void;
  /** Puts an answer into a field of the page; called straight from the click. */
  insert?(message: Message): void;
  retry?(message: Message): void;
  resume?(message: Message): void;
  /** Answers waiting tool calls of the turn. */
  decide?(decisions: ApprovalDecision[]): void;
  /** The page that tools of ours would read. A signal: it changes as the user goes from tab to tab. */
  readonly page?: { readonly value: PageToRead | null };
  /** Asks the browser for the right to read a site; called straight from the click. */
  grantPage?(origin: string): Promise<boolean>;
  openSettings?(): void;
  /** Asks the browser for the right to reach the server; called straight from the click. */
  grantPermission?(message: Message): void;
}
