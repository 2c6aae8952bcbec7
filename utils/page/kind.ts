import type { PageKind } from '../posting/posting.ts';
import {
  applyWords,
  challengeTitle,
  genericTitle,
  jobAddress,
  listTitle,
  sectionWords,
} from '../posting/words.ts';
import type { Candidate } from '../posting/candidate.ts';
import type { Line } from './lines.ts';

export interface KindFacts {
  readonly url: string;
  readonly pageTitle: string;
  /** The title found for the job. */
  readonly title: string;
  readonly lines: readonly Line[];
  readonly root: Element | null;
  readonly descriptionLength: number;
  readonly titleConfidence: number;
  readonly candidates: readonly Candidate[];
  /** The title is a link to another page: the job stands there. */
  readonly titleLeadsAway: boolean;
  /** A JobPosting that matches what is shown. */
  readonly structured: boolean;
  /** What else the page's data says it is. */
  readonly types: ReadonlySet<string>;
  /** Postings that the page's data names. */
  readonly postingNodes: number;
  readonly hasItemList: boolean;
  /** Cards of the largest run of like cards. */
  readonly cards: number;
  readonly hasPane: boolean;
  /** A list with a job beside it that nobody selected. */
  readonly unselected: boolean;
  readonly hasPassword: boolean;
  /** Controls to fill in, outside of search and navigation. */
  readonly controls: number;
  readonly hasUpload: boolean;
  readonly applyControls: number;
}

const facts: readonly Candidate['field'][] = [
  'company',
  'place',
  'workplace',
  'employment',
  'salary',
  'datePosted',
  'validThrough',
  'identifier',
];

/** Signs that a page is one job, as points; the names are for tests and for tuning. */
export function weighPosting(page: KindFacts): Readonly<Record<string, number>> {
  const fieldsFound = new Set(
    page.candidates
      .filter(
        (one) =>
          facts.includes(one.field) &&
          one.source !== 'page-title' &&
          one.confidence >= 0.5 &&
          one.source !== 'text',
      )
      .map((one) => one.field),
  );
  const strong = page.candidates.filter((one) => one.source === 'label' || one.source === 'site').length > 0;
  const sections = page.lines.filter(
    (line) =>
      line.text.length < 80 &&
      page.root?.contains(line.element) === true &&
      (line.heading > 0 || /^(?:STRONG|B)$/.test(line.element.tagName) || line.text.endsWith(':')) &&
      sectionWords.test(line.text),
  ).length;
  let path = '';
  try {
    const { pathname, search, hostname } = new URL(page.url);
    path = `${hostname.split('.')[0] ?? ''}${pathname}${search}`;
  } catch {
    // Without an address the rest decides.
  }
  return {
    structured: page.structured ? 60 : 0,
    description:
      page.descriptionLength >= 900
        ? 14
        : page.descriptionLength >= 300
          ? 10
          : page.descriptionLength >= 120
            ? 4
            : -12,
    facts: Math.min(30, fieldsFound.size * (strong ? 9 : 6)),
    sections: Math.min(18, sections * 5),
    apply: page.applyControls > 0 ? 14 : 0,
    address: jobAddress.test(path.replaceAll(/[_]/g, '-')) ? 12 : 0,
    identified: /\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}/i.test(path) ? 3 : 0,
    title: page.titleConfidence >= 0.6 ? 8 : page.titleConfidence >= 0.4 ? 4 : -10,
    pane: page.hasPane ? 30 : 0,
    upload: page.hasUpload ? 14 : 0,
    other: page.structured
      ? 0
      : page.types.has('product') || page.types.has('recipe') || page.types.has('event')
        ? -40
        : page.types.has('article') || page.types.has('blogposting') || page.types.has('newsarticle')
          ? -20
          : 0,
    list: listTitle.test(page.title) && !page.hasPane ? (page.cards >= 4 ? -55 : -35) : 0,
    generic: genericTitle.test(page.title) && !page.structured ? -25 : 0,
    leadsAway: page.titleLeadsAway && !page.structured && !page.hasPane ? (page.cards >= 3 ? -45 : -20) : 0,
    index: isIndex(page.url) && !page.structured && !page.hasPane ? -12 : 0,
    unselected: page.unselected ? -80 : 0,
    many: page.postingNodes >= 2 && !page.structured ? -40 : 0,
    cards: page.cards >= 6 && page.descriptionLength < 1_500 ? -22 : 0,
    challenge: challengeTitle.test(page.pageTitle) && !page.structured ? -50 : 0,
    password: page.hasPassword && page.descriptionLength < 600 ? -20 : 0,
  };
}

