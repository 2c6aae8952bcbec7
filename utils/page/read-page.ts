import type { Candidate } from '../posting/candidate.ts';
import type { PageReading } from '../posting/posting.ts';
import { settlePosting } from '../posting/settle.ts';
import { sameText, squash, tidy } from '../posting/text.ts';
import { isBoardName } from './board-names.ts';
import { guessCompany } from './company.ts';
import { type Described, describe } from './describe.ts';
import { listFormQuestions } from './form-questions.ts';
import { flattenPage } from './flatten-page.ts';
import { gatherSite, gatherStructured, type SiteReading, type Structured } from './gather.ts';
import { readHooks, readMetaLines } from './hooks.ts';
import { judgeKind, type KindFacts, listApplyControls } from './kind.ts';
import { readLabelPairs } from './label-pairs.ts';
import { type Line, type PageLines, readLines } from './lines.ts';
import { readStateJson } from './state-json.ts';
import { readCovered } from './visibility.ts';
import {
  isMonthFirst,
  leadsAway,
  listBeside,
  listJobFrames,
  listLogos,
  readApplyControls,
} from './page-signs.ts';
import { readPageDate, readTimes } from './times.ts';
import { findTitle, type PageNames, type TitleGuess } from './title.ts';

export interface ReadOptions {
  /** The time of reading, from which relative dates are counted. */
  readonly now: Date;
  /** The page's address, where it is not the document's own. */
  readonly url?: string;
}

interface Frame {
  readonly page: Document;
  readonly now: Date;
  readonly names: PageNames;
  readonly site: SiteReading;
  readonly top: Element;
  readonly text: PageLines;
  readonly structured: Structured;
  readonly title: TitleGuess | null;
  /** What the page's own state says of the job. */
  readonly data: readonly Candidate[];
  readonly described: Described;
  readonly monthFirst: boolean;
  /** Two letters. */
  readonly language: string;
}

function namesOf(page: Document, url: string): PageNames {
  const meta = (name: string): string =>
    tidy(
      page.querySelector(`meta[property="${name}"],meta[name="${name}"]`)?.getAttribute('content') ?? '',
      300,
    );
  const titles: string[] = [];
  for (const title of [tidy(page.title, 300), meta('og:title'), meta('twitter:title')]) {
    if (title !== '' && !titles.some((one) => sameText(one, title))) titles.push(title);
  }
  return { url, titles, siteName: meta('og:site_name') };
}

function readShown(top: Element, isFlat: boolean): PageLines {
  // Of a flat copy only what is drawn was taken, and nothing in it is laid out.
  readCovered(isFlat);
  if (isFlat) return readLines(top);
  const text = readLines(top);
  const length = text.lines.reduce((sum, line) => sum + (line.region === 'body' ? line.text.length : 0), 0);
  if (length >= 150) return text;
  readCovered(true);
  const covered = readLines(top);
  if (covered.lines.reduce((sum, line) => sum + line.text.length, 0) > 1_500) return covered;
  readCovered(false);
  return text;
}

function openFrame(original: Document, { now, url: given }: ReadOptions): Frame {
  const url = (given ?? original.location.href).slice(0, 4_000);
  readCovered(false);
  const flat = flattenPage(original);
  const page = flat ?? original;
  const names = namesOf(page, url);
  const site = gatherSite(page, url);
  const top = site.pane ?? page.body ?? page.documentElement;
  const text = readShown(top, flat !== null);
  const { lines } = text;
  const structured = gatherStructured(page, names, lines);
  const firstProse = lines.find(
    (line) => line.region === 'body' && line.heading === 0 && line.text.length > 200 && line.linked < 100,
  );
  const title = findTitle(lines, names, firstProse?.at ?? -1);
  const shown = [
    ...names.titles,
    ...lines.filter((line) => line.heading > 0).map((line) => line.text),
    ...(title === null ? [] : [title.text]),
  ];
  const whole = structured.matched && structured.candidates.some((one) => one.field === 'description');
  const data = whole ? [] : readStateJson(page, { shown, url });
  const described = describe({
    top,
    page: text,
    structured: [...structured.candidates, ...data],
    site: site.description,
    titleLine: title?.line ?? null,
  });
  return {
    page,
    now,
    names,
    site,
    top,
    text,
    structured,
    title,
    data,
    described,
    monthFirst: isMonthFirst(page, url, lines),
    language: page.documentElement.lang.slice(0, 2) || 'en',
  };
}

