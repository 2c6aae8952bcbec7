import { useId } from 'preact/hooks';
import { daysDue, postingStatusWords } from '../../utils/chat/posting-due.ts';
import { postingStatuses } from '../../utils/chat/saved-posting.ts';
import { toLocalDay } from '../../utils/std/local-day.ts';
import type { SavedRow } from './arrange-postings.ts';
import { Joined } from './Joined.tsx';
import { SavedDetails } from './SavedDetails.tsx';
import type { SavedActs } from './SavedPostings.tsx';
import { toDayWords, toDueWords } from './saved-words.ts';

interface Props {
  readonly row: SavedRow;
  /** The group above it, on the first of a group. */
  readonly heading: string | null;
  readonly today: string;
  readonly open: boolean;
  readonly reminding: 'allowed' | 'refused' | 'needs-click' | 'unasked';
  readonly acts: SavedActs;
  readonly onToggle: () => void;
}

/** One saved posting: what it is and how far it has come; opens to all that the user keeps about it. */
export function SavedItem({ row, heading, today, open, reminding, acts, onToggle }: Props) {
  const { posting } = row;
  const { facts, status, note, savedAt } = posting;
  const id = useId();
  const due = daysDue(posting, today);
  const where = [facts.company, facts.place].filter((part) => part !== '');
  return (
    <li class="saved-item">
      {heading !== null && <h3 class="view-group">{heading}</h3>}
      <div class="saved-row">
        <button
          type="button"
          class="saved-open"
          aria-expanded={open}
          aria-controls={`${id}-more`}
          onClick={onToggle}
        >
          <span class="saved-title" id={`${id}-title`} dir="auto">
            {facts.title === '' ? 'Title not stated' : facts.title}
          </span>
          <span class="saved-facts">
            <Joined parts={[...where, `Saved ${toDayWords(toLocalDay(savedAt), today)}`]} />
          </span>
          {due !== null && (
            <span class={due < 0 ? 'saved-due later' : 'saved-due'}>
              {toDueWords(posting.followUpOn ?? today, today)}
            </span>
          )}
          {!open && note.trim() !== '' && (
            <span class="saved-preview" dir="auto">
              {note}
            </span>
          )}
        </button>
        <select
          class={`saved-status ${status}`}
          aria-label="Status"
          aria-describedby={`${id}-title`}
          value={status}
          onChange={({ currentTarget: { value } }) => {
            const next = postingStatuses.find((one) => one === value);
            if (next !== undefined) acts.setStatus(posting, next);
          }}
        >
          {postingStatuses.map((one) => (
            <option key={one} value={one}>
              {postingStatusWords[one]}
            </option>
          ))}
        </select>
      </div>
      <div id={`${id}-more`} hidden={!open}>
        {open && <SavedDetails row={row} titleId={`${id}-title`} reminding={reminding} acts={acts} />}
      </div>
    </li>
  );
}
