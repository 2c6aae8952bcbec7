import type { Token } from 'marked';
import { isKnownToken, lexBlocks } from './markdown-lexer.ts';

/** Blocks that are kept open: what follows may still join a list, a table or a paragraph across blank lines. */
const openBlocks = 2;

/** marked needs more than linear time for a list: a longer one is read and drawn as several that follow each other. */
const longestList = 4_000;

interface Lexed {
  readonly tokens: readonly Token[];
  /** How many of them from the start cannot change any more when text is appended. */
  readonly closed: number;
}

/**
 * The block tokens of a text of any length. Where a long list is cut follows from its own text alone, so that
 * a text that came in pieces is cut like the whole.
 */
export function lexLong(text: string): Lexed {
  const tokens: Token[] = [];
  let closed = 0;
  let at = 0;
  let size = longestList;
  for (;;) {
    if (at + size >= text.length) {
      const rest = lexBlocks(text.slice(at));
      const blocks = toSlices(text.slice(at), rest);
      const before = beforeLongList(rest, blocks);
      if (before === null) {
        const closedRest = countClosed(blocks);
        if (closedRest > 0) closed = tokens.length + closedRest;
        return { tokens: [...tokens, ...rest], closed };
      }
      tokens.push(...before.tokens);
      at += before.length;
      size = longestList;
      continue;
    }
    const window = text.slice(at, text.lastIndexOf('\n', at + size) + 1);
    const step = window === '' ? null : readWindow(window);
    if (step === null) {
      size *= 2;
    } else {
      tokens.push(...step.tokens);
      at += step.length;
      size = longestList;
      if (step.final) closed = tokens.length;
    }
  }
}

interface Step {
  readonly tokens: readonly Token[];
  readonly length: number;
  /** False where the end of the whole text may still change them. */
  readonly final: boolean;
}

/** What of a window, which ends with a line, is certain; null where it has to be larger. */
function readWindow(window: string): Step | null {
  const tokens = lexBlocks(window);
  const blocks = toSlices(window, tokens);
  const before = beforeLongList(tokens, blocks);
  if (before !== null) return before;
  if (isList(tokens.at(-1))) {
    const length = blocks.slice(0, -1).join('').length;
    if (length > 0) return { tokens: tokens.slice(0, -1), length, final: false };
    const cut = findLastItem(window);
    return cut === 0 ? null : { tokens: lexBlocks(window.slice(0, cut)), length: cut, final: true };
  }
  const closed = countClosed(blocks);
  const length = blocks.slice(0, closed).join('').length;
  return closed === 0 ? null : { tokens: tokens.slice(0, closed), length, final: true };
}

/**
 * What stands before the first list that is to be cut; null for none, also where it begins the text. Such a list is
 * read from its own beginning, for a stream has closed what stands before it.
 */
function beforeLongList(tokens: readonly Token[], blocks: readonly string[]): Step | null {
  const list = blocks.findIndex((block, at) => at > 0 && block.length > longestList && isList(tokens[at]));
  if (list === -1) return null;
  return { tokens: tokens.slice(0, list), length: blocks.slice(0, list).join('').length, final: false };
}

function isList(token: Token | undefined): boolean {
  return token !== undefined && isKnownToken(token) && token.type === 'list';
}

/** Where the last item of the outermost list begins. */
function findLastItem(list: string): number {
  const starts = [...list.matchAll(/\n(?=(?:[-*+]|\d{1,9}[.)])[ \t]+\S)/g)];
  return (starts.at(-1)?.index ?? -1) + 1;
}

/**
 * How many of `blocks` from the start can no longer change when text is appended: those before a blank
 * line that has enough blocks after it. Without a blank line marked may still cut them differently.
 */
function countClosed(blocks: readonly string[]): number {
  let open = 0;
  for (let closed = blocks.length - 1; closed > 0; closed -= 1) {
    if (blocks[closed]?.trim() !== '') open += 1;
    const before = (blocks[closed - 2] ?? '') + (blocks[closed - 1] ?? '');
    if (open >= openBlocks && /\n[ \t]*\n$/.test(before)) return closed;
  }
  return 0;
}

/** The pieces of `text` that `tokens` were read from. marked's own `raw` is tidied up in places. */
export function toSlices(text: string, tokens: readonly Token[]): readonly string[] {
  let at = 0;
  return tokens.map((token) => text.slice(at, (at += token.raw.length)));
}
