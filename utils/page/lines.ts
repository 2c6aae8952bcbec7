import { noiseHeading } from '../posting/words.ts';
import { squash, tidy } from '../posting/text.ts';
import { classOf, isHidden, isRendered, isSilent } from './visibility.ts';

/** What a line belongs to. `aside` may hold facts, but no description; `form` neither. */
export type Region = 'body' | 'aside' | 'nav' | 'form' | 'other';

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

export const mostElements = 40_000;
const mostLines = 6_000;
const longestLine = 4_000;

/** Elements that stay within a line when they stand among words. */
const inline = new Set(['A', 'ABBR', 'B', 'BDI', 'BDO', 'CITE', 'CODE', 'DATA', 'DEL', 'DFN', 'EM', 'FONT', 'I', 'INS', 'KBD', 'LABEL', 'MARK', 'Q', 'S', 'SAMP', 'SMALL', 'SPAN', 'STRIKE', 'STRONG', 'SUB', 'SUP', 'TIME', 'TT', 'U', 'VAR', 'WBR', 'NOBR']);
const wording = new Set(['ABBR', 'B', 'CITE', 'EM', 'FONT', 'I', 'MARK', 'S', 'STRONG', 'SUB', 'SUP', 'U', 'WBR']);
const prosy = new Set(['P', 'LI', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'DD', 'BLOCKQUOTE', 'A', 'BUTTON', 'SUMMARY', 'FIGCAPTION']);

const navHint = /(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|cookies?|consent|onetrust|didomi|gdpr|cmp|toast|skip-?link|modal|popup|lightbox|offcanvas|drawer|tooltip|newsletter|social|share|sharing|addthis|pagination|site-?header|global-?header|masthead|chat-?widget)(?:$|[\s_-])/i;
const otherHint = /(?:^|[\s_-])(?:related|similar|recommend(?:ed|ations?)?|suggest(?:ed|ions)|more-?jobs|other-?jobs|latest-?jobs|jobs-?list|job-?cards?|testimonials?|reviews?|comments?|sign-?(?:in|up)|log-?in|auth|advert(?:s|isement)?|sponsored|promo|people-?also|job-?alerts?|alert|salary-?(?:insights|guide)|faq-?ad|upsell|premium)(?:$|[\s_-])/i;
const asideHint = /(?:^|[\s_-])(?:sidebar|side-?bar|aside|right-?rail|side)(?:$|[\s_-])/i;

/** Where the page itself says that a part is none of the posting; null to go on as before. */
function regionOf(element: Element, inherited: Region): Region {
  const tag = element.tagName;
  const role = element.getAttribute('role');
  if (tag === 'NAV' || tag === 'FOOTER' || role === 'navigation' || role === 'contentinfo' || role === 'dialog' || role === 'alertdialog' || role === 'search' || element.getAttribute('aria-modal') === 'true') {
    return tag === 'FOOTER' && element.closest('article,main,[role="main"]') !== null ? inherited : 'nav';
  }
  if (tag === 'FORM' && isFillable(element)) return 'form';
  if (inherited !== 'body' && inherited !== 'aside') return inherited;
  if (tag === 'HTML' || tag === 'BODY' || tag === 'MAIN' || inline.has(tag)) return inherited;
  const names = `${classOf(element).slice(0, 300)} ${element.id.slice(0, 100)}`;
  if (names.length > 1) {
    const hints = names.replaceAll(/([a-z])([A-Z])/g, '$1-$2');
    if (navHint.test(hints) && isSmall(element)) return 'nav';
    if (otherHint.test(hints) && isSmall(element)) return 'other';
    if (asideHint.test(hints) && isSmall(element)) return 'aside';
  }
  return tag === 'ASIDE' ? 'aside' : inherited;
}

let pageLength = 1;

/** A part with most of the page's text is the page, whatever its class says. */
function isSmall(element: Element): boolean {
  return element.querySelector('h1') === null && (element.textContent?.length ?? 0) < pageLength * 0.35;
}

