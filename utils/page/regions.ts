import { tidy } from '../posting/text.ts';
import { noiseHeading } from '../posting/words.ts';
import { inline, wording } from './tags.ts';
import { classOf } from './visibility.ts';

/** What a line belongs to. `aside` may hold facts, but no description; `form` neither. */
export type Region = 'body' | 'aside' | 'nav' | 'form' | 'other';

const navHint =
  /(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|cookies?|consent|onetrust|didomi|gdpr|cmp|toast|skip-?link|modal|popup|lightbox|offcanvas|drawer|tooltip|newsletter|social|share|sharing|addthis|pagination|site-?header|global-?header|masthead|chat-?widget)(?:$|[\s_-])/i;
const otherHint =
  /(?:^|[\s_-])(?:related|similar|recommend(?:ed|ations?)?|suggest(?:ed|ions)|more-?jobs|other-?jobs|latest-?jobs|jobs-?list|job-?cards?|testimonials?|reviews?|comments?|sign-?(?:in|up)|log-?in|auth|advert(?:s|isement)?|sponsored|promo|people-?also|job-?alerts?|alert|salary-?(?:insights|guide)|faq-?ad|upsell|premium)(?:$|[\s_-])/i;
const asideHint = /(?:^|[\s_-])(?:sidebar|side-?bar|aside|right-?rail|side)(?:$|[\s_-])/i;

export interface RegionRules {
  regionOf(element: Element, inherited: Region): Region;
  /** True for a heading over what is no part of the posting. */
  opensNoise(heading: Element): boolean;
  endsNoise(element: Element, level: number): boolean;
}

/** Rules for one page: how much of its text a part holds decides what its class says of it. */
export function createRegionRules(root: Element): RegionRules {
  const pageLength = Math.max(1, visibleLength(root));

  /** Where the page itself says that a part is none of the posting; null to go on as before. */
  function regionOf(element: Element, inherited: Region): Region {
    const tag = element.tagName;
    const role = element.getAttribute('role');
    if (
      tag === 'NAV' ||
      tag === 'FOOTER' ||
      role === 'navigation' ||
      role === 'contentinfo' ||
      role === 'dialog' ||
      role === 'alertdialog' ||
      role === 'search' ||
      element.getAttribute('aria-modal') === 'true'
    ) {
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

  /** A part with most of the page's text is the page, whatever its class says. */
  function isSmall(element: Element): boolean {
    return element.querySelector('h1') === null && (element.textContent?.length ?? 0) < pageLength * 0.35;
  }

  /** A form to fill in; not the one that old servers wrap around the whole page, and no search box. */
  function isFillable(form: Element): boolean {
    const controls = form.querySelectorAll('input:not([type="hidden"]),textarea,select').length;
    return controls >= 2 && (form.textContent?.length ?? 0) < pageLength * 0.6;
  }

  function opensNoise(heading: Element): boolean {
    const text = tidy(heading.textContent ?? '', 120);
    if (text.length >= 90 || !noiseHeading.test(text)) return false;
    // A heading over most of the page's text cannot be about something else.
    let after = 0;
    for (
      let next = heading.nextElementSibling;
      next !== null && !endsNoise(next, headingLevel(heading));
      next = next.nextElementSibling
    )
      after += next.textContent?.length ?? 0;
    return after < pageLength * 0.5;
  }

  return { regionOf, opensNoise, endsNoise };
}

export function headingLevel(element: Element): number {
  const level =
    /^H([1-6])$/.exec(element.tagName)?.[1] ??
    (element.getAttribute('role') === 'heading' ? (element.getAttribute('aria-level') ?? '2') : '0');
  return Math.min(6, Number(level) || 0);
}

/** A link around words; an anchor that was never closed holds half the page and links nothing. */
export function isLink(element: Element): boolean {
  return element.tagName === 'A' && element.hasAttribute('href') && (element.textContent?.length ?? 0) < 600;
}

/** True for the next heading of the same rank or higher, also as the first thing of a part. */
function endsNoise(element: Element, level: number): boolean {
  const heading = /^H[1-6]$/.test(element.tagName) ? element : element.querySelector('h1,h2,h3,h4,h5,h6');
  if (
    heading === null ||
    headingLevel(heading) > level ||
    heading.querySelector('a') !== null ||
    heading.closest('a') !== null
  )
    return false;
  return !noiseHeading.test(tidy(heading.textContent ?? '', 120));
}

/** Cards of the same making beside each other, each with its own link: a list of other things. */
export function isCardGroup(element: Element): boolean {
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
    if (
      length > 12 &&
      length < 700 &&
      linkLength >= 6 &&
      (linkLength > length * 0.5 ||
        child.querySelector('h2 a,h3 a,h4 a,a h2,a h3,a h4') !== null ||
        (child.children.length > 1 && linkLength > length * 0.15))
    )
      cards++;
  }
  return cards >= 3 && cards >= children.length * 0.6;
}

/** Length of the text that is not code. */
function visibleLength(root: Element): number {
  let length = root.textContent?.length ?? 0;
  for (const element of root.querySelectorAll('script,style,noscript,template'))
    length -= element.textContent?.length ?? 0;
  return length;
}
