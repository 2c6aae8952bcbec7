import type { Token } from 'marked';
import { lexLong, toSlices } from './lex-long.ts';
import { isKnownToken, type LinkDefinitions, longestInline } from './markdown-lexer.ts';

/**
 * A text cut into its top-level blocks. `raws` joined give the text (line ends as `\n`); all but the last
 * few can no longer change when text is appended, and `openAt` is where re-reading starts then.
 */
export interface SplitText {
  readonly text: string;
  readonly raws: readonly string[];
  /** What each costs to draw: its characters, and for its elements some more. */
  readonly weights: readonly number[];
  /** The same object as long as nothing was defined, so that blocks can be memoised by it. */
  readonly links: LinkDefinitions;
  readonly closedLinks: LinkDefinitions;
  readonly openAt: number;
  /** How many of `raws` lie before `openAt`. */
  readonly closed: number;
}

/** A list's line, drawn, costs as much as so many characters. */
const lineWeight = 250;

const noLinks: LinkDefinitions = {};

export const emptySplit: SplitText = {
  text: '',
  raws: [],
  weights: [],
  links: noLinks,
  closedLinks: noLinks,
  openAt: 0,
  closed: 0,
};

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
 * Cuts `text` into blocks; when `before` is a split of its beginning, only the open end is read again, so
 * that a stream costs as much as its last blocks at every piece and not as much as the whole.
 */
export function splitBlocks(text: string, before: SplitText = emptySplit): SplitText {
  // Nearly every text has none, and to look for one character is much faster than to look for two.
  const lines = text.includes('\r') ? text.replace(/\r\n|\r/g, '\n') : text;
  const from = lines.startsWith(before.text) ? before : emptySplit;
  const tail = lines.slice(from.openAt);
  const { tokens, closed } = lexLong(tail);
  const blocks = toSlices(tail, tokens);
  const closedLinks = addDefinitions(from.closedLinks, tokens.slice(0, closed));
  const links = addDefinitions(closedLinks, tokens.slice(closed));
  return {
    text: lines,
    raws: [...from.raws.slice(0, from.closed), ...blocks],
    weights: [...from.weights.slice(0, from.closed), ...blocks.map(toWeight)],
    links: JSON.stringify(links) === JSON.stringify(from.links) ? from.links : links,
    closedLinks,
    openAt: from.openAt + blocks.slice(0, closed).reduce((sum, block) => sum + block.length, 0),
    closed: from.closed + closed,
  };
}

/** Code is one element however many lines it has, and a table shows no more than its first rows. */
function toWeight(block: string): number {
  if (/^ {0,3}(?:`{3}|~{3}|\|)/.test(block)) return block.length;
  if (!block.includes('\n')) return Math.min(block.length, longestInline);
  let lines = 0;
  for (let at = block.indexOf('\n'); at !== -1; at = block.indexOf('\n', at + 1)) lines += 1;
  return block.length + lines * lineWeight;
}
