import type { Candidate } from '../posting/candidate.ts';
import { descriptionLimit } from '../posting/limits.ts';
import { looksLikeHtml, squash } from '../posting/text.ts';
import { toLabelField } from '../posting/words.ts';
import { findJobRoot, findShown } from './job-root.ts';
import type { Line, PageLines } from './lines.ts';
import { toMarkdown } from './markdown.ts';

export interface Described {
  readonly markdown: string;
  readonly cut: boolean;
  readonly from: Candidate | null;
  /** The part of the page that the description was read from, or null where it came from data alone. */
  readonly element: Element | null;
}

export interface DescribeFacts {
  readonly top: Element;
  readonly page: PageLines;
  readonly structured: readonly Candidate[];
  readonly site: Element | null;
  readonly titleLine: Line | null;
}

/** Markup from data, turned into Markdown in a document that loads and runs nothing. */
function htmlToMarkdown(html: string): string {
  const inert = new DOMParser().parseFromString(html, 'text/html');
  const text = toMarkdown(inert.body, {});
  // Markdown wrapped into a paragraph of HTML: its marks were escaped as text.
  const plain =
    inert.body.querySelectorAll('li,h1,h2,h3,strong,b').length === 0 &&
    /(?:^|\n)\s*(?:#{1,4} |[*-] )/.test(inert.body.textContent ?? '');
  return plain ? (inert.body.textContent ?? '').trim() : text;
}

function isFlat(text: string): boolean {
  return text.length > 400 && !/\n/.test(text.trim());
}

/** Cut at a line's end near the limit, and said so. */
function bound(markdown: string): { markdown: string; cut: boolean } {
  if (markdown.length <= descriptionLimit) return { markdown, cut: false };
  const head = markdown.slice(0, descriptionLimit);
  const end = Math.max(head.lastIndexOf('\n'), descriptionLimit - 2_000);
  return { markdown: `${head.slice(0, end).trimEnd()}\n\n[… cut]`, cut: true };
}

/** True for a list whose every item is a name set off above a short value. */
function isPairs(list: Element): boolean {
  const items = [...list.children];
  return (
    items.length >= 2 &&
    items.every((item) => {
      const text = (item.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
      const name = item.querySelector('h2,h3,h4,h5,h6,dt,strong,b')?.textContent?.trim() ?? '';
      return item.tagName === 'LI' && text.length <= 100 && name !== '' && name.length < text.length - 1;
    })
  );
}

/** Lists of labels and values inside the description's part: they are fields, and said as such. */
function factLists(root: Element, lines: readonly Line[]): ReadonlySet<Element> {
  const labels = new Map<Element, number>();
  for (const line of lines) {
    if (
      line.text.length > 50 ||
      !root.contains(line.element) ||
      toLabelField(line.text.replace(/[:：].*$/u, '')) === null
    )
      continue;
    const list = line.element.closest('dl,ul,table');
    if (list !== null && list !== root && root.contains(list)) labels.set(list, (labels.get(list) ?? 0) + 1);
  }
  return new Set(
    [...labels]
      .filter(
        ([list, count]) =>
          isPairs(list) ||
          (count >= 2 && (list.textContent ?? '').replaceAll(/\s+/g, ' ').length < count * 220),
      )
      .map(([list]) => list),
  );
}

function fromElement(element: Element, { page, titleLine }: DescribeFacts): string {
  const title = titleLine?.element.closest('h1,h2,h3,h4') ?? titleLine?.element ?? null;
  const titled = title !== null && element.contains(title) && element !== title;
  const facts = factLists(element, page.lines);
  return toMarkdown(element, {
    skip: page.noise,
    drop: (one) => (titled && one === title) || facts.has(one),
  });
}

/**
 * The description: from the page's data where that is whole and has its shape; from the page itself where
 * the data is short, a placeholder, or lost its line breaks; else the part that holds the page's running text.
 */
export function describe(facts: DescribeFacts): Described {
  const data = facts.structured
    .filter((one) => one.field === 'description')
    .toSorted((a, b) => b.confidence - a.confidence)[0];
  const siteText =
    facts.site === null
      ? ''
      : fromElement(facts.site, { ...facts, page: { ...facts.page, noise: new Set() } });
  const dataText =
    data === undefined
      ? ''
      : data.html === true || looksLikeHtml(data.text)
        ? htmlToMarkdown(data.text)
        : data.text.trim();
  if (data !== undefined && squash(dataText).length >= 200) {
    const shown = findShown(facts.page.lines, withoutTagsLong(data));
    const shownText = shown === null ? '' : fromElement(shown, facts);
    if (
      isFlat(dataText) &&
      squash(shownText).length >= squash(dataText).length * 0.95 &&
      squash(shownText).length < squash(dataText).length * 1.3 + 200
    ) {
      return { ...bound(shownText), from: { ...data, source: 'text', confidence: 0.9 }, element: shown };
    }
    if (siteText.length > dataText.length * 1.3)
      return { ...bound(siteText), from: { ...data, source: 'site', confidence: 0.9 }, element: facts.site };
    const root = findJobRoot(facts.top, facts.page.lines, facts.titleLine?.element ?? null);
    const rootText = root === null ? '' : fromElement(root.element, facts);
    // An excerpt in the data, the whole of it on the page.
    if (rootText.length > dataText.length * 3 && squash(rootText).includes(squash(dataText).slice(0, 80))) {
      return {
        ...bound(rootText),
        from: { ...data, source: 'text', confidence: 0.75 },
        element: root?.element ?? null,
      };
    }
    return { ...bound(dataText), from: data, element: shown ?? root?.element ?? null };
  }
  if (siteText.length >= 150)
    return {
      ...bound(siteText),
      from: { field: 'description', text: '', source: 'site', confidence: 0.92 },
      element: facts.site,
    };
  const root = findJobRoot(facts.top, facts.page.lines, facts.titleLine?.element ?? null);
  const markdown = root === null ? '' : fromElement(root.element, facts);
  if (root === null || squash(markdown).length < 60) {
    return data === undefined || dataText === ''
      ? { markdown: '', cut: false, from: null, element: null }
      : { ...bound(dataText), from: { ...data, confidence: 0.4 }, element: null };
  }
  return {
    ...bound(markdown),
    from: {
      field: 'description',
      text: '',
      source: 'text',
      confidence: Math.min(0.8, 0.4 + root.mass / 4_000),
    },
    element: root.element,
  };
}

function withoutTagsLong(data: Candidate): string {
  return data.html === true
    ? data.text.replaceAll(/<[^>]{0,500}>/g, ' ').replaceAll(/&[a-z#\d]{2,8};/gi, ' ')
    : data.text;
}
