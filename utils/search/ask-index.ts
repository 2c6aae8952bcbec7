import { type Message, quotesOf, textOf } from '../chat/message.ts';
import { guessQuery } from './guess.ts';
import { isEmptyQuery, parseQuery, type SearchQuery } from './query.ts';
import type { SearchIndex, SearchResult } from './search-index.ts';

/** About a millisecond. */
const wordsInStep = 2_000;

/** What a line of the search field found in an index. */
export interface IndexAnswer extends SearchResult {
  /** What was sought in the end; marks and passages are made for it. */
  readonly query: SearchQuery;
  /** The words that were sought in place of what was typed and never said; null: what was typed. */
  readonly guess: string | null;
  /** False where the line asks for nothing. */
  readonly asked: boolean;
}

/**
 * Searches for a line, and for what it may have meant where it finds nothing. One function for the device
 * and the mirror. `now` is epoch ms; `counts` says how often each word was said, null while that is unknown.
 */
export function askIndex(
  index: SearchIndex,
  line: string,
  {
    limit,
    now,
    counts,
  }: {
    readonly limit: number;
    readonly now: number;
    readonly counts: () => ReadonlyMap<string, number> | null;
  },
): IndexAnswer {
  const query = parseQuery(line, { today: now });
  const none = { query, hits: [], total: 0, more: false, guess: null, asked: true };
  if (isEmptyQuery(query)) return { ...none, asked: false };
  const found = index.search(query, { limit, now });
  if (found.total > 0) return { ...none, ...found };
  const said = counts();
  const guessed = said === null ? null : guessQuery(query, said);
  if (guessed === null) return none;
  const guess = guessed.terms.map(({ tokens }) => tokens.join(' ')).join(' ');
  return { ...none, ...index.search(guessed, { limit, now }), query: guessed, guess };
}

/** How often each word of an index was said, step by step, for whoever has other work in between. */
export function* countInSteps(index: SearchIndex): Generator<undefined, ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let words = 0;
  for (const [word, times] of index.words()) {
    counts.set(word, (counts.get(word) ?? 0) + times);
    words += 1;
    if (words % wordsInStep === 0) yield undefined;
  }
  return counts;
}

/** All of a message that a passage may be taken from: what was said, then what was quoted. */
export function passageTextOf(message: Pick<Message, 'parts'>): string {
  const quotes = quotesOf(message).map(({ title, company, place, text }) =>
    [title, company, place, text].join(' '),
  );
  return [textOf(message), ...quotes].filter((text) => text !== '').join(' — ');
}
