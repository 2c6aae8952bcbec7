import { createHlcClock } from '../../utils/chat/hlc.ts';
import { createId } from '../../utils/chat/id.ts';
import { replyIdOf } from '../../utils/chat/derived-id.ts';
import type { Message, MessageStatus } from '../../utils/chat/message.ts';
import type { Binding } from '../../utils/chat/session.ts';
import { emptyReply, type Turn } from '../../utils/chat/turn.ts';
import { openStore } from '../../utils/store/open-store.ts';
import type { StoreDb } from '../../utils/store/schema.ts';

export const startAt = Date.UTC(2026, 10, 22, 9);
let at = startAt;
const clock = createHlcClock({ node: 'fixture', last: null, now: () => (at += 1_000) });

export const binding: Binding = { agentId: 'agent-1', agentName: 'Scout', conversationId: 'conv-1' };

/** A database of its own for a test. */
export function openFreshStore(): Promise<StoreDb> {
  return openStore({ name: createId() });
}

export function userMessage(sessionId: string, text: string): Message {
  const hlc = clock.next();
  return {
    id: createId(),
    sessionId,
    role: 'user',
    author: '',
    hlc,
    createdAt: at,
    parts: [{ type: 'text', key: 'own', text, whole: true }],
    status: 'final',
    trouble: null,
    replyTo: null,
    variantOf: null,
    origin: null,
  };
}

export function replyTo(question: Message, text: string, status: MessageStatus = 'final'): Message {
  return {
    ...userMessage(question.sessionId, text),
    id: replyIdOf(question.id),
    role: 'assistant',
    author: 'Scout',
    status,
    replyTo: question.id,
  };
}

export function turnOf(question: Message): Turn {
  return {
    id: question.id,
    sessionId: question.sessionId,
    replyId: replyIdOf(question.id),
    replyHlc: clock.next(),
    binding,
    state: 'sending',
    background: true,
    requestId: question.id,
    decisions: [],
    reply: emptyReply,
    startedAt: question.createdAt,
    updatedAt: question.createdAt,
  };
}
