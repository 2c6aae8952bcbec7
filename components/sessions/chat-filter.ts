/** Which chats are listed: those that fit all of it. Archived ones are listed alone, or not at all. */
export interface ChatFilter {
  readonly tags: readonly string[];
  readonly pinned: boolean;
  readonly posting: boolean;
  readonly archived: boolean;
}

/** Something to filter by, and how many chats would be left. `tag` is null for what is no tag. */
export interface ChatFacet {
  readonly kind: 'pinned' | 'posting' | 'archived' | 'tag';
  readonly tag: string | null;
  readonly count: number;
}

/** Whether the filter asks for it. */
export function isOn(filter: ChatFilter, { kind, tag }: ChatFacet): boolean {
  return kind === 'tag' ? tag !== null && filter.tags.includes(tag) : filter[kind];
}

/** The filter with this turned on or off. */
export function toggle(filter: ChatFilter, facet: ChatFacet): ChatFilter {
  const { kind, tag } = facet;
  if (kind !== 'tag') return { ...filter, [kind]: !filter[kind] };
  if (tag === null) return filter;
  const tags = filter.tags.includes(tag) ? filter.tags.filter((one) => one !== tag) : [...filter.tags, tag];
  return { ...filter, tags };
}
