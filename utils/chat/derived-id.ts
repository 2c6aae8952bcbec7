import { v5 } from 'uuid';

/** The id of the answer to a user message: the same on every device that recovers it. */
export function replyIdOf(userMessageId: string): string {
  return v5('reply', userMessageId);
}

/** The id of a copy of `messageId` made under `scopeId` (an undo, a fork, a merge): retries are idempotent. */
export function copyIdOf(scopeId: string, messageId: string): string {
  return v5(messageId, scopeId);
}
