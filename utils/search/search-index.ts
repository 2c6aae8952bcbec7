import type { SearchQuery, SoughtTerm } from './query.ts';
import { createFound, type Found } from './found.ts';
import type { PackedText, TextPack } from './text-pack.ts';
import { toTokenText } from './tokens.ts';

/** What is searched of a session beside its messages, and what filters look at. */
export interface SearchSession {
  readonly id: string;
  readonly title: string;
  /** False where the title is only the beginning of the first message, which is found itself. */
  readonly named: boolean;
  readonly tags: readonly string[];
  readonly agent: string;
  /** Empty without a posting. */
  readonly company: string;
  /** The posting's title, company and place; empty without one. */
  readonly posting: string;
  /** Epoch ms. */
  readonly lastAt: number;
  readonly pinned: boolean;
  readonly archived: boolean;
}

/** A place where it was said; `messageId` null: the session's title, tags or posting say it. */
export interface SearchHit {
  readonly sessionId: string;
  readonly messageId: string | null;
  /** Epoch ms. */
  readonly at: number;
  readonly score: number;
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
  /** Every word of every text, as often as it was said; for guessing what a misspelt one meant. */
  words(): Iterable<string>;
}

interface Entry {
  readonly session: SearchSession;
  readonly packs: readonly Pack[];
  readonly title: string;
  readonly tags: readonly string[];
  readonly agent: string;
  readonly company: string;
  /** Title, tags and posting together. */
  readonly about: string;
  readonly posting: string;
}

interface Pack extends TextPack {
  /** Where each text starts in `tokens`. */
  readonly starts: Uint32Array;
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
      newestFirst ??= [...entries.values()].toSorted(
        ({ session: a }, { session: b }) => b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1),
      );
      let more = false;
      for (const entry of newestFirst) {
        more = found.size() >= enough;
        if (more) break;
        if (mayHold(entry, query)) collect(entry, query, found);
      }
      return { ...found.rank({ limit, now }), more };
    },
    *words() {
      for (const { packs, about } of entries.values()) {
        yield* about.split(' ');
        for (const pack of packs) yield* pack.tokens.split(' ');
      }
    },
  };
}

function toEntry(session: SearchSession, packs: readonly TextPack[]): Entry {
  const title = toTokenText(session.title);
  const tags = session.tags.map(toTokenText);
  const posting = toTokenText(session.posting);
  return {
    session,
    title,
    tags,
    posting,
    agent: toTokenText(session.agent),
    company: toTokenText(session.company),
    // A line break between them, so that no phrase reaches from one into the other.
    about: [session.named ? title : '', ...tags, posting].join('\n'),
    packs: packs.filter((pack) => pack.texts.length > 0).map(toPack),
  };
}

function toPack({ texts, tokens }: TextPack): Pack {
  const starts = new Uint32Array(texts.length);
  let offset = 0;
  for (const [index, text] of texts.entries()) {
    starts[index] = offset;
    offset += text.length;
  }
  return { texts, tokens, starts };
}

function mayHold({ session, title, tags, agent, company }: Entry, query: SearchQuery): boolean {
  const { archived, pinned, hasPosting } = query;
  if (archived !== null && session.archived !== archived) return false;
  if (pinned !== null && session.pinned !== pinned) return false;
  if (hasPosting && session.posting === '') return false;
  return (
    query.titles.every((term) => says(title, term)) &&
    query.agents.every((term) => says(agent, term)) &&
    query.companies.every((term) => says(company, term)) &&
    query.tags.every((term) => tags.some((tag) => tag.startsWith(needleOf(term))))
  );
}

function collect(entry: Entry, query: SearchQuery, found: Found): void {
  const { session, about, title, posting } = entry;
  const { terms, without, fields } = query;
  if (without.some((term) => says(about, term))) return;
  const wantsAbout = fields.length === 0 || fields.includes('title') || fields.includes('posting');
  const aboutText = fields.length === 0 ? about : sought(fields, title, posting);
  const weights = terms.map((term) => weigh(aboutText, term));
  if (wantsAbout && isInTime(session.lastAt, query) && weights.every((weight) => weight > 0)) {
    found.add({ sessionId: session.id, messageId: null, at: session.lastAt, length: about.length }, weights);
  }
  // Filters alone list the chats; every message of them would be no answer.
  if (terms.length === 0) return;
  // What the chat's title says, its messages need not repeat.
  const given = fields.length === 0 ? weights.map((weight) => weight * 0.25) : terms.map(() => 0);
  // The terms that a text must hold itself come first: most packs are left after the first look.
  const order = terms.map((_, index) => index).toSorted((a, b) => (given[a] ?? 0) - (given[b] ?? 0));
  for (const pack of entry.packs)
    collectFromPack({ pack, sessionId: session.id, given, order }, query, found);
}

