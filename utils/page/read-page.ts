import type { Candidate, RawField } from '../posting/candidate.ts';
import type { PageReading } from '../posting/posting.ts';
import { settlePosting } from '../posting/settle.ts';
import { sameText, tidy } from '../posting/text.ts';
import { guessCompany, isBoardName } from './company.ts';
import { describe } from './describe.ts';
import { gatherSite, gatherStructured } from './gather.ts';
import { readHooks, readMetaLines } from './hooks.ts';
import { judgeKind, listApplyControls } from './kind.ts';
import { readLabelPairs } from './label-pairs.ts';
import { type Line, readLines } from './lines.ts';
import { readStateJson } from './state-json.ts';
import { findTitle, type PageNames } from './title.ts';

export interface ReadOptions {
  /** The time of reading, from which relative dates are counted. */
  readonly now: Date;
  /** The page's address, where it is not the document's own. */
  readonly url?: string;
}

function namesOf(page: Document, url: string): PageNames {
  const meta = (name: string): string => tidy(page.querySelector(`meta[property="${name}"],meta[name="${name}"]`)?.getAttribute('content') ?? '', 300);
  const titles: string[] = [];
  for (const title of [tidy(page.title, 300), meta('og:title'), meta('twitter:title')]) {
    if (title !== '' && !titles.some((one) => sameText(one, title))) titles.push(title);
  }
  return { url, titles, siteName: meta('og:site_name') };
}

/** Names in pictures of the page's head, where companies put their own. */
function logosOf(page: Document): readonly string[] {
  return [...page.querySelectorAll('header img[alt],a[href="/"] img[alt],img[class*="logo" i][alt],img[id*="logo" i][alt],img[src*="logo" i][alt],[class*="logo" i] img[alt]')]
    .slice(0, 12)
    .map((image) => tidy(image.getAttribute('alt') ?? '', 90))
    .filter((name) => name !== '');
}

function applyCandidates(controls: readonly Element[], url: string): readonly Candidate[] {
  return controls.flatMap((control) => {
    const href = control.getAttribute('href');
    if (href === null || href.startsWith('#') || /^(?:javascript|mailto):/i.test(href)) return [];
    try {
      return [{ field: 'applyUrl' as const, text: new URL(href, url).href, source: 'text' as const, confidence: 0.6 }];
    } catch {
      return [];
    }
  });
}

/** American pages write the month first. */
function isMonthFirst(page: Document, url: string): boolean {
  const language = page.documentElement.lang.toLowerCase();
  if (language === 'en-us') return true;
  if (!language.startsWith('en') && language !== '') return false;
  try {
    return /\.(?:com|org|net|gov|edu|us|io|co|ai|jobs)$/.test(new URL(url).hostname) && language !== 'en-gb' && language !== 'en-au' && language !== 'en-ie' && language !== 'en-in';
  } catch {
    return false;
  }
}

/** Reads the frame that `page` is: what kind it is, and the posting on it. Changes nothing and fetches nothing. */
export function readPage(page: Document, options: ReadOptions): PageReading {
  const url = (options.url ?? page.location.href).slice(0, 4_000);
  const names = namesOf(page, url);
  const site = gatherSite(page, url);
  const top = site.pane ?? page.body ?? page.documentElement;
  const text = readLines(top);
  const { lines } = text;
  const structured = gatherStructured(page, names, lines);
  const firstProse = lines.find((line) => line.region === 'body' && line.heading === 0 && line.text.length > 200 && line.linked < 100);
  const title = findTitle(lines, names, firstProse?.at ?? -1);
  const shown = [...names.titles, ...lines.filter((line) => line.heading > 0).map((line) => line.text), ...(title === null ? [] : [title.text])];
  const data = structured.matched && structured.candidates.some((one) => one.field === 'description') ? [] : readStateJson(page, { shown, url });
  const described = describe({ top, page: text, structured: [...structured.candidates, ...data], site: site.description, titleLine: title?.line ?? null });
  const titleAt = title?.line?.at ?? -1;
  const monthFirst = isMonthFirst(page, url);
  const language = page.documentElement.lang.slice(0, 2) || 'en';
  const endAt = described.element === null ? lines.length : lastLineOf(lines, described.element);
  const controls = listApplyControls(top);
  const found: Candidate[] = [
    ...structured.candidates,
    ...data,
    ...site.candidates,
    ...readLabelPairs(lines, top),
    ...readHooks(lines, titleAt),
    ...readMetaLines(lines, { titleAt, endAt, language, now: options.now, monthFirst }),
    ...applyCandidates(controls, url),
  ];
  if (title !== null) found.push({ field: 'title', text: title.text, source: title.line === null ? 'page-title' : 'heading', confidence: title.confidence, at: titleAt });
  const titleText = found.filter((one) => one.field === 'title').toSorted((a, b) => b.confidence - a.confidence)[0]?.text ?? '';
  found.push(
    ...guessCompany({ names, title: titleText, titleAt, organizations: structured.organizations, logos: logosOf(page), text: `${lines.map((line) => line.text).join('\n')}\n${described.markdown}`.slice(0, 120_000), language }),
  );
  const candidates = found.filter((one) => !(one.field === 'company' && isBoardName(one.text, url)));
  const { kind, score } = judgeKind({
    url,
    pageTitle: page.title,
    lines,
    root: described.element,
    descriptionLength: described.markdown.length,
    titleConfidence: Math.max(0, ...candidates.filter((one) => one.field === 'title').map((one) => one.confidence)),
    candidates,
    structured: structured.matched || data.length > 0,
    postingNodes: structured.postingNodes,
    hasItemList: structured.hasItemList,
    cards: Math.max(0, ...text.cardGroups.map((group) => group.cards)),
    hasPane: site.pane !== null && site.candidates.length >= 2,
    hasPassword: page.querySelector('input[type="password"]') !== null,
    controls: [...page.querySelectorAll('form input:not([type="hidden"]),form textarea,form select')].length,
    hasUpload: page.querySelector('input[type="file"]') !== null,
    applyControls: controls.length,
  });
  const isPosting = kind === 'posting' || kind === 'application-form';
  const posting = isPosting ? settlePosting(candidates, { now: options.now, monthFirst, url, description: described, stale: new Set<RawField>(structured.stale) }) : null;
  return { version: 1, kind, url, pageTitle: tidy(page.title, 600), posting, score };
}

function lastLineOf(lines: readonly Line[], element: Element): number {
  return lines.findLast((line) => element.contains(line.element))?.at ?? lines.length;
}
