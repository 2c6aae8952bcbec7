import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { postingStatusWords } from '../../utils/chat/posting-due.ts';
import { type PostingStatus, postingStatuses, type SavedPosting } from '../../utils/chat/saved-posting.ts';
import { Icon } from '../icon/Icon.tsx';
import {
  type Arranged,
  type SavedRow,
  type SavedSort,
  savedSorts,
  type SavedView,
} from './arrange-postings.ts';
import { View } from '../view/View.tsx';
import { SavedItem } from './SavedItem.tsx';
import './saved.css';

/** What can be done with one saved posting. */
export interface SavedActs {
  readonly setStatus: (posting: SavedPosting, status: PostingStatus) => void;
  readonly setAppliedOn: (posting: SavedPosting, day: string | null) => void;
  readonly setFollowUpOn: (posting: SavedPosting, day: string | null) => void;
  readonly typeNote: (posting: SavedPosting, note: string) => void;
  readonly remove: (posting: SavedPosting) => void;
  readonly openChat: (sessionId: string) => void;
  readonly allowReminders: () => void;
}

interface Props {
  /** Null until read. */
  readonly rows: readonly SavedRow[] | null;
  readonly arranged: Arranged;
  readonly view: SavedView;
  readonly today: string;
  readonly reminding: 'allowed' | 'refused' | 'needs-click' | 'unasked';
  readonly acts: SavedActs;
  readonly onView: (view: SavedView) => void;
  readonly onExport: (format: 'csv' | 'json') => void;
  readonly onClose: () => void;
  /** What floats above the list. */
  readonly children: ComponentChildren;
}

/** The saved postings, over the chat, which is inert meanwhile. */
export function SavedPostings(props: Props) {
  const { rows, arranged, view, onClose, onExport } = props;
  const over = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => over.current?.focus(), []);
  const count = rows?.length ?? 0;
  // The row of a removed posting takes the focus with it.
  useLayoutEffect(() => {
    if (document.activeElement === document.body) over.current?.focus();
  }, [count]);
  const shown = arranged.due.length + arranged.rest.length;
  return (
    <View
      name="Saved postings"
      view={over}
      onBack={onClose}
      acts={
        count > 0 && (
          <div class="saved-export">
            <Icon name="download" />
            <button
              type="button"
              class="link-button"
              aria-label="Export CSV"
              title="Export as a table"
              onClick={() => onExport('csv')}
            >
              CSV
            </button>
            <button
              type="button"
              class="link-button"
              aria-label="Export JSON"
              title="Export with everything"
              onClick={() => onExport('json')}
            >
              JSON
            </button>
          </div>
        )
      }
      foot={props.children}
    >
      {count > 0 && <Tools view={view} onView={props.onView} />}
      <div class="view-scroll saved-scroll">
        {rows !== null && shown === 0 && (
          <p class="view-empty">
            {count === 0
              ? 'No postings saved yet. “Save posting” beside a job puts it here, with its status, a note and a day to follow up.'
              : 'No saved posting fits.'}
          </p>
        )}
        <ul class="saved-list" aria-label="Saved postings" aria-busy={rows === null}>
          {[...arranged.due, ...arranged.rest].map((row, index) => (
            <Row {...props} key={row.posting.id} row={row} heading={toHeading(arranged, index)} />
          ))}
        </ul>
      </div>
    </View>
  );
}

/** Groups have names where there are two. */
function toHeading({ due, rest }: Arranged, index: number): string | null {
  if (due.length === 0) return null;
  if (index === 0) return 'Follow up';
  return index === due.length && rest.length > 0 ? 'All others' : null;
}

function Row({
  row,
  heading,
  today,
  reminding,
  acts,
}: Props & { readonly row: SavedRow; readonly heading: string | null }) {
  const [open, setOpen] = useState(false);
  return (
    <SavedItem
      row={row}
      heading={heading}
      today={today}
      open={open}
      reminding={reminding}
      acts={acts}
      onToggle={() => setOpen(!open)}
    />
  );
}

const sortWords: Readonly<Record<SavedSort, string>> = {
  newest: 'Newest first',
  'follow-up': 'Follow-up date',
  company: 'Company',
  status: 'Status',
};

function Tools({ view, onView }: { readonly view: SavedView; readonly onView: (view: SavedView) => void }) {
  return (
    <div class="saved-tools" role="search">
      <input
        class="input"
        type="search"
        aria-label="Search saved postings"
        placeholder="Search"
        dir="auto"
        value={view.query}
        onInput={({ currentTarget }) => onView({ ...view, query: currentTarget.value })}
        onKeyDown={(event) => {
          // The first Escape empties the search, the next one closes the list.
          if (event.key !== 'Escape' || view.query === '') return;
          event.preventDefault();
          event.stopPropagation();
          onView({ ...view, query: '' });
        }}
      />
      <select
        class="input"
        aria-label="Show"
        value={view.status}
        onChange={({ currentTarget: { value } }) =>
          onView({ ...view, status: postingStatuses.find((status) => status === value) ?? 'all' })
        }
      >
        <option value="all">All</option>
        {postingStatuses.map((status) => (
          <option key={status} value={status}>
            {postingStatusWords[status]}
          </option>
        ))}
      </select>
      <select
        class="input"
        aria-label="Sort by"
        value={view.sort}
        onChange={({ currentTarget: { value } }) =>
          onView({ ...view, sort: savedSorts.find((sort) => sort === value) ?? 'newest' })
        }
      >
        {savedSorts.map((sort) => (
          <option key={sort} value={sort}>
            {sortWords[sort]}
          </option>
        ))}
      </select>
    </div>
  );
}
