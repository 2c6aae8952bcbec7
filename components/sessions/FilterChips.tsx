import { Icon } from '../icon/Icon.tsx';
import { type ChatFacet, type ChatFilter, isOn, toggle } from './chat-filter.ts';

interface Props {
  readonly filter: ChatFilter;
  readonly facets: readonly ChatFacet[];
  readonly onFilter: (filter: ChatFilter) => void;
}

/** More tags than fit on two lines are found by typing `tag:`. */
const mostTags = 12;

const names = { pinned: 'Pinned', posting: 'With posting', archived: 'Archived' } as const;

/** Toggles that narrow the list of chats; what is on stays in sight. */
export function FilterChips({ filter, facets, onFilter }: Props) {
  const shown = facets.filter((facet, index) => isOn(filter, facet) || index < mostTags);
  if (shown.length === 0) return null;
  return (
    <div class="chat-filters" role="group" aria-label="Filter chats">
      {shown.map((facet) => {
        const name = facet.kind === 'tag' ? (facet.tag ?? '') : names[facet.kind];
        return (
          <button
            key={`${facet.kind}:${facet.tag ?? ''}`}
            type="button"
            class="chat-filter"
            aria-pressed={isOn(filter, facet)}
            onClick={() => onFilter(toggle(filter, facet))}
          >
            {facet.kind === 'tag' && <Icon name="tag" />}
            <bdi>{name}</bdi>
            <span class="chat-filter-count">{facet.count}</span>
          </button>
        );
      })}
    </div>
  );
}
