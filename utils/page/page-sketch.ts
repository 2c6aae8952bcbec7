/** What a page looks like from afar, so cheap that it can be taken again and again. */
export interface PageSketch {
  readonly address: string;
  readonly title: string;
  readonly headings: string;
  /** A sample of the page's words: the least hash of each of `bins` classes of words, 0 where there is none. */
  readonly words: Uint32Array;
  /** Open shadow roots, whose changes are not seen from outside. */
  readonly roots: readonly ShadowRoot[];
}

const bins = 128;
const mostNodes = 30_000;
const mostText = 400_000;
const mostRoots = 40;
const mostHeadings = 60;
/** Text that is no words of the page. */
const silent = /^(?:script|style|noscript|template|code|textarea|svg)$/i;

interface Sum {
  nodes: number;
  text: number;
  headings: string;
  headingCount: number;
  readonly words: Uint32Array;
  readonly roots: ShadowRoot[];
}

function addWords(text: string, words: Uint32Array): void {
  let hash = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 32;
    // Digits count time and visitors: they change, and the page does not.
    if (code > 64 || (code > 32 && code < 48)) {
      hash = Math.imul(hash ^ code, 0x01000193) >>> 0 || 1;
      // Scripts without blanks between words: every sign is one.
      if (code < 0x2e80) continue;
    }
    if (hash === 0) continue;
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0 || 1;
    const bin = mixed % bins;
    const least = words[bin] ?? 0;
    if (least === 0 || mixed < least) words[bin] = mixed;
    hash = 0;
  }
}

function addFrom(page: Document, top: Node, sum: Sum): void {
  const nodes = page.createTreeWalker(top, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element && silent.test(node.localName)
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    if (sum.nodes++ > mostNodes || sum.text > mostText) return;
    if (node instanceof Element) {
      if (node.shadowRoot !== null && sum.roots.length < mostRoots) {
        sum.roots.push(node.shadowRoot);
        addFrom(page, node.shadowRoot, sum);
      }
      if (/^h[123]$/.test(node.localName) && sum.headingCount < mostHeadings) {
        sum.headingCount++;
        sum.headings += `${(node.textContent ?? '').slice(0, 200).replaceAll(/[\d\s]+/g, ' ')}\n`;
      }
      continue;
    }
    const text = node.nodeValue ?? '';
    sum.text += text.length;
    addWords(text.slice(0, 20_000), sum.words);
  }
}

/** Bounded work: at most 30 000 nodes and 400 000 characters are looked at. */
export function sketchPage(page: Document): PageSketch {
  const sum: Sum = {
    nodes: 0,
    text: 0,
    headings: '',
    headingCount: 0,
    words: new Uint32Array(bins),
    roots: [],
  };
  addFrom(page, page.body ?? page.documentElement, sum);
  return {
    address: page.location?.href ?? '',
    title: page.title.slice(0, 300).replaceAll(/[\d\s]+/g, ' '),
    headings: sum.headings,
    words: sum.words,
    roots: sum.roots,
  };
}

/** The share of the words' sample in which two sketches agree, 0 to 1. */
function likeness(one: Uint32Array, other: Uint32Array): number {
  let used = 0;
  let same = 0;
  for (let at = 0; at < bins; at++) {
    if (one[at] === 0 && other[at] === 0) continue;
    used++;
    if (one[at] === other[at]) same++;
  }
  return used === 0 ? 1 : same / used;
}

/** `content`: other words stand on the page; `address`: only where it is has changed; null: neither. */
export function compareSketches(one: PageSketch, other: PageSketch): 'content' | 'address' | null {
  if (one.headings !== other.headings || likeness(one.words, other.words) < 0.95) return 'content';
  return one.address !== other.address || one.title !== other.title ? 'address' : null;
}
