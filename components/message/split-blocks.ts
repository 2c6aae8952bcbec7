import type { Token } from 'marked';
import { isKnownToken, lexBlocks, type LinkDefinitions } from './markdown-lexer.ts';

/**
 * A text cut into its top-level blocks. `raws` joined give the text (line ends as `\n`); all but the last
 * few can no longer change when text is appended, and `openAt` is where re-reading starts then.
 */
export interface SplitText {
  readonly text: string;
  readonly raws: readonly string[];
  /** The same object as long as nothing was defined, so that blocks can be memoised by it. */
  readonly links: LinkDefinitions;
  readonly closedLinks: LinkDefinitions;
  readonly openAt: number;
  /** How many of `raws` lie before `openAt`. */
  readonly closed: number;
}

const noLinks: LinkDefinitions = {};

export const emptySplit: SplitText = {
  text: '',
  raws: [],
  links: noLinks,
  closedLinks: noLinks,
  openAt: 0,
  closed: 0,
};

/** Blocks kept open: what follows may still join a list, a table or a paragraph across blank lines. */
const openBlocks = 2;

/** `links` with the definitions among `tokens` added; the first definition of a tag wins. */
function addDefinitions(links: LinkDefinitions, tokens: readonly Token[]): LinkDefinitions {
  let all = links;
  for (const token of tokens) {
    if (!isKnownToken(token) || token.type !== 'def' || Object.hasOwn(all, token.tag)) continue;
    all = { ...all, [token.tag]: { href: token.href, title: token.title } };
  }
  return all;
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
function toSlices(text: string, tokens: readonly Token[]): readonly string[] {
  let at = 0;
  return tokens.map((token) => text.slice(at, (at += token.raw.length)));
}

/**
 * Cuts `text` into blocks; when `before` is a split of its beginning, only the open end is read again, so
 * that a stream costs as much as its last blocks at every piece and not as much as the whole.
 */
export function splitBlocks(text: string, before: SplitText = emptySplit): SplitText {
  const lines = text.replace(/\r\n|\r/g, '\n');
  const from = lines.startsWith(before.text) ? before : emptySplit;
  const tokens = lexBlocks(lines.slice(from.openAt));
  const blocks = toSlices(lines.slice(from.openAt), tokens);
  const closed = countClosed(blocks);
  const closedLinks = addDefinitions(from.closedLinks, tokens.slice(0, closed));
  const links = addDefinitions(closedLinks, tokens.slice(closed));
  return {
    text: lines,
    raws: [...from.raws.slice(0, from.closed), ...blocks],
    links: JSON.stringify(links) === JSON.stringify(from.links) ? from.links : links,
    closedLinks,
    openAt: from.openAt + blocks.slice(0, closed).reduce((sum, block) => sum + block.length, 0),
    closed: from.closed + closed,
  };
}
