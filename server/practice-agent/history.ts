import { textAt, type Item } from './frames.ts';
import { refusal } from './server-error.ts';
import type { StoredMessage } from './state.ts';

export interface HistoryQuery {
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  /** Ids of stored messages: older than, newer than; in whatever order. */
  readonly before: string | null;
  readonly after: string | null;
  /** Message types to list; empty: all. */
  readonly types: readonly string[];
}

/**
 * A page of a history. `messages` come oldest first; `limit` counts stored messages, so that more items
 * can come back. A descending page of a conversation has the newest group first, each group in its natural
 * order; that of an agent's own thread is the newest page but ascending, as the real server has it.
 * An unknown cursor is ignored by conversations and refused by agents.
 */
export function listHistory(
  messages: readonly StoredMessage[],
  query: HistoryQuery,
  route: 'conversation' | 'agent',
): Item[] {
  const place = (id: string | null): number | null => {
    if (id === null) return null;
    const at = messages.findIndex((message) => message.id === id);
    if (at >= 0) return at;
    if (route === 'agent') throw refusal(404, `Message not found with id='${id}'`);
    return null;
  };
  const page = messages.slice((place(query.after) ?? -1) + 1, place(query.before) ?? undefined);
  const taken = query.order === 'asc' ? page.slice(0, query.limit) : page.slice(-query.limit);
  const groups = query.order === 'desc' && route === 'conversation' ? taken.reverse() : taken;
  return groups
    .flatMap((message) => message.items)
    .filter((item) => query.types.length === 0 || query.types.includes(textAt(item, 'message_type')));
}
