import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { Icon } from '../icon/Icon.tsx';
import { View } from '../view/View.tsx';
import { VirtualList } from '../virtual-list/VirtualList.tsx';
import type { ChatFacet, ChatFilter } from './chat-filter.ts';
import { ChatItem, postingWordsOf } from './ChatItem.tsx';
import { FilterChips } from './FilterChips.tsx';
import type { FoundPlace } from './FoundItem.tsx';
import { FoundList } from './FoundList.tsx';
import type { FilterHint } from './found-words.ts';
import { toGroupLabel } from './group-label.ts';
import { SearchField } from './SearchField.tsx';
import { type SelectionActs, SelectionBar } from './SelectionBar.tsx';
import './sessions.css';

/** What was found for a line of the search field. */
export interface Found {
  readonly items: readonly FoundPlace[];
  readonly total: number;
  readonly more: boolean;
  readonly guess: string | null;
  readonly asked: boolean;
  readonly hints: readonly FilterHint[];
  readonly complete: boolean;
}

interface Props extends SelectionActs {
  /** The chats to list; null until read. */
  readonly sessions: readonly SessionSummary[] | null;
  /** Whether there are chats at all, whatever the filter says. */
  readonly any: boolean;
  readonly filter: ChatFilter;
  readonly facets: readonly ChatFacet[];
  readonly line: string;
  /** Null while nothing is sought. */
  readonly found: Found | null;
  readonly failed: boolean;
  readonly currentId: string;
  /** Whether chats are mirrored at all: else every row would say the same. */
  readonly mirror: boolean;
  readonly now: number;
  readonly onSearch: (line: string) => void;
  readonly onShowMore: () => void;
  readonly onFilter: (filter: ChatFilter) => void;
  readonly onOpen: (sessionId: string, messageId: string | null) => void;
  readonly onRename: (session: SessionSummary) => void;
  readonly onDelete: (sessionId: string) => void;
  readonly onClose: () => void;
  /** What floats above the list. */
  readonly children: ComponentChildren;
}

/** All chats, and all that was said in them. */
export function ChatHistory(props: Props) {
  const { sessions, line, found, onClose } = props;
  const view = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null);
  const count = sessions?.length ?? 0;
  // The row of a deleted chat takes the focus with it, and so does the bar of those that were chosen.
  useLayoutEffect(() => {
    if (document.activeElement === document.body) view.current?.focus();
  }, [count, selected === null]);
  const seeking = line.trim() !== '';

  function onEscape(): void {
    if (selected !== null) setSelected(null);
    else if (line !== '') props.onSearch('');
    else onClose();
  }
  return (
    <View
      name="Chat history"
      view={view}
      onBack={onClose}
      onEscape={onEscape}
      acts={
        !seeking &&
        count > 0 && (
          <button
            type="button"
            class="icon-button"
            aria-label="Select chats"
            title="Select chats"
            aria-pressed={selected !== null}
            onClick={() => setSelected(selected === null ? new Set() : null)}
          >
            <Icon name="select" />
          </button>
        )
      }
      foot={props.children}
    >
      <SearchField
        field={field}
        line={line}
        onSearch={props.onSearch}
        onDown={() => scroller.current?.querySelector<HTMLElement>('li button')?.focus()}
        onEnter={() => {
          const best = seeking ? found?.items[0] : undefined;
          if (best !== undefined) props.onOpen(best.sessionId, best.messageId);
        }}
      />
      {!seeking && <FilterChips filter={props.filter} facets={props.facets} onFilter={props.onFilter} />}
      <div
        class="view-scroll"
        ref={scroller}
        onKeyDown={(event) => {
          // Up from the first row.
          if (event.key === 'ArrowUp' && !event.defaultPrevented) field.current?.focus();
        }}
      >
        {seeking ? (
          <FoundList {...props} found={found} scroller={scroller} />
        ) : (
          <ChatList {...props} selected={selected} setSelected={setSelected} scroller={scroller} />
        )}
      </div>
      {selected !== null && !seeking && (
        <SelectionBar
          {...props}
          chosen={(sessions ?? []).filter(({ id }) => selected.has(id))}
          total={count}
          onAll={() => setSelected(new Set(selected.size === count ? [] : sessions?.map(({ id }) => id)))}
          onDone={() => setSelected(null)}
        />
      )}
    </View>
  );
}

interface ListProps extends Props {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly selected: ReadonlySet<string> | null;
  readonly setSelected: (selected: ReadonlySet<string>) => void;
}

function ChatList(props: ListProps) {
  const { sessions, any, selected, setSelected, now, scroller } = props;
  const headings = useMemo(() => toHeadings(sessions ?? [], now), [sessions, new Date(now).toDateString()]);
  function toggle(id: string): void {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  }
  return (
    <>
      {sessions !== null && sessions.length === 0 && (
        <p class="view-empty">{any ? 'No chats fit this filter.' : 'No chats yet.'}</p>
      )}
      <VirtualList
        label="Chats"
        busy={sessions === null}
        items={sessions ?? []}
        keyOf={({ id }) => id}
        estimate={(session, index) =>
          ((headings[index] ?? null) === null ? 54 : 84) + (postingWordsOf(session).length === 0 ? 0 : 17)
        }
        scroller={scroller}
        draw={(session, index) => (
          <ChatItem
            session={session}
            heading={headings[index] ?? null}
            current={session.id === props.currentId}
            mirror={props.mirror}
            now={now}
            selected={selected === null ? null : selected.has(session.id)}
            onSelect={toggle}
            onPin={(one) => props.onPin([one], !one.pinned)}
            onOpen={(sessionId) => props.onOpen(sessionId, null)}
            onRename={props.onRename}
            onDelete={props.onDelete}
          />
        )}
      />
    </>
  );
}

/** Only the first chat of a day carries the day; pinned ones stand before all days. */
function toHeadings(sessions: readonly SessionSummary[], now: number): readonly (string | null)[] {
  const labels = sessions.map(({ pinned, lastAt }) => (pinned ? 'Pinned' : toGroupLabel(lastAt, now)));
  return labels.map((label, index) => (label === labels[index - 1] ? null : label));
}
