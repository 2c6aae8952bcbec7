import { replyIdOf } from '../chat/derived-id.ts';
import type { Message, QuotePart } from '../chat/message.ts';
import type { Binding } from '../chat/session.ts';
import { type ApprovalDecision, emptyReply, type Turn } from '../chat/turn.ts';

/** The user's words as a message. */
export function toUserMessage({
  id,
  sessionId,
  text,
  quotes = [],
  variantOf,
  follows,
  hlc,
  now,
}: {
  readonly id: string;
  readonly sessionId: string;
  readonly text: string;
  readonly quotes?: readonly QuotePart[] | undefined;
  readonly variantOf: string | null;
  readonly follows?: string | undefined;
  readonly hlc: string;
  readonly now: number;
}): Message {
  return {
    id,
    sessionId,
    role: 'user',
    author: '',
    hlc,
    createdAt: now,
    parts: [...quotes, { type: 'text', key: 'own', text, whole: true }],
    status: 'final',
    trouble: null,
    replyTo: null,
    variantOf,
    ...(follows === undefined ? {} : { follows }),
    origin: null,
  };
}

/**
 * A turn that has not gone out yet. `otid` differs from the message's id where the message was tried
 * before: the server would take an equal one for a repeat of the failed request.
 */
export function toNewTurn({
  message,
  binding,
  replyHlc,
  otid = message.id,
  decisions = [],
  now,
}: {
  readonly message: Pick<Message, 'id' | 'sessionId'>;
  readonly binding: Binding;
  readonly replyHlc: string;
  readonly otid?: string;
  readonly decisions?: readonly ApprovalDecision[];
  readonly now: number;
}): Turn {
  return {
    id: message.id,
    sessionId: message.sessionId,
    replyId: replyIdOf(message.id),
    replyHlc,
    binding,
    state: 'sending',
    background: true,
    requestId: otid,
    messageOtid: otid,
    decisions: [...decisions],
    reply: emptyReply,
    startedAt: now,
    updatedAt: now,
  };
}
