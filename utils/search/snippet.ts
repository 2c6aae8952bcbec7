import type { SearchQuery, SoughtTerm } from './query.ts';
import { type Token, tokenize } from './tokens.ts';

/** A piece of a text; `marked` where it is what was sought. */
export interface SnippetPiece {
  readonly text: string;
  readonly marked: boolean;
}

/** About how many characters a snippet shows, and how many of them before the first find. */
const shown = 180;
const lead = 40;
/** A text is looked through up to the first of these where it says all that is sought, else to the last. */
const looked = [4_000, 20_000, 100_000] as const;

/** The passage of a text that says most of what is sought, with that marked; its beginning where nothing is. */
export function toSnippet(text: string, query: Pick<SearchQuery, 'terms'>): readonly SnippetPiece[] {
  const { head, marks } = lookThrough(text, query.terms);
  const from = startOf(head, bestStart(marks));
  const end = Math.min(head.length, from + shown);
  const pieces: SnippetPiece[] = [];
  let at = from;
  for (const mark of marks) {
    if (mark.start < at || mark.start >= end) continue;
    if (mark.start > at) pieces.push(piece(head.slice(at, mark.start), false));
    pieces.push(piece(head.slice(mark.start, mark.end), true));
    at = mark.end;
  }
  if (at < end) pieces.push(piece(head.slice(at, wordEnd(head, end)), false));
  if (from > 0) pieces.unshift({ text: '…', marked: false });
  if (wordEnd(head, end) < text.length) pieces.push({ text: '…', marked: false });
  return pieces;
}

function lookThrough(text: string, terms: readonly SoughtTerm[]): { head: string; marks: readonly Mark[] } {
  let head = '';
  let marks: readonly Mark[] = [];
  for (const length of looked) {
    head = text.slice(0, wordEnd(text, length));
    marks = findMarks(head, terms);
    if (head.length === text.length || new Set(marks.map(({ term }) => term)).size === terms.length) break;
  }
  return { head, marks };
}

/** Marks what is sought in a short text, such as a title. */
export function toMarked(text: string, query: Pick<SearchQuery, 'terms'>): readonly SnippetPiece[] {
  const pieces: SnippetPiece[] = [];
  let at = 0;
  for (const mark of findMarks(text, query.terms)) {
    if (mark.start < at) continue;
    if (mark.start > at) pieces.push({ text: text.slice(at, mark.start), marked: false });
    pieces.push({ text: text.slice(mark.start, mark.end), marked: true });
    at = mark.end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}

/** `term` is its place in the query. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly term: number;
}

/** Where a text says what is sought, in its order. */
export function findMarks(text: string, terms: readonly SoughtTerm[]): readonly Mark[] {
  const words = tokenize(text);
  const tokens = words.filter((token) => !token.joined);
  const marks: Mark[] = [];
  for (const [term, sought] of terms.entries()) {
    const starts = new Set<number>();
    for (let index = 0; index < tokens.length; index += 1) {
      const [first, last] = [tokens[index], matchAt(tokens, index, sought)];
      if (last === null || first === undefined) continue;
      marks.push({ start: first.start, end: last.end, term });
      starts.add(first.start);
    }
    for (const { start, end, ...word } of words) {
      if (isJoined(word, sought) && !starts.has(start)) marks.push({ start, end, term });
    }
  }
  return marks.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** True where words that stand together are read as the one that is sought, such as "e-mail" as `email`. */
function isJoined(
  { joined, text }: Pick<Token, 'joined' | 'text'>,
  { tokens, joined: sought, open }: SoughtTerm,
): boolean {
  if (!joined) return false;
  const [only = ''] = tokens;
  const fits = (word: string) => (open ? text.startsWith(word) : text === word);
  return (tokens.length === 1 && fits(only)) || (sought !== null && fits(sought));
}

/** The last token of the term that begins at `index`, or null. */
function matchAt(tokens: readonly Token[], index: number, sought: SoughtTerm): Token | null {
  const single = sought.joined === null ? null : matchTokens(tokens, index, [sought.joined], sought.open);
  return matchTokens(tokens, index, sought.tokens, sought.open) ?? single;
}

function matchTokens(
  tokens: readonly Token[],
  index: number,
  words: readonly string[],
  open: boolean,
): Token | null {
  for (const [offset, word] of words.entries()) {
    const token = tokens[index + offset];
    if (token === undefined) return null;
    const fits = open && offset === words.length - 1 ? token.text.startsWith(word) : token.text === word;
    if (!fits) return null;
  }
  return tokens[index + words.length - 1] ?? null;
}

/** Where the passage with the most different terms begins. Marks are in their order. */
function bestStart(marks: readonly Mark[]): number {
  let best = { start: 0, terms: 0 };
  /** How often the passage says each term; it holds the marks from `index` up to `next`. */
  const said = new Map<number, number>();
  let next = 0;
  for (const [index, { start, term }] of marks.entries()) {
    for (let mark = marks[next]; mark !== undefined; mark = marks[next]) {
      if (mark.end > start + shown - lead) break;
      said.set(mark.term, (said.get(mark.term) ?? 0) + 1);
      next += 1;
    }
    if (said.size > best.terms) best = { start, terms: said.size };
    // One that is longer than a passage is in none.
    if (next === index) next += 1;
    else if (said.get(term) === 1) said.delete(term);
    else said.set(term, (said.get(term) ?? 1) - 1);
  }
  return best.start;
}

/** Goes a little back, to the beginning of a word. */
function startOf(text: string, mark: number): number {
  if (mark <= lead) return 0;
  const space = text.indexOf(' ', mark - lead);
  return space === -1 || space >= mark ? mark : space + 1;
}

function wordEnd(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const space = text.lastIndexOf(' ', end);
  return space > end - 20 ? space : end;
}

function piece(text: string, marked: boolean): SnippetPiece {
  return { text: text.replaceAll(/\s+/g, ' '), marked };
}
