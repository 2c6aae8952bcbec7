import { ownSection, sectionWords } from '../posting/words.ts';
import { squash } from '../posting/text.ts';
import type { Line } from './lines.ts';
import { namesOf } from './title.ts';
import { isRendered } from './visibility.ts';

const descriptionHook =
  /(?:job|posting|position|vacancy|role|jd|offer|stellen?|advert|opening)[-_ ]*(?:ad[-_ ]*)?(?:posting[-_ ]*)?(?:description|details?|content|body|text|desc|main|info|summary)|jobdesc|description|show-more-less-html|(?:^|\s)(?:rich-?text|w-richtext|entry-content|ad-content)/i;

/** How much a line weighs as part of a description. */
function weigh(line: Line): number {
  if (line.region !== 'body') return 0;
  const free = line.text.length - line.linked;
  if (line.heading > 0) return sectionWords.test(line.text) ? 40 : 0;
  if (line.linked > line.text.length * 0.6) return 0;
  if (line.prose) return free;
  // Scripts without blanks say more with fewer signs.
  const dense = /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/.test(line.text) ? 3 : 1;
  return free * dense >= 40 ? free : 0;
}

export interface JobRoot {
  readonly element: Element;
  /** Characters of running text in it. */
  readonly mass: number;
}

/**
 * The smallest element that holds nearly all running text of the page: from the top down, into the part that
 * has the rest's share, sooner where its author calls it the description.
 */
export function findJobRoot(top: Element, lines: readonly Line[], title: Element | null): JobRoot | null {
  const mass = new Map<Element, number>();
  let total = 0;
  for (const line of lines) {
    const weight = weigh(line);
    if (weight === 0) continue;
    total += weight;
    for (let element: Element | null = line.element; element !== null; element = element.parentElement) {
      mass.set(element, (mass.get(element) ?? 0) + weight);
      if (element === top) break;
    }
  }
  if (total < 60) return null;
  let element = top;
  for (let depth = 0; depth < 60; depth++) {
    const here = mass.get(element) ?? 0;
    const next = [...element.children]
      .map((child) => ({ child, weight: mass.get(child) ?? 0 }))
      .toSorted((a, b) => b.weight - a.weight)[0];
    if (next === undefined || next.weight === 0) break;
    if (/^(?:P|LI|UL|OL|TBODY|TR|H\d|SPAN|STRONG|B|EM|A)$/.test(next.child.tagName)) break;
    const hooked = descriptionHook.test(namesOf(next.child)) && !hasTwin(next.child, mass);
    // The part that names the job and holds most of the text is the job; beside it stands the company.
    const titled = title !== null && next.child.contains(title) && !element.matches('main,article');
    if (!titled && next.weight < here * 0.985 && hasSections(element, next.child, mass)) break;
    if (next.weight < here * (hooked ? 0.6 : titled ? 0.65 : 0.88) || !isRendered(next.child)) break;
    element = next.child;
  }
  return { element, mass: mass.get(element) ?? 0 };
}

/** True where the text goes on beside `child` under a heading of its own, or in a part named alike. */
function hasSections(element: Element, child: Element, mass: ReadonlyMap<Element, number>): boolean {
  const names = (one: Element): readonly string[] =>
    (one.getAttribute('class') ?? '')
      .split(/\s+/)
      .filter((name) => /section|block|description|content|detail/i.test(name));
  const own = new Set(names(child));
  return [...element.children].some((other) => {
    if (other === child || (mass.get(other) ?? 0) < 40) return false;
    if (names(other).some((name) => own.has(name))) return true;
    const heading = other.matches('h1,h2,h3,h4,h5') ? other : other.querySelector('h2,h3,h4,h5,strong,b');
    return heading !== null && ownSection.test((heading.textContent ?? '').trim().slice(0, 80));
  });
}

/** True where another part of the same making holds text too: sections of one description. */
function hasTwin(element: Element, mass: ReadonlyMap<Element, number>): boolean {
  const making = (one: Element): string =>
    `${one.tagName} ${(one.getAttribute('class') ?? '').split(/\s+/)[0] ?? ''}`;
  const own = making(element);
  if (!own.includes(' ') || own.endsWith(' ')) return false;
  for (const [other, weight] of mass)
    if (weight > 60 && making(other) === own && !element.contains(other) && !other.contains(element))
      return true;
  return false;
}

/** The element that shows a text that the page's data holds: the smallest one around its first and last words. */
export function findShown(lines: readonly Line[], text: string): Element | null {
  const words = squash(text);
  if (words.length < 120) return null;
  const start = words.slice(0, 50);
  const end = words.slice(-50);
  let first: Element | null = null;
  let seen = '';
  for (const line of lines) {
    const here = squash(line.text);
    if (first === null) {
      if (here.length > 8 && (here.includes(start) || start.startsWith(here.slice(0, 50)))) {
        first = line.element;
        seen = here;
      }
    } else seen += here;
    if (first !== null && seen.endsWith(end)) {
      let around: Element | null = first;
      while (around !== null && !around.contains(line.element)) around = around.parentElement;
      return around;
    }
    if (seen.length > words.length * 1.5 + 500) {
      first = null;
      seen = '';
    }
  }
  return null;
}
