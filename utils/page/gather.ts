import type { Candidate, RawField } from '../posting/candidate.ts';
import { sameText, squash, tidy, withoutTags, wordShare } from '../posting/text.ts';
import { findSite } from './find-site.ts';
import { readJobNode, toLine } from './job-node.ts';
import { type Node, readJsonLd } from './json-ld.ts';
import type { Line } from './lines.ts';
import { readMicrodata } from './microdata.ts';
import type { Site } from './site-table.ts';
import type { PageNames } from './title.ts';

export interface Structured {
  readonly candidates: readonly Candidate[];
  /** True where a posting in the data is the one that the page shows. */
  readonly matched: boolean;
  readonly postingNodes: number;
  readonly hasItemList: boolean;
  /** What else the data says the page is: an article, a product. */
  readonly types: ReadonlySet<string>;
  readonly organizations: readonly string[];
  /** Fields that only data about another job named. */
  readonly stale: ReadonlySet<RawField>;
}

/** The last part of an address that says which page it is. */
function tail(address: string, base: string): string {
  try {
    const { pathname } = new URL(address, base);
    return pathname.replace(/\/+$/, '').toLowerCase();
  } catch {
    return '';
  }
}

/** How far a JobPosting is the job that is shown: by its title among headings, by its address or its id. */
function match(
  node: Node,
  {
    names,
    shown,
    alone,
    textLength,
  }: { names: PageNames; shown: readonly string[]; alone: boolean; textLength: number },
): number {
  const title = toLine(node['title'] ?? node['Title'] ?? node['name']);
  const all = [...shown, ...names.titles];
  if (title !== '' && all.some((text) => sameText(text, title))) return 1;
  if (title.length > 5 && all.some((text) => squash(text).includes(squash(title)))) return 0.9;
  const url = node['url'];
  const here = tail(names.url, names.url);
  if (typeof url === 'string' && here.length > 3 && tail(url, names.url) === here) return 0.9;
  const id = toLine(node['identifier']);
  if (id.length >= 4 && squash(names.url).includes(squash(id))) return 0.8;
  if (
    title !== '' &&
    all.some((text) => text.length > 5 && (wordShare(title, text) >= 0.7 || wordShare(text, title) >= 0.99))
  )
    return 0.7;
  if (title !== '' && wordShare(title, decodeURIComponent(here.replaceAll(/%(?![0-9a-f]{2})/gi, ' '))) >= 0.7)
    return 0.7;
  // A page that shows nothing yet (rendered later) has nothing to disagree with.
  return alone && textLength < 400 ? 0.6 : 0;
}

/** Reads structured data, and believes of it only the posting that the page shows. */
export function gatherStructured(root: Document, names: PageNames, lines: readonly Line[]): Structured {
  const blocks = [...root.querySelectorAll('script[type*="ld+json" i]')].map(
    (script) => script.textContent ?? '',
  );
  const ld = readJsonLd(blocks);
  const micro = readMicrodata(root);
  const shown = lines
    .filter(
      (line) =>
        (line.heading > 0 && line.region !== 'nav' && line.region !== 'other') ||
        (line.region === 'body' && line.at < 40 && line.text.length < 200),
    )
    .map((line) => line.text);
  const textLength = lines.reduce((sum, line) => sum + (line.region === 'body' ? line.text.length : 0), 0);
  const nodes = [
    ...ld.postings.map((node) => ({ node, source: 'json-ld' as const })),
    ...micro.map((node) => ({ node, source: 'microdata' as const })),
  ];
  const alone = nodes.length === 1;
  const ranked = nodes
    .slice(0, 100)
    .map(({ node, source }) => ({ node, source, score: match(node, { names, shown, alone, textLength }) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  const best = ranked[0];
  const titles = new Set(
    nodes.map(({ node }) => squash(toLine(node['title'] ?? node['Title'] ?? node['name']))),
  );
  // Several different jobs of which more than one is shown: a list.
  const several =
    titles.size > 1 &&
    ranked.filter(
      (one) => one.score >= 0.9 && squash(toLine(one.node['title'])) !== squash(toLine(best?.node['title'])),
    ).length > 0;
  if (best === undefined || several) {
    const stale = new Set(
      nodes.flatMap(({ node, source }) =>
        readJobNode(node, { source, confidence: 0.5 }).map((one) => one.field),
      ),
    );
    return {
      candidates: [],
      matched: false,
      postingNodes: titles.size,
      hasItemList: ld.hasItemList,
      types: ld.types,
      organizations: ld.organizations,
      stale,
    };
  }
  const same = ranked.filter(
    (one) =>
      one.score >= best.score - 0.3 &&
      squash(toLine(one.node['title'])) === squash(toLine(best.node['title'])),
  );
  const candidates = same
    .slice(0, 3)
    .flatMap(({ node, source }) => readJobNode(node, { source, confidence: 0.78 + best.score * 0.15 }));
  return {
    candidates,
    matched: true,
    postingNodes: titles.size,
    hasItemList: ld.hasItemList,
    types: ld.types,
    organizations: ld.organizations,
    stale: new Set(),
  };
}

/** The first of `selectors` that shows text within `root`. */
export function findFirst(root: ParentNode, selectors: readonly string[]): Element | null {
  for (const selector of selectors) {
    for (const element of [...root.querySelectorAll(selector)].slice(0, 20)) {
      if (tidy(element.textContent ?? '', 200) !== '') return element;
    }
  }
  return null;
}

export interface SiteReading {
  readonly site: Site | null;
  readonly candidates: readonly Candidate[];
  readonly description: Element | null;
  readonly pane: Element | null;
  /** True where the site shows jobs beside a list, and none was selected. */
  readonly unselected: boolean;
}

function isSelected(url: string, parameters: readonly string[]): boolean {
  try {
    const { searchParams } = new URL(url);
    return parameters.some((name) => searchParams.has(name));
  } catch {
    return false;
  }
}

/** What the table knows to find on this site. */
export function gatherSite(root: Document, url: string): SiteReading {
  const site = findSite(url);
  if (site === null) return { site, candidates: [], description: null, pane: null, unselected: false };
  const pane = site.pane === undefined ? null : findFirst(root, site.pane);
  if (pane !== null && site.selectedBy !== undefined && !isSelected(url, site.selectedBy))
    return { site, candidates: [], description: null, pane: null, unselected: true };
  const scope = pane ?? root;
  const candidates: Candidate[] = [];
  let description: Element | null = null;
  for (const [field, selectors] of Object.entries(site.fields)) {
    const element = findFirst(scope, selectors);
    if (element === null) continue;
    if (field === 'description') description = element;
    else if (isRawField(field)) {
      const text = withoutTags(
        (element.getAttribute('content') ?? element.textContent ?? '').replaceAll('<', ' '),
      );
      if (text.length < 300) candidates.push({ field, text, source: 'site', confidence: 0.9 });
    }
  }
  return { site, candidates, description, pane, unselected: false };
}

const rawFields: ReadonlySet<string> = new Set<RawField>([
  'title',
  'company',
  'place',
  'workplace',
  'employment',
  'salary',
  'datePosted',
  'validThrough',
  'applyUrl',
  'identifier',
]);

function isRawField(text: string): text is RawField {
  return rawFields.has(text);
}