/** A form to fill in; not the one that old servers wrap around the whole page, and no search box. */
function isFillable(form: Element): boolean {
  const controls = form.querySelectorAll('input:not([type="hidden"]),textarea,select').length;
  return controls >= 2 && (form.textContent?.length ?? 0) < pageLength * 0.6;
}

/** Cards of the same making beside each other, each with its own link: a list of other things. */
function isCardGroup(element: Element): boolean {
  const children = element.children;
  if (children.length < 3 || children.length > 400 || wording.has(element.tagName)) return false;
  const firstChild = children[0];
  if (firstChild === undefined) return false;
  let cards = 0;
  const making = `${firstChild.tagName} ${classOf(firstChild).split(/\s+/)[0] ?? ''}`;
  for (const child of [...children].slice(0, 60)) {
    if (`${child.tagName} ${classOf(child).split(/\s+/)[0] ?? ''}` !== making) continue;
    const link = child.tagName === 'A' ? child : child.querySelector('a[href]');
    if (link === null) continue;
    const length = tidy(child.textContent ?? '', 2_000).length;
    const linkLength = tidy(link.textContent ?? '', 2_000).length;
    // A card is short, and its link is its title or the whole of it.
    if (length > 12 && length < 700 && linkLength >= 6 && (linkLength > length * 0.5 || child.querySelector('h2 a,h3 a,h4 a,a h2,a h3,a h4') !== null || (child.children.length > 1 && linkLength > length * 0.15))) cards++;
  }
  return cards >= 3 && cards >= children.length * 0.6;
}

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
  pageLength = Math.max(1, visibleLength(root));
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
    if (count++ > mostElements || isSilent(element) || (element !== root && isHidden(element))) return;
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

function headingLevel(element: Element): number {
  const level = /^H([1-6])$/.exec(element.tagName)?.[1] ?? (element.getAttribute('role') === 'heading' ? element.getAttribute('aria-level') ?? '2' : '0');
  return Math.min(6, Number(level) || 0);
}

/** A link around words; an anchor that was never closed holds half the page and links nothing. */
function isLink(element: Element): boolean {
  return element.tagName === 'A' && element.hasAttribute('href') && (element.textContent?.length ?? 0) < 600;
}

/** True for the next heading of the same rank or higher, also as the first thing of a part. */
function endsNoise(element: Element, level: number): boolean {
  const heading = /^H[1-6]$/.test(element.tagName) ? element : element.querySelector('h1,h2,h3,h4,h5,h6');
  if (heading === null || headingLevel(heading) > level || heading.querySelector('a') !== null || heading.closest('a') !== null) return false;
  return !noiseHeading.test(tidy(heading.textContent ?? '', 120));
}

function opensNoise(heading: Element): boolean {
  const text = tidy(heading.textContent ?? '', 120);
  if (text.length >= 90 || !noiseHeading.test(text)) return false;
  // A heading over most of the page's text cannot be about something else.
  let after = 0;
  for (let next = heading.nextElementSibling; next !== null && !endsNoise(next, headingLevel(heading)); next = next.nextElementSibling) after += next.textContent?.length ?? 0;
  return after < pageLength * 0.5;
}

/** True for a row of pieces without words between them: each piece is a line of its own. */
function setsApart(element: Element): boolean {
  const tag = element.tagName;
  const pieced = /^H[1-6]$/.test(tag) && [...element.children].every((child) => !wording.has(child.tagName));
  if ((prosy.has(tag) && !pieced) || wording.has(element.tagName) || element.children.length < 2) return false;
  for (const node of element.childNodes) {
    if (node.nodeType === 3 && squash(node.nodeValue ?? '') !== '') return false;
  }
  return true;
}

/** Length of the text that is not code. */
function visibleLength(root: Element): number {
  let length = root.textContent?.length ?? 0;
  for (const element of root.querySelectorAll('script,style,noscript,template')) length -= element.textContent?.length ?? 0;
  return length;
}
