import { isPair, tokenize } from './tokens.ts';

/**
 * Tokens that must stand beside each other in this order. `open`: the last of them may go on (what is
 * being typed is the beginning of a word); a phrase in quotes is closed.
 */
export interface SoughtTerm {
  readonly tokens: readonly string[];
  readonly open: boolean;
}

/** Which texts a filter looks at. */
export type SoughtField = 'title' | 'mine' | 'answers' | 'posting';

/** What a line in the search field asks for. All of it must hold; times are epoch ms. */
export interface SearchQuery {
  readonly terms: readonly SoughtTerm[];
  /** What may not be there. */
  readonly without: readonly SoughtTerm[];
  /** Each is the beginning of a tag's, agent's, company's name, as tokens. */
  readonly tags: readonly SoughtTerm[];
  readonly agents: readonly SoughtTerm[];
  readonly companies: readonly SoughtTerm[];
  readonly titles: readonly SoughtTerm[];
  readonly after: number | null;
  readonly before: number | null;
  readonly hasPosting: boolean;
  readonly archived: boolean | null;
  readonly pinned: boolean | null;
  readonly fields: readonly SoughtField[];
}

const emptyQuery: SearchQuery = {
  terms: [],
  without: [],
  tags: [],
  agents: [],
  companies: [],
  titles: [],
  after: null,
  before: null,
  hasPosting: false,
  archived: null,
  pinned: null,
  fields: [],
};

/** A word, a phrase in quotes, or `name:value`; a minus before a word or phrase refuses it. */
const pieces = /(?<minus>-)?(?:(?<name>[a-z]+):)?(?:["“”„](?<phrase>[^"“”„]*)["“”„]?|(?<word>[^\s"“”„]+))/giu;

/**
 * Reads a line of the search field. A filter that is not understood (yet: it may be half typed) is sought
 * as words. `today` is epoch ms and gives days their place in the user's time zone.
 */
export function parseQuery(line: string, { today }: { readonly today: number }): SearchQuery {
  let query = emptyQuery;
  for (const match of line.matchAll(pieces)) {
    const { minus, name, phrase, word } = match.groups ?? {};
    const value = phrase ?? word ?? '';
    const filtered =
      name === undefined || minus !== undefined ? null : withFilter(query, name.toLowerCase(), value, today);
    if (filtered !== null) {
      query = filtered;
      continue;
    }
    const text = name === undefined ? value : `${name}:${value}`;
    const terms = toTerms(text, phrase === undefined);
    query =
      minus === undefined
        ? { ...query, terms: [...query.terms, ...terms] }
        : { ...query, without: [...query.without, ...terms] };
  }
  return query;
}

/** True where nothing is asked for. */
export function isEmptyQuery(query: SearchQuery): boolean {
  return JSON.stringify(query) === JSON.stringify(emptyQuery);
}

function withFilter(query: SearchQuery, name: string, value: string, today: number): SearchQuery | null {
  switch (name) {
    case 'tag':
      return { ...query, tags: [...query.tags, ...asOne(value)] };
    case 'agent':
      return { ...query, agents: [...query.agents, ...asOne(value)] };
    case 'company':
      return { ...query, companies: [...query.companies, ...asOne(value)] };
    case 'after': {
      const span = toSpan(value, today);
      return span === null ? null : { ...query, after: span.start };
    }
    case 'before': {
      const span = toSpan(value, today);
      return span === null ? null : { ...query, before: span.start };
    }
    case 'has':
      return value.toLowerCase() === 'posting' ? { ...query, hasPosting: true } : null;
    case 'is':
      if (value.toLowerCase() === 'archived') return { ...query, archived: true };
      return value.toLowerCase() === 'pinned' ? { ...query, pinned: true } : null;
    case 'in':
      return withPlace(query, value);
    default:
      return null;
  }
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

/** `in:` a kind of text, the archive, or chats with this title. */
function withPlace(query: SearchQuery, value: string): SearchQuery {
  const word = value.toLowerCase();
  if (word === 'archive' || word === 'archived') return { ...query, archived: true };
  const field = Object.hasOwn(places, word) ? places[word] : undefined;
  if (field !== undefined) return { ...query, fields: [...query.fields, field] };
  return { ...query, titles: [...query.titles, ...asOne(value)] };
}

function asOne(value: string): SoughtTerm[] {
  const tokens = tokenize(value).map((token) => token.text);
  return tokens.length === 0 ? [] : [{ tokens, open: true }];
}

/** A word may be several tokens (`node.js`): they are sought beside each other. */
function toTerms(text: string, open: boolean): SoughtTerm[] {
  const tokens = tokenize(text).map((token) => token.text);
  const last = tokens.at(-1);
  return last === undefined ? [] : [{ tokens, open: open && (!isPair(last) || tokens.length === 1) }];
}

/** A year, month or day in local time, or so many days (`7d`), weeks or months before today. */
function toSpan(value: string, today: number): { readonly start: number } | null {
  const ago = /^(\d{1,4})([dwmy])$/i.exec(value);
  if (ago !== null) {
    const days = { d: 1, w: 7, m: 30, y: 365 }[(ago[2] ?? 'd').toLowerCase()] ?? 1;
    return { start: today - Number(ago[1]) * days * 86_400_000 };
  }
  const date = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(value);
  if (date === null) return null;
  const [year, month, day] = [Number(date[1]), Number(date[2] ?? 1), Number(date[3] ?? 1)];
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  return { start: new Date(year, month - 1, day).getTime() };
}