interface PackSearch {
  readonly pack: Pack;
  readonly sessionId: string;
  /** What the session's title gives to each term. */
  readonly given: readonly number[];
  /** The terms by their place in the query, the most telling first. */
  readonly order: readonly number[];
}

/** Adds the texts that hold every term which the session's title does not, and at least one themselves. */
function collectFromPack(
  { pack, sessionId, given, order }: PackSearch,
  query: SearchQuery,
  found: Found,
): void {
  const { texts, tokens } = pack;
  const { terms, without, fields } = query;
  const width = terms.length;
  let weights: Float64Array | null = null;
  for (const index of order) {
    const term = terms[index];
    const needle = term === undefined ? '' : needleOf(term);
    const first = tokens.indexOf(needle);
    if (first === -1) {
      if ((given[index] ?? 0) === 0) return;
      continue;
    }
    weights ??= new Float64Array(texts.length * width);
    if (term !== undefined) weighTexts({ pack, term, needle, first, index, width }, weights);
  }
  if (weights === null) return;
  for (const [at, text] of texts.entries()) {
    const from = at * width;
    if (!holdsAll(weights, from, given)) continue;
    if (!isInTime(text.at, query) || !isSoughtKind(text, fields)) continue;
    if (without.some((term) => says(textOfPack(pack, at), term))) continue;
    const row = given.map((weight, index) => (weights[from + index] ?? 0) || weight);
    found.add({ sessionId, messageId: text.messageId, at: text.at, length: text.length }, row);
  }
}

function holdsAll(weights: Float64Array, from: number, given: readonly number[]): boolean {
  let own = false;
  for (let index = 0; index < given.length; index += 1) {
    if ((weights[from + index] ?? 0) > 0) own = true;
    else if ((given[index] ?? 0) === 0) return false;
  }
  return own;
}

function isInTime(at: number, { after, before }: SearchQuery): boolean {
  return (after === null || at >= after) && (before === null || at < before);
}

function sought(fields: SearchQuery['fields'], title: string, posting: string): string {
  return [fields.includes('title') ? title : '', fields.includes('posting') ? posting : ''].join('\n');
}

const fieldOfKind = { mine: 'mine', answer: 'answers', quote: 'posting' } as const;

function isSoughtKind({ kind }: PackedText, fields: SearchQuery['fields']): boolean {
  return fields.length === 0 || fields.includes(fieldOfKind[kind]);
}

interface TermSearch {
  readonly pack: Pack;
  readonly term: SoughtTerm;
  readonly needle: string;
  /** Where the needle stands first. */
  readonly first: number;
  readonly index: number;
  readonly width: number;
}

/** Notes how often each text of the pack says the term. */
function weighTexts({ pack, term, needle, first, index, width }: TermSearch, weights: Float64Array): void {
  const { tokens, starts } = pack;
  const last = starts.length - 1;
  let text = 0;
  for (let at = first; at !== -1; at = tokens.indexOf(needle, at + 1)) {
    while (text < last && (starts[text + 1] ?? 0) <= at) text += 1;
    const place = text * width + index;
    weights[place] = (weights[place] ?? 0) + weightAt(tokens, at, needle, term);
  }
}

function weigh(tokens: string, term: SoughtTerm): number {
  const needle = needleOf(term);
  let sum = 0;
  for (let at = tokens.indexOf(needle); at !== -1; at = tokens.indexOf(needle, at + 1)) {
    sum += weightAt(tokens, at, needle, term);
  }
  return sum;
}

/** A word that goes on counts half. */
function weightAt(tokens: string, at: number, needle: string, { open }: SoughtTerm): number {
  return !open || tokens.charCodeAt(at + needle.length) === blank ? 1 : 0.5;
}
const blank = 32;

function says(tokens: string, term: SoughtTerm): boolean {
  return tokens.includes(needleOf(term));
}

function needleOf({ tokens, open }: SoughtTerm): string {
  return ` ${tokens.join(' ')}${open ? '' : ' '}`;
}

function textOfPack({ tokens, texts, starts }: Pack, index: number): string {
  const start = starts[index] ?? 0;
  return tokens.slice(start, start + (texts[index]?.length ?? 0));
}
