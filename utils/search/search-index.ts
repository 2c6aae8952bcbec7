import {
  type About,
  mayHold,
  says,
  type SearchSession,
  toAbout,
  weigh,
  wordsOfAbout,
} from './about-session.ts';
import { createFound, type Found } from './found.ts';
import { type Weights, weighTexts } from './pack-words.ts';
import type { SearchQuery, SoughtTerm } from './query.ts';
import { kinds, sizeOf, type TextPack, wordsOfPack } from './text-pack.ts';

/** A place where it was said; `messageId` null: the session's title, tags or posting say it. */
export interface SearchHit {
  readonly sessionId: string;
  readonly messageId: string | null;
  /** Epoch ms. */
  readonly at: number;
  readonly score: number;
  /** How many other chats hold a copy of the message that was found, too. */
  readonly copies: number;
}

export interface SearchResult {
  /** Best first. */
  readonly hits: readonly SearchHit[];
  /** How many were found. */
  readonly total: number;
  /** True where the search ended early, because so many were found already: there are more. */
  readonly more: boolean;
}

/** With so many finds, the newest of them are enough to choose the best from. */
const enough = 5_000;

/** Everything that is searched, in memory. One engine for the device and the mirror: the same hits on both. */
export interface SearchIndex {
  /** Takes a session in, or in its new state. */
  setSession(session: SearchSession, packs: readonly TextPack[]): void;
  removeSession(sessionId: string): void;
  search(query: SearchQuery, options: { readonly limit: number; readonly now: number }): SearchResult;
  /** Words with how often they were said, pack by pack; for guessing what a misspelt one meant. */
  words(): Iterable<readonly [word: string, times: number]>;
}

interface Entry {
  readonly session: SearchSession;
  readonly packs: readonly TextPack[];
  /** Made when it is first asked for: thousands of chats are not worth it before. */
  readonly about: () => About;
}

export function createSearchIndex(): SearchIndex {
  const entries = new Map<string, Entry>();
  let newestFirst: readonly Entry[] | null = null;
  return {
    setSession(session, packs) {
      entries.set(session.id, toEntry(session, packs));
      newestFirst = null;
    },
    removeSession(sessionId) {
      entries.delete(sessionId);
      newestFirst = null;
    },
    search(query, { limit, now }) {
      const found = createFound(query.terms.length);
      newestFirst ??= [...entries.values()].sort(
        ({ session: a }, { session: b }) => b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1),
      );
      let more = false;
      for (const entry of newestFirst) {
        more = found.size() >= enough;
        if (more) break;
        if (mayHold(entry.session, entry.about, query)) collect(entry, query, found);
      }
      return { ...found.rank({ limit, now }), more };
    },
    *words() {
      for (const { packs, about } of entries.values()) {
        yield* wordsOfAbout(about());
        for (const pack of packs) yield* wordsOfPack(pack);
      }
    },
  };
}

function toEntry(session: SearchSession, packs: readonly TextPack[]): Entry {
  let about: About | null = null;
  return {
    session,
    packs: packs.filter(({ ids }) => ids.length > 0),
    about: () => (about ??= toAbout(session)),
  };
}

function collect(entry: Entry, query: SearchQuery, found: Found): void {
  const { session, packs } = entry;
  const { terms, without, fields } = query;
  const alone = terms.length === 0;
  let given: readonly number[] | null = null;
  if (alone || saysAnything(session, fields)) {
    const { title, posting, all } = entry.about();
    if (without.some((term) => says(all, term))) return;
    const aboutText = fields.length === 0 ? all : sought(fields, title, posting);
    const weights = terms.map((term) => weigh(aboutText, term));
    const isAbout = fields.length === 0 || fields.includes('title') || fields.includes('posting');
    if (
      isAbout &&
      isInTime(session.lastAt, query) &&
      weights.every((weight) => weight > 0) &&
      !(alone && packs.some((pack) => without.some((term) => saysPack(pack, term))))
    ) {
      const source = { sessionId: session.id, pack: null };
      const size = aboutText.length / averageWord;
      found.add({ source, text: 0, at: session.lastAt, size }, weights, 0);
    }
    // Filters alone list the chats; every message of them would be no answer.
    if (alone) return;
    // What the chat's title says, its messages need not repeat.
    if (fields.length === 0) given = weights.map((weight) => weight * 0.25);
  }
  for (const pack of packs) collectFromPack({ pack, sessionId: session.id, given }, query, found);
}

/** False for most chats: they have no name, no tags and no posting. */
function saysAnything({ named, tags, posting }: SearchSession, fields: SearchQuery['fields']): boolean {
  return named || tags.length > 0 || posting !== '' || fields.includes('title');
}

/** Letters in a word with its blank, about. */
const averageWord = 6;

interface PackSearch {
  readonly pack: TextPack;
  readonly sessionId: string;
  /** What the session's title gives to each term; null: nothing to any. */
  readonly given: readonly number[] | null;
}

/** Adds the texts that hold every term which the session's title does not, and at least one themselves. */
function collectFromPack({ pack, sessionId, given }: PackSearch, query: SearchQuery, found: Found): void {
  const { terms, without, fields } = query;
  const width = terms.length;
  const said: Weights = { list: null, column: 0, width };
  for (const term of terms) {
    if (!weighTexts(pack, term, said) && (given?.[said.column] ?? 0) === 0) return;
    said.column += 1;
  }
  const weights = said.list;
  if (weights === null) return;
  const refused: Weights = { list: null, column: 0, width: 1 };
  for (const term of without) weighTexts(pack, term, refused);
  const source = { sessionId, pack };
  for (let text = 0; text < pack.ids.length; text += 1) {
    const from = text * width;
    if (!takeAll({ weights, from, width }, given)) continue;
    const at = pack.times[text] ?? 0;
    if (!isInTime(at, query) || !isSoughtKind(pack, text, fields)) continue;
    if ((refused.list?.[text] ?? 0) > 0) continue;
    found.add({ source, text, at, size: sizeOf(pack, text) }, weights, from);
  }
}

/** True where a text holds all, and something itself; what it does not say takes the weight that is given. */
function takeAll(
  { weights, from, width }: { readonly weights: Float64Array; readonly from: number; readonly width: number },
  given: readonly number[] | null,
): boolean {
  let own = false;
  for (let column = 0; column < width; column += 1) {
    const weight = weights[from + column] ?? 0;
    if (weight > 0) {
      own = true;
      continue;
    }
    const part = given?.[column] ?? 0;
    if (part === 0) return false;
    weights[from + column] = part;
  }
  return own;
}

function saysPack(pack: TextPack, term: SoughtTerm): boolean {
  return weighTexts(pack, term, { list: null, column: 0, width: 1 });
}

function isInTime(at: number, { after, before }: SearchQuery): boolean {
  return (after === null || at >= after) && (before === null || at < before);
}

function sought(fields: SearchQuery['fields'], title: string, posting: string): string {
  return [fields.includes('title') ? title : '', fields.includes('posting') ? posting : ''].join('\n');
}

const fieldOfKind = { mine: 'mine', answer: 'answers', quote: 'posting' } as const;

function isSoughtKind(pack: TextPack, text: number, fields: SearchQuery['fields']): boolean {
  if (fields.length === 0) return true;
  const kind = kinds[pack.kinds[text] ?? 0];
  return kind !== undefined && fields.includes(fieldOfKind[kind]);
}
