import type { Message } from '../../utils/chat/message.ts';
import type { SearchSession } from '../../utils/search/about-session.ts';
import { parseQuery } from '../../utils/search/query.ts';
import { createSearchIndex } from '../../utils/search/search-index.ts';
import { cutMessage, toPack } from '../../utils/search/text-pack.ts';

export const today = new Date(2026, 10, 22, 12).getTime();
export const day = 86_400_000;

/** A message of the user's own, of yesterday. */
export function message(id: string, text: string, more: Partial<Message> = {}): Message {
  return {
    id,
    sessionId: 's',
    role: 'user',
    author: '',
    hlc: '',
    createdAt: today - day,
    parts: [{ type: 'text', key: 'own', text, whole: true }],
    status: 'final',
    trouble: null,
    replyTo: null,
    variantOf: null,
    origin: null,
    ...more,
  };
}

export const session = (id: string, more: Partial<SearchSession> = {}): SearchSession => ({
  id,
  title: '',
  named: true,
  tags: [],
  agent: 'Scout',
  company: '',
  posting: '',
  lastAt: today - day,
  pinned: false,
  archived: false,
  ...more,
});

/** Chats with their messages, as what a line finds in them: ids, best first. */
export function indexOf(...chats: readonly (readonly [SearchSession, ...Message[]])[]) {
  const index = createSearchIndex();
  for (const [about, ...messages] of chats) {
    index.setSession(about, [toPack(messages.flatMap(cutMessage))]);
  }
  return (line: string, limit = 20) =>
    index
      .search(parseQuery(line, { today }), { limit, now: today })
      .hits.map(({ sessionId, messageId }) => messageId ?? sessionId);
}
