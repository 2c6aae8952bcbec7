import type { ChatFacet, ChatFilter } from '../../components/sessions/chat-filter.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';

export const noFilter: ChatFilter = { tags: [], pinned: false, posting: false, archived: false };

/** The chats to list: pinned ones first; archived ones only where they are asked for. */
export function toListed(sessions: readonly SessionSummary[], filter: ChatFilter): readonly SessionSummary[] {
  const fits = sessions.filter(
    ({ archived, pinned, posting, tags }) =>
      archived === filter.archived &&
      (!filter.pinned || pinned) &&
      (!filter.posting || posting !== null) &&
      filter.tags.every((tag) => tags.includes(tag)),
  );
  const first = fits.filter(({ pinned }) => pinned);
  return first.length === 0 ? fits : [...first, ...fits.filter(({ pinned }) => !pinned)];
}

/** Every filter that would keep something, the tags by how often they were given. */
export function toFacets(sessions: readonly SessionSummary[]): readonly ChatFacet[] {
  const counts = { pinned: 0, posting: 0, archived: 0 };
  const tags = new Map<string, number>();
  for (const session of sessions) {
    if (session.pinned) counts.pinned += 1;
    if (session.posting !== null) counts.posting += 1;
    if (session.archived) counts.archived += 1;
    for (const tag of session.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  }
  const kinds = (['pinned', 'posting', 'archived'] as const).flatMap((kind) =>
    counts[kind] === 0 ? [] : [{ kind, tag: null, count: counts[kind] }],
  );
  const byUse = [...tags]
    .toSorted(([one, a], [other, b]) => b - a || one.localeCompare(other))
    .map(([tag, count]) => ({ kind: 'tag' as const, tag, count }));
  return [...kinds, ...byUse];
}
