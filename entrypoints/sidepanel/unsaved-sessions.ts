import { type Message, textOf } from '../../utils/chat/message.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { toTitle } from '../../utils/chat/to-title.ts';

/** The chats that hold these refused messages, newest first, as the store would list them. */
export function toUnsavedSessions(messages: readonly Message[]): SessionSummary[] {
  const chats = [...new Set(messages.map(({ sessionId }) => sessionId))].map((id) => {
    const held = messages.filter((message) => message.sessionId === id);
    const times = held.map((message) => message.createdAt);
    const words = held.find((message) => message.role === 'user');
    return {
      id,
      title: words === undefined ? '' : toTitle(textOf(words)),
      titleByUser: false,
      binding: null,
      createdAt: Math.min(...times),
      lastAt: Math.max(...times),
      count: held.length,
      deleted: false,
      mirrored: false,
      posting: null,
      lineage: null,
      pinned: false,
      archived: false,
      tags: [],
    };
  });
  return chats.toSorted((a, b) => b.lastAt - a.lastAt);
}

/** The stored list (null: not read yet), with the chats before it of which nothing is stored. */
export function addUnsaved(
  stored: readonly SessionSummary[] | null,
  unsaved: readonly Message[],
): readonly SessionSummary[] | null {
  if (stored === null || unsaved.length === 0) return stored;
  const known = new Set(stored.map(({ id }) => id));
  return [...toUnsavedSessions(unsaved).filter(({ id }) => !known.has(id)), ...stored];
}