/** An address of many jobs: it ends where they begin, or asks for some of them, and names none. */
function isIndex(url: string): boolean {
  try {
    const { pathname, searchParams } = new URL(url);
    const asks = ['q', 'query', 'keyword', 'keywords', 'search', 'what', 'where', 'page'].some((name) =>
      searchParams.has(name),
    );
    const last = pathname.split('/').findLast((part) => part !== '') ?? '';
    const named =
      /\d{4,}|(?:[^-_]+[-_]){3,}/.test(last) ||
      [...searchParams.keys()].some((name) => /(?:jid|jk|id|job)$/i.test(name));
    return (
      !named &&
      (asks ||
        /^(?:jobs?|careers?|search|results?|open-?(?:positions|roles|jobs)|vacancies|positions|openings|stellen(?:angebote)?|karriere|offres?|emplois?|ofertas|empleos|vagas|offerte|vacatures|job-?search|find-?jobs?|all-?jobs?|remote-jobs)$/i.test(
          last,
        ))
    );
  } catch {
    return false;
  }
}

/** Text with sections may be an article: something has to say that there is a job to apply for. */
function isFounded(page: KindFacts, weights: Readonly<Record<string, number>>): boolean {
  const labelled = new Set(
    page.candidates.filter((one) => one.source === 'label' || one.source === 'site').map((one) => one.field),
  );
  const signs = [
    page.structured,
    page.hasPane,
    page.hasUpload,
    page.applyControls > 0,
    (weights['address'] ?? 0) > 0,
    labelled.has('validThrough') || labelled.has('datePosted') || labelled.has('employment'),
  ];
  return (
    page.structured ||
    page.hasPane ||
    signs.filter(Boolean).length + (labelled.size >= 3 ? 1 : 0) >= 2 ||
    ((weights['address'] ?? 0) > 0 && (weights['sections'] ?? 0) > 0)
  );
}

/** What kind of page this is, and how sure that it shows one job (0 to 1). */
export function judgeKind(page: KindFacts): { readonly kind: PageKind; readonly score: number } {
  const weights = weighPosting(page);
  const points =
    Object.values(weights).reduce((sum, one) => sum + one, 0) - (isFounded(page, weights) ? 0 : 30);
  const score = Math.min(1, Math.max(0, points / 90));
  if (points >= 38) {
    const form = page.descriptionLength < 400 && (page.hasUpload || page.controls >= 4);
    return { kind: form && !page.structured ? 'application-form' : 'posting', score };
  }
  if (page.hasUpload && page.controls >= 3 && points >= 15) return { kind: 'application-form', score };
  const counted =
    page.cards >= 3 &&
    [page.title, page.pageTitle, ...page.lines.filter((line) => line.heading === 1).map((line) => line.text)]
      .slice(0, 10)
      .some((text) => listTitle.test(text));
  const list = page.unselected || counted || page.cards >= 4 || page.postingNodes >= 2 || page.hasItemList;
  return { kind: list && jobAddress.test(`${page.url} ${page.pageTitle}`) ? 'list' : 'none', score };
}

/** Controls whose words start an application. */
export function listApplyControls(root: Element): readonly Element[] {
  return [
    ...root.querySelectorAll('a[href],button,input[type="submit"],input[type="button"],[role="button"]'),
  ]
    .slice(0, 1_500)
    .filter((control) => {
      const text =
        (control.textContent ?? '').trim() ||
        (control.getAttribute('value') ?? control.getAttribute('aria-label') ?? '');
      return text.length <= 60 && applyWords.test(text) && control.closest('nav,footer') === null;
    });
}
