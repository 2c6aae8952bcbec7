import { isPair, tokenize } from './tokens.ts';

/**
 * Tokens that must stand beside each other in this order, or (`joined`) written as one word. `open`: the
 * last of them may go on (what is being typed is the beginning of a word); a phrase in quotes is closed.
 */
export interface SoughtTerm {
  readonly tokens: readonly string[];
  readonly joined: string | null;
  readonly open: boolean;
}

/** Which texts a filter looks at. */
export type SoughtField = 'title' | 'mine' | 'answers' | 'posting';

/** Names that a session goes by. Each term is the beginning of one, as tokens. */
export interface SoughtNames {
  /** All of these tags. */
  readonly tags: readonly SoughtTerm[];
  /** One of these agents. */
  readonly agents: readonly SoughtTerm[];
  /** One of these companies. */
  readonly companies: readonly SoughtTerm[];
  /** All of this in the title. */
  readonly titles: readonly SoughtTerm[];
}

/** What was typed like a filter and is none: a name that is not known, or a value that the name does not take. */
export interface QueryHint {
  readonly problem: 'unknown' | 'value';
  /** As typed, in small letters. */
  readonly name: string;
}

/** What a line in the search field asks for. All of it must hold; times are epoch ms. */
export interface SearchQuery {
  readonly terms: readonly SoughtTerm[];
  /** What may not be there. */
  readonly without: readonly SoughtTerm[];
  readonly names: SoughtNames;
  /** None of these. */
  readonly refused: SoughtNames;
  readonly after: number | null;
  readonly before: number | null;
  readonly posting: boolean | null;
  readonly archived: boolean | null;
  readonly pinned: boolean | null;
  readonly fields: readonly SoughtField[];
  readonly hints: readonly QueryHint[];
}

const noNames: SoughtNames = { tags: [], agents: [], companies: [], titles: [] };
const emptyQuery: SearchQuery = {
  terms: [],
  without: [],
  names: noNames,
  refused: noNames,
  after: null,
  before: null,
  posting: null,
  archived: null,
  pinned: null,
  fields: [],
  hints: [],
};

/** What is typed beyond this is not looked at; the mirror refuses it. */
export const longestLine = 1_000;

/** A word, a phrase in quotes, or `name:value`; a minus before it refuses it. */
const pieces =
  /(?<minus>-)?(?:(?<name>[a-z]+):)?(?:["“”„«»](?<phrase>[^"“”„«»]*)(?<end>["“”„«»])?|(?<word>[^\s"“”„«»]+)|(?<=:))/giu;

/** One piece of the line. */
interface Piece {
  readonly refused: boolean;
  /** In small letters; empty for words. */
  readonly name: string;
  readonly value: string;
  readonly quoted: boolean;
  /** True for what is still being typed: it stands at the end, and no quote closes it. */
  readonly typing: boolean;
}

/**
 * Reads a line of the search field. What looks like a filter and is none is sought as words, with a hint; one
 * that is half typed is left out. `today` is epoch ms and gives days their place in the user's time zone.
 */
export function parseQuery(line: string, { today }: { readonly today: number }): SearchQuery {
  let query = emptyQuery;
  for (const piece of cutLine(line.slice(0, longestLine))) {
    const filtered = piece.name === '' ? 'words' : withFilter(query, piece, today);
    if (typeof filtered === 'object') query = filtered;
    else if (filtered !== 'typing') query = withWords(query, piece, filtered);
  }
  return query;
}

function cutLine(line: string): Piece[] {
  return [...line.matchAll(pieces)].map((match): Piece => {
    const { minus, name = '', phrase, word, end } = match.groups ?? {};
    return {
      refused: minus !== undefined,
      name: name.toLowerCase(),
      value: phrase ?? word ?? '',
      quoted: phrase !== undefined,
      typing: end === undefined && match.index + match[0].length === line.length,
    };
  });
}

function withWords(query: SearchQuery, piece: Piece, problem: 'words' | QueryHint['problem']): SearchQuery {
  const { refused, name, value, quoted, typing } = piece;
  // What is refused is a whole word: "-java" does not mean JavaScript.
  const open = quoted ? typing || /\*\s*$/.test(value) : !refused;
  const terms = toTerms(name === '' ? value : `${name}:${value}`, { open });
  // An address is no filter.
  const hints = problem === 'words' || value.startsWith('/') || terms.length === 0 ? [] : [{ problem, name }];
  return {
    ...query,
    ...(refused ? { without: [...query.without, ...terms] } : { terms: withTerms(query.terms, terms) }),
    hints: [...query.hints, ...hints],
  };
}

/** What is typed twice is sought once. */
function withTerms(terms: readonly SoughtTerm[], more: readonly SoughtTerm[]): readonly SoughtTerm[] {
  const known = new Set(terms.map((term) => JSON.stringify(term)));
  return [...terms, ...more.filter((term) => !known.has(JSON.stringify(term)))];
}

/** True where nothing is asked for. */
export function isEmptyQuery(query: SearchQuery): boolean {
  return JSON.stringify({ ...query, hints: [] }) === JSON.stringify(emptyQuery);
}