function gather(frame: Frame, controls: readonly Element[]): readonly Candidate[] {
  const {
    page,
    names,
    text: { lines },
    title,
    described,
    monthFirst,
    language,
  } = frame;
  const titleAt = title?.line?.at ?? -1;
  const endAt = described.element === null ? lines.length : lastLineOf(lines, described.element);
  const labelled = readLabelPairs(lines, frame.top);
  const found: Candidate[] = [
    ...frame.structured.candidates,
    ...frame.data,
    ...frame.site.candidates,
    // "Engineer, Platform, Berlin" in a row below the heading "Engineer": the heading is the name.
    ...labelled.filter(
      (one) =>
        one.field !== 'title' ||
        title === null ||
        title.line === null ||
        !squash(one.text).startsWith(squash(title.text)),
    ),
    ...readHooks(lines, titleAt),
    ...readMetaLines(lines, { titleAt, endAt, language, now: frame.now, monthFirst }),
    ...readTimes(lines, { titleAt, now: frame.now, monthFirst }),
    ...readPageDate(page),
    ...readApplyControls(controls, names.url),
  ];
  if (title !== null)
    found.push({
      field: 'title',
      text: title.text,
      source: title.line === null ? 'page-title' : 'heading',
      confidence: title.confidence,
      at: titleAt,
    });
  const titleText = bestTitle(found);
  const words = `${lines.map((line) => line.text).join('\n')}\n${described.markdown}`.slice(0, 120_000);
  found.push(
    ...guessCompany({
      names,
      title: titleText,
      titleAt,
      organizations: frame.structured.organizations,
      logos: listLogos(page),
      beside: listBeside(lines, titleAt),
      text: words,
      language,
    }),
  );
  return found.filter((one) => !(one.field === 'company' && isBoardName(one.text, names.url)));
}

function bestTitle(candidates: readonly Candidate[]): string {
  return (
    candidates.filter((one) => one.field === 'title').toSorted((a, b) => b.confidence - a.confidence)[0]
      ?.text ?? ''
  );
}

function toKindFacts(frame: Frame, candidates: readonly Candidate[], applyControls: number): KindFacts {
  const { page, structured, site, text, described } = frame;
  const types = new Set(structured.types);
  const ogType = page.querySelector('meta[property="og:type"]')?.getAttribute('content') ?? '';
  if (/product|article/i.test(ogType)) types.add(/product/i.test(ogType) ? 'product' : 'article');
  return {
    url: frame.names.url,
    pageTitle: page.title,
    title: bestTitle(candidates),
    lines: text.lines,
    root: described.element,
    descriptionLength: described.markdown.length,
    titleLeadsAway:
      frame.title?.line !== null && frame.title !== null && leadsAway(frame.title.line, frame.names.url),
    titleConfidence: Math.max(
      0,
      ...candidates.filter((one) => one.field === 'title').map((one) => one.confidence),
    ),
    candidates,
    structured: structured.matched || frame.data.length > 0,
    types,
    postingNodes: structured.postingNodes,
    hasItemList: structured.hasItemList,
    cards: Math.max(0, ...text.cardGroups.map((group) => group.cards)),
    hasPane: site.pane !== null && site.candidates.length >= 2 && described.markdown.length > 200,
    unselected: site.unselected,
    hasPassword: page.querySelector('input[type="password"]') !== null,
    controls: page.querySelectorAll('form input:not([type="hidden"]),form textarea,form select').length,
    hasUpload: page.querySelector('input[type="file"]') !== null,
    applyControls,
  };
}

/** What `readPage` decides from, for looking into a decision. */
export function explainPage(
  page: Document,
  options: ReadOptions,
): { readonly frame: Frame; readonly candidates: readonly Candidate[]; readonly facts: KindFacts } {
  const frame = openFrame(page, options);
  const controls = listApplyControls(frame.top);
  const candidates = gather(frame, controls);
  return { frame, candidates, facts: toKindFacts(frame, candidates, controls.length) };
}

/** Reads the frame that `page` is: what kind it is, and the posting on it. Changes nothing and fetches nothing. */
export function readPage(page: Document, options: ReadOptions): PageReading {
  const { frame, candidates, facts } = explainPage(page, options);
  const { kind, score } = judgeKind(facts);
  const isPosting = kind === 'posting' || kind === 'application-form';
  const { url } = frame.names;
  const context = {
    now: frame.now,
    monthFirst: frame.monthFirst,
    url,
    description: frame.described,
    stale: frame.structured.stale,
  };
  return {
    version: 1,
    kind,
    url,
    pageTitle: tidy(page.title, 600),
    posting: isPosting ? settlePosting(candidates, context) : null,
    score,
    ...(kind === 'posting' ? {} : { jobFrames: [...listJobFrames(page, url)] }),
    questions: kind === 'list' ? [] : listFormQuestions(page, kind),
  };
}

function lastLineOf(lines: readonly Line[], element: Element): number {
  return lines.findLast((line) => element.contains(line.element))?.at ?? lines.length;
}
