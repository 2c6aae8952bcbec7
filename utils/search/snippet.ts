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
/** Longer texts are looked through up to here. */
const looked = 100_000;

/** The passage of a text that says most of what is sought, with that marked; its beginning where nothing is. */
export function toSnippet(text: string, query: Pick<SearchQuery, 'terms'>): readonly SnippetPiece[] {
  const head = text.slice(0, looked);
  const marks = findMarks(head, query.terms);
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

interface Mark {
  readonly start: number;
  readonly end: number;
  readonly term: number;
}

function findMarks(text: string, terms: readonly SoughtTerm[]): readonly Mark[] {
  const tokens = tokenize(text);
  const marks: Mark[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    for (const [term, sought] of terms.entries()) {
      const last = matchAt(tokens, index, sought);
      const first = tokens[index];
      if (last !== null && first !== undefined) marks.push({ start: first.start, end: last.end, term });
    }
  }
  return marks.toSorted((a, b) => a.start - b.start || b.end - a.end);
}

/** The last token of the term that begins at `index`, or null. */
function matchAt(
  tokens: readonly Token[],
  index: number,
  { tokens: sought, open }: SoughtTerm,
): Token | null {
  for (const [offset, word] of sought.entries()) {
    const token = tokens[index + offset];
    if (token === undefined) return null;
    const fits = open && offset === sought.length - 1 ? token.text.startsWith(word) : token.text === word;
    if (!fits) return null;
  }
  return tokens[index + sought.length - 1] ?? null;
}

/** Where the passage with the most different terms begins. */
function bestStart(marks: readonly Mark[]): number {
  let best = { start: 0, terms: 0 };
  for (const [index, { start }] of marks.entries()) {
    const terms = new Set<number>();
    for (let next = index; next < marks.length; next += 1) {
      const mark = marks[next];
      if (mark === undefined || mark.end > start + shown - lead) break;
      terms.add(mark.term);
    }
    if (terms.size > best.terms) best = { start, terms: terms.size };
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
