import type { TranscriptRow } from '../../components/transcript/Transcript.tsx';
import type { Message } from '../../utils/chat/message.ts';
import type { Turn } from '../../utils/chat/turn.ts';

/** A row of the transcript; the live one has no message of its own yet, or an older one of the same id. */
export interface MessageRow extends TranscriptRow {
  readonly message: Message | null;
}

/**
 * The stored messages with the running answer in its place. Its key is the reply's id, so that the stored
 * answer takes over the very same element when the turn is over.
 */
export function toRows(
  messages: readonly Message[],
  turn: Turn | null,
  replyId: string | null,
): readonly MessageRow[] {
  const rows = messages.map((message): MessageRow => ({
    key: message.id,
    at: message.createdAt,
    live: message.id === replyId,
    message,
  }));
  if (turn === null || replyId === null || rows.some(({ key }) => key === replyId)) return rows;
  return [...rows, { key: replyId, at: turn.startedAt, live: true, message: null }];
}
