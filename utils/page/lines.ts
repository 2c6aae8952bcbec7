import { squash, tidy } from '../posting/text.ts';
import { createRegionRules, headingLevel, isCardGroup, isLink, type Region } from './regions.ts';
import { inline, prosy, wording } from './tags.ts';
import { isHidden, isRendered, isSilent } from './visibility.ts';

/** One line of the page's visible text, in reading order. */
export interface Line {
  readonly at: number;
  readonly text: string;
  readonly element: Element;
  readonly region: Region;
  /** 1 to 6 for a heading, else 0. */
  readonly heading: number;
  /** Characters of the line that are links. */
  readonly linked: number;
  /** True for list items and paragraphs. */
  readonly prose: boolean;
}

const mostElements = 40_000;
const mostLines = 6_000;
const longestLine = 4_000;

export interface PageLines {
  readonly lines: readonly Line[];
  /** Runs of like cards that stand among the page's own text: [cards, characters]. */
  readonly cardGroups: readonly { readonly cards: number; readonly element: Element }[];
  /** Elements that a description leaves out. */
  readonly noise: ReadonlySet<Element>;
}

interface Draft {
  text: string;
  linked: number;
  element: Element;
  region: Region;
}

/** Reads the visible text of `root` once, in lines, and notes what is furniture. */
export function readLines(root: Element): PageLines {
  const { regionOf, opensNoise, endsNoise } = createRegionRules(root);
  const lines: Line[] = [];
  const noise = new Set<Element>();
  const cardGroups: { cards: number; element: Element }[] = [];
  let count = 0;
  let draft: Draft | null = null;

  function flush(): void {
    if (draft !== null) {
      const text = tidy(draft.text, longestLine);
      const { element, region, linked } = draft;
      draft = null;
      if (text !== '' && lines.length < mostLines) {
        const block = element.closest('h1,h2,h3,h4,h5,h6,p,li,dd,blockquote,[role="heading"]');
        const level = block === null ? 0 : headingLevel(block);
        const prose = block !== null && level === 0;
        lines.push({ at: lines.length, text, element, region, heading: level, linked, prose });
      }
    }
  }

  function visit(element: Element, region: Region, linked: boolean): void {
    if (count++ > mostElements || isSilent(element) || (element !== root && !isShown(element))) return;
    const here = regionOf(element, region);
    if (here !== region && (here === 'nav' || here === 'other' || here === 'form')) {
      if (!isRendered(element)) return;
      noise.add(element);
    }
    let inner = here;
    if (here === 'body' || here === 'aside') {
      if (isCardGroup(element)) {
        cardGroups.push({ cards: element.children.length, element });
        noise.add(element);
        inner = 'other';
      }
    }
    const apart = setsApart(element);
    let after: Region = inner;
    let level = 0;
    for (const node of element.childNodes) {
      if (node.nodeType === 3) {
        const value = node.nodeValue ?? '';
        if (value === '') continue;
        if (draft === null) {
          if (value.trim() === '') continue;
          draft = { text: '', linked: 0, element, region: after };
        }
        if (draft.text.length < longestLine * 2) draft.text += value.slice(0, longestLine * 2);
        if (linked) draft.linked += value.trim().length;
      } else if (node instanceof Element) {
        const tag = node.tagName;
        if (tag === 'BR' || tag === 'HR') {
          flush();
          continue;
        }
        const breaks = !inline.has(tag) || (apart && !wording.has(tag));
        if (breaks) flush();
        // Under a heading that names other jobs, the rest of this part is about them.
        if (after === 'body' && /^H[2-6]$/.test(tag) && opensNoise(node)) {
          after = 'other';
          level = headingLevel(node);
        } else if (after === 'other' && inner !== 'other' && endsNoise(node, level)) after = inner;
        if (after === 'other' && inner !== 'other') noise.add(node);
        visit(node, after, linked || isLink(node));
        if (breaks) flush();
      }
    }
  }

  visit(root, 'body', false);
  flush();
  return { lines, cardGroups, noise };
}

/** Asked of blocks only: pieces of a line are seldom hidden by themselves, and there are many. */
function isShown(element: Element): boolean {
  return !isHidden(element) && (inline.has(element.tagName) || isRendered(element));
}

/** True for a row of pieces without words between them: each piece is a line of its own. */
function setsApart(element: Element): boolean {
  const tag = element.tagName;
  const pieced = /^H[1-6]$/.test(tag) && [...element.children].every((child) => !wording.has(child.tagName));
  if ((prosy.has(tag) && !pieced) || wording.has(element.tagName) || element.children.length < 2)
    return false;
  for (const node of element.childNodes) {
    if (node.nodeType === 3 && squash(node.nodeValue ?? '') !== '') return false;
  }
  return true;
}