/** The query with the filter; `typing` where it is not whole yet; the problem where it is none. */
type Filtered = SearchQuery | 'typing' | QueryHint['problem'];

const nameFilters: Readonly<Record<string, keyof SoughtNames>> = {
  tag: 'tags',
  agent: 'agents',
  company: 'companies',
};

function withFilter(query: SearchQuery, piece: Piece, today: number): Filtered {
  const { name, value, refused } = piece;
  const list = Object.hasOwn(nameFilters, name) ? nameFilters[name] : undefined;
  if (list !== undefined) return withName(query, list, piece);
  switch (name) {
    case 'after':
    case 'before':
      return refused ? 'value' : withDay(query, piece, today);
    case 'has':
      return withWord(query, piece, { posting: { posting: !refused } });
    case 'is':
      return withWord(query, piece, {
        archived: { archived: !refused },
        pinned: { pinned: !refused },
      });
    case 'in':
      return withPlace(query, piece);
    default:
      return value === '' ? 'typing' : 'unknown';
  }
}

function withName(query: SearchQuery, list: keyof SoughtNames, { value, refused }: Piece): SearchQuery {
  const tokens = toTerms(value, { open: true });
  const side = refused ? 'refused' : 'names';
  return { ...query, [side]: { ...query[side], [list]: [...query[side][list], ...tokens] } };
}

function withDay(query: SearchQuery, { name, value, typing }: Piece, today: number): Filtered {
  const start = toStart(value.toLowerCase(), today);
  if (start === null) return typing && isHalfDay(value.toLowerCase()) ? 'typing' : 'value';
  // Of several the narrowest holds.
  if (name === 'after') return { ...query, after: Math.max(query.after ?? start, start) };
  return { ...query, before: Math.min(query.before ?? start, start) };
}

function withWord(
  query: SearchQuery,
  { value, typing }: Piece,
  words: Readonly<Record<string, Partial<SearchQuery>>>,
): Filtered {
  const word = value.toLowerCase();
  const change = Object.hasOwn(words, word) ? words[word] : undefined;
  if (change !== undefined) return { ...query, ...change };
  return typing && Object.keys(words).some((known) => known.startsWith(word)) ? 'typing' : 'value';
}

const places: Readonly<Record<string, SoughtField>> = {
  title: 'title',
  titles: 'title',
  mine: 'mine',
  me: 'mine',
  answers: 'answers',
  agent: 'answers',
  posting: 'posting',
  postings: 'posting',
};
const fieldNames: readonly SoughtField[] = ['title', 'mine', 'answers', 'posting'];

/** `in:` a kind of text, the archive, or chats with this title. */
function withPlace(query: SearchQuery, piece: Piece): Filtered {
  const word = piece.value.toLowerCase();
  if (word === '') return 'typing';
  if (word === 'archive' || word === 'archived') return { ...query, archived: !piece.refused };
  const field = Object.hasOwn(places, word) ? places[word] : undefined;
  if (field === undefined) return withName(query, 'titles', piece);
  const before = query.fields.length === 0 ? fieldNames : query.fields;
  return {
    ...query,
    fields: piece.refused ? before.filter((each) => each !== field) : [...query.fields, field],
  };
}

/** A word may be several tokens (`node.js`): they are sought beside each other. */
function toTerms(text: string, { open }: { readonly open: boolean }): SoughtTerm[] {
  const tokens = tokenize(text);
  const plain = tokens.filter(({ joined }) => !joined);
  const last = plain.at(-1);
  if (last === undefined) return [];
  const words = plain.map((token) => token.text);
  const others = tokens.filter(({ joined, at }) => joined && at === 0);
  // ".NET" is not every word that begins with "net".
  const dotted = others.find(({ start }) => text.charAt(start) === '.');
  if (dotted !== undefined) words[0] = dotted.text;
  const whole = others.find(({ end }) => end === last.end);
  const joined = words.length > 1 && dotted === undefined ? (whole?.text ?? null) : null;
  return [{ tokens: words, joined, open: open && (!isPair(last.text) || words.length === 1) }];
}

const daysIn: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 };

/** A year, month or day in local time, or so many days (`7d`), weeks, months or years ago; its start, epoch ms. */
function toStart(value: string, today: number): number | null {
  const now = new Date(today);
  const ago =
    value === 'today'
      ? ['', '0', 'd']
      : value === 'yesterday'
        ? ['', '1', 'd']
        : /^(\d{1,4})([dwmy])$/.exec(value);
  if (ago !== null) {
    const days = Number(ago[1]) * (daysIn[ago[2] ?? 'd'] ?? 1);
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime();
  }
  const date = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/.exec(value);
  if (date === null) return null;
  const [year, month, day] = [Number(date[1]), Number(date[2] ?? 1), Number(date[3] ?? 1)];
  const start = new Date(year, month - 1, day);
  // There is no 30th of February.
  return start.getMonth() === month - 1 && start.getDate() === day ? start.getTime() : null;
}

function isHalfDay(value: string): boolean {
  return (
    /^\d{0,4}(?:[-/.]\d{0,2}){0,2}$/.test(value) || 'today'.startsWith(value) || 'yesterday'.startsWith(value)
  );
}
