import { daysDue } from '../../utils/chat/posting-due.ts';
import type { PostingStatus, SavedPosting } from '../../utils/chat/saved-posting.ts';
import { postingStatuses } from '../../utils/chat/saved-posting.ts';

/** A saved posting as a row. `chats` are those about it, newest first. */
export interface SavedRow {
  readonly posting: SavedPosting;
  readonly chats: readonly {
    readonly id: string;
    readonly title: string;
    readonly lastAt: number;
  }[];
}

export const savedSorts = ['newest', 'follow-up', 'company', 'status'] as const;
export type SavedSort = (typeof savedSorts)[number];

/** What of the list is shown, and in which order. */
export interface SavedView {
  readonly query: string;
  readonly status: PostingStatus | 'all';
  readonly sort: SavedSort;
}
export const firstSavedView: SavedView = { query: '', status: 'all', sort: 'newest' };

export interface Arranged {
  /** Their follow-up is today or was missed; the longest missed first. */
  readonly due: readonly SavedRow[];
  readonly rest: readonly SavedRow[];
}

/** Filters and sorts; what is due stands apart, whatever the order. `today`: `YYYY-MM-DD`. */
export function arrangePostings(rows: readonly SavedRow[], view: SavedView, today: string): Arranged {
  const words = fold(view.query).split(/\s+/).filter(Boolean);
  const fitting = rows.filter(({ posting }) => {
    if (view.status !== 'all' && posting.status !== view.status) return false;
    const { title, company, place } = posting.facts;
    const text = fold([title, company, place, posting.note].join('\n'));
    return words.every((word) => text.includes(word));
  });
  const dueOf = ({ posting }: SavedRow): number => daysDue(posting, today) ?? -Infinity;
  return {
    due: fitting.filter((row) => dueOf(row) >= 0).toSorted((a, b) => dueOf(b) - dueOf(a)),
    rest: fitting.filter((row) => dueOf(row) < 0).toSorted(orders[view.sort]),
  };
}

type Order = (a: SavedRow, b: SavedRow) => number;
const newest: Order = (a, b) => b.posting.savedAt - a.posting.savedAt;
const orders: Readonly<Record<SavedSort, Order>> = {
  newest,
  'follow-up': (a, b) => compare(planned(a), planned(b)) || newest(a, b),
  company: (a, b) =>
    Number(a.posting.facts.company === '') - Number(b.posting.facts.company === '') ||
    a.posting.facts.company.localeCompare(b.posting.facts.company) ||
    newest(a, b),
  status: (a, b) => place(a.posting.status) - place(b.posting.status) || newest(a, b),
};

/** Sorts what has no date, or is over, behind every date. */
function planned({ posting }: SavedRow): string {
  return posting.status === 'closed' ? '~' : (posting.followUpOn ?? '~');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function place(status: PostingStatus): number {
  return postingStatuses.indexOf(status);
}

/** Without accents and capitals. */
function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase('en');
}
