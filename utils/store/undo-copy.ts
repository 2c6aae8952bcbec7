import { copyIdOf } from '../chat/derived-id.ts';
import type { Message } from '../chat/message.ts';

/** What an undo brings back for a removed message; `copied` are the ids of all that it brings back. */
export function toUndoCopy(message: Message, undoId: string, copied: ReadonlySet<string>): Message {
  const copyOf = (id: string) => (copied.has(id) ? copyIdOf(undoId, id) : id);
  const copy = (id: string | null) => (id === null ? null : copyOf(id));
  return {
    ...message,
    id: copyIdOf(undoId, message.id),
    replyTo: copy(message.replyTo),
    variantOf: copy(message.variantOf),
    ...(message.follows === undefined ? {} : { follows: copyOf(message.follows) }),
    origin: { sessionId: message.sessionId, messageId: message.id },
  };
}
