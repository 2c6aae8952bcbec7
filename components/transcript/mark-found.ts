import { parseQuery } from '../../utils/search/query.ts';
import { findMarks } from '../../utils/search/snippet.ts';

/** The name that `transcript.css` draws marks under. */
const markName = 'found';

/**
 * Marks in an element what a search found in it, over its text and without touching it, in place of what was
 * marked before. Returns the first mark; null where there is none, or the browser draws no such marks.
 */
export function markFound(element: Element, line: string): Range | null {
  if (typeof Highlight === 'undefined') return null;
  const ranges = findRanges(element, line);
  CSS.highlights.delete(markName);
  if (ranges.length > 0) CSS.highlights.set(markName, new Highlight(...ranges));
  return ranges[0] ?? null;
}

/** Where an element says what is sought; a word may reach over several nodes, but not out of its block. */
export function findRanges(element: Element, line: string): readonly Range[] {
  const { terms } = parseQuery(line, { today: 0 });
  const nodes: { readonly node: Text; readonly start: number }[] = [];
  let text = '';
  let block: Element | null = null;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const node = walker.currentNode;
    if (!(node instanceof Text) || node.parentElement?.closest('button, .visually-hidden') !== null) continue;
    const own = node.parentElement.closest('p, li, pre, td, th, h1, h2, h3, h4, h5, h6, blockquote, div');
    if (own !== block) text += '\n';
    block = own;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  return findMarks(text, terms).flatMap(({ start, end }) => {
    const [from, to] = [
      nodes.findLast((each) => each.start <= start),
      nodes.findLast((each) => each.start < end),
    ];
    if (from === undefined || to === undefined) return [];
    const range = document.createRange();
    range.setStart(from.node, Math.min(from.node.length, start - from.start));
    range.setEnd(to.node, Math.min(to.node.length, end - to.start));
    return [range];
  });
}
