import type { Message, MessageStatus, Part, Trouble } from './message.ts';
import type { Turn } from './turn.ts';

/**
 * The answer of a turn as a message: the same shape while it streams and when it is over. `author` is the
 * agent's name (by default as the session knew it), `createdAt` the turn's start, so that every device
 * that finishes the same turn writes the same row.
 */
export function toReply({
  turn,
  author = turn.binding.agentName,
  status,
  trouble,
}: {
  readonly turn: Turn;
  readonly author?: string;
  readonly status: MessageStatus;
  readonly trouble: Trouble | null;
}): Message {
  return {
    id: turn.replyId,
    sessionId: turn.sessionId,
    role: 'assistant',
    author,
    hlc: turn.replyHlc,
    createdAt: turn.startedAt,
    parts: turn.reply.parts.filter(isVisible),
    status,
    trouble,
    replyTo: turn.id,
    variantOf: null,
    origin: null,
  };
}

/** Some models send thinking, or a text beside a tool call, that holds nothing but spaces. */
function isVisible(part: Part): boolean {
  return (part.type !== 'text' && part.type !== 'reasoning') || /\S/.test(part.text);
}
