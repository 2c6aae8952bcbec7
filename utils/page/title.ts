import { jobWords } from '../posting/job-words.ts';
import { genericTitle, noiseHeading } from '../posting/words.ts';
import { sameText, squash, tidy, wordsOf, wordShare } from '../posting/text.ts';
import type { Line } from './lines.ts';
import { tenantOf } from './tenant.ts';
import { classOf, isRendered } from './visibility.ts';

/** What the page calls itself outside of its text. */
export interface PageNames {
  readonly url: string;
  /** `document.title`, og:title and twitter:title, without repeats. */
  readonly titles: readonly string[];
  readonly siteName: string;
}

export interface TitleGuess {
  readonly text: string;
  readonly confidence: number;
  /** The line it stands in, or null where only the page's title says it. */
  readonly line: Line | null;
}

const separators = /\s+[|–—·•»«:>/-]+\s+|\s*[|»«｜]\s*|\s+(?=@)|:\s+/;
const titleHook =
  /(?:job|posting|position|vacancy|role|jd|offer|opening|stellen?|poste?|detail)[-_]*(?:ad[-_]*)?(?:head(?:er)?[-_]*)?(?:title|name|headline|heading)|(?:^|[\s_-])(?:title|headline)[-_]*(?:job|position)|jobtitle|jobname|topcard__title|posting-headline/i;

const companyHook = /compan(?!ion)|employer|organi[sz]ation/i;
const plainLegalForm =
  /\b(?:inc|llc|ltd|limited|gmbh|plc|corp|pty|s\.?r\.?l|s\.?p\.?a|kg|bv|b\.v|a\/s)\.?(?:\s*[[(]\d+[\])])?$|株式会社|有限会社|合同会社|有限公司|주식회사|\(주\)/iu;

/** Forms that are words or initials in small letters. */
const upperLegalForm =
  /\p{L}[\p{L}.&)]*,?\s+(?:AG|SE|SA|SAS|NV|AB|AS|A\/S|Oyj?|ApS|KGaA|LLP|LP|PBC)\.?(?:\s*[[(]\d+[\])])?$/u;

/** True where a name ends as companies' names do. */
export function hasLegalForm(name: string): boolean {
  return plainLegalForm.test(name) || upperLegalForm.test(name);
}

/** The pieces of a page's title: the job, the company, the site, in any order. */
export function titlePieces(title: string): readonly string[] {
  return title
    .split(separators)
    .map((piece) => tidy(piece, 300))
    .filter((piece) => piece !== '');
}

/** What of the page's titles may be the job's name, squashed: single pieces, and several in a row. */
interface TitleParts {
  readonly pieces: ReadonlySet<string>;
  /** A job's name may hold the title's own dashes; the whole title is none of these. */
  readonly runs: ReadonlySet<string>;
}

function partsOf(titles: readonly string[]): TitleParts {
  const pieces = new Set<string>();
  const runs = new Set<string>();
  for (const title of titles) {
    const parts = titlePieces(title).map(squash).slice(0, 12);
    for (const [from, part] of parts.entries()) {
      if (part !== '') pieces.add(part);
      let run = part;
      for (let to = from + 1; to < parts.length && to - from + 1 < parts.length; to++) {
        run += parts[to] ?? '';
        runs.add(run);
      }
    }
  }
  return { pieces, runs };
}

function addressWords(url: string): ReadonlySet<string> {
  try {
    const { pathname, search } = new URL(url);
    return new Set(wordsOf(decodeURIComponent(`${pathname} ${search}`)).filter((word) => word.length > 2));
  } catch {
    return new Set();
  }
}

/** Attributes by which authors name what an element is. */
export function namesOf(element: Element): string {
  return [
    'id',
    'class',
    'data-testid',
    'data-test',
    'data-qa',
    'data-automation-id',
    'data-ui',
    'data-at',
    'itemprop',
    'property',
  ]
    .map((name) => (element.getAttribute(name) ?? '').slice(0, 200))
    .join(' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2');
}

interface Scoring extends TitleParts {
  readonly names: PageNames;
  readonly slug: ReadonlySet<string>;
  readonly proseAt: number;
}

function scoreLine(line: Line, { names, slug, proseAt, pieces, runs }: Scoring): number {
  const { text } = line;
  const element = line.element.closest('h1,h2,h3,h4,[role="heading"]') ?? line.element;
  const hooked = titleHook.test(`${namesOf(element)} ${namesOf(line.element)}`);
  let score = [0, 30, 18, 10, 5, 2, 0][line.heading] ?? 0;
  if (hooked) score += 25;
  // The employer is set as large as the job on many pages.
  if (companyHook.test(namesOf(line.element)) || hasLegalForm(text)) score -= 22;
  const plain = squash(text);
  const run = runs.has(plain);
  if (score === 0 && !run && !pieces.has(plain)) return 0;
  let named = 0;
  for (const title of names.titles) {
    if (sameText(title, text)) named = Math.max(named, 26);
    else if (titlePieces(title).some((piece) => sameText(piece, text))) named = Math.max(named, 34);
    else if (text.length > 5 && squash(title).includes(squash(text))) named = Math.max(named, 24);
    else named = Math.max(named, 14 * wordShare(text, title));
  }
  score += run ? Math.max(34, named) : named;
  if (jobWords.test(text)) score += 5;
  const words = wordsOf(text).filter((word) => word.length > 2);
  if (words.length > 0)
    score +=
      (24 * words.filter((word) => slug.has(word)).length * Math.min(words.length, 3)) / (words.length * 3);
  if (names.siteName !== '' && sameText(text, names.siteName)) score -= 45;
  if (genericTitle.test(text) || noiseHeading.test(text)) score -= 60;
  if (line.region === 'nav' || line.region === 'other' || line.region === 'form') score -= 40;
  if (line.linked > text.length * 0.8) score -= 6;
  // The job is named before it is described.
  if (proseAt >= 0 && line.at > proseAt) score -= 12;
  if (/[.!?:]$/.test(text) && line.heading !== 1) score -= 12;
  if (text.length > 120) score -= 8;
  if (
    /^\d[\d,.\s]*\+?\s/.test(text) &&
    /jobs?|stellen|offres|ofertas|vacatures|vacancies|offerte|ofert|件/i.test(text)
  )
    score -= 60;
  return score;
}

/**
 * Which line names the job: its heading level, what its author called it, and how far the page's title and
 * address say the same. Null where nothing does.
 */
export function findTitle(lines: readonly Line[], names: PageNames, proseAt: number): TitleGuess | null {
  const scoring: Scoring = {
    names,
    slug: addressWords(names.url),
    proseAt,
    ...partsOf(names.titles),
  };
  const ranked = lines
    .filter((line) => line.text.length >= 2 && line.text.length <= 250)
    .map((line) => ({ line, score: scoreLine(line, scoring) }))
    .filter(({ line, score }) => score > 14 && hasName(line.text))
    .sort((a, b) => b.score - a.score || a.line.at - b.line.at)
    .slice(0, 6);
  const best = ranked.find(({ line }) => isRendered(line.element));
  const own = best === undefined ? null : bareTitle(joinHeading(best.line, lines, names));
  if (best !== undefined && own !== null && best.score >= 26) {
    return { text: own, confidence: Math.min(0.9, 0.3 + best.score / 90), line: best.line };
  }
  const fromTitle = titleAlone(names, scoring);
  if (fromTitle !== null) return fromTitle;
  return best === undefined || own === null
    ? null
    : { text: own, confidence: Math.min(0.55, 0.3 + best.score / 90), line: best.line };
}

/** A name has letters: at least three, or two of a script that writes words in few. */
export function hasName(text: string): boolean {
  return (
    (text.match(/\p{L}/gu)?.length ?? 0) >= (/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/.test(text) ? 2 : 3)
  );
}

/** A heading broken into several lines is one title. */
function joinHeading(line: Line, lines: readonly Line[], { titles }: PageNames): string {
  const heading = line.element.closest('h1,h2,h3,[role="heading"]');
  if (heading === null) return line.text;
  const parts = lines.filter((one) => heading.contains(one.element));
  const joined = parts.map((one) => one.text).join(' ');
  if (titles.some((title) => squash(title).includes(squash(joined)))) return joined;
  if (titles.some((title) => squash(title).includes(squash(line.text))) && line.text.length > 5)
    return line.text;
  return parts.length > 1 &&
    parts.length <= 3 &&
    joined.length < 200 &&
    !/badge|tag|label|new/i.test(classOf(parts[1]?.element ?? heading))
    ? joined
    : line.text;
}

/** A title without the words that careers pages put around it. */
export function bareTitle(title: string): string {
  const text = title.replace(/の(?:求人|採用|募集)(?:詳細)?(?:情報)?(?:ページ)?$/u, '').trim();
  const pieces = text.split(/\s+[|–—-]\s+|\s*[|｜]\s*/).filter((piece) => piece !== '');
  const kept = pieces.filter((piece) => !genericTitle.test(piece.trim()));
  return kept.length === pieces.length || kept.length === 0
    ? text
    : kept.length === 1
      ? (kept[0] ?? text).trim()
      : text;
}

/** The job's name out of the page's title alone: the piece that is neither the site, the company nor a common word. */
function titleAlone(names: PageNames, { slug }: Scoring): TitleGuess | null {
  let host = '';
  try {
    const { hostname } = new URL(names.url);
    host = squash(hostname);
  } catch {
    // No address: the pieces' order decides.
  }
  const tenant = squash(tenantOf(names.url) ?? '');
  for (const title of names.titles) {
    const at = /^(.{3,120}?)\s+(?:at|bei|chez|hos|@|presso|bij|w|en la empresa)\s+(.{2,60})$/iu.exec(
      titlePieces(title)[0] ?? '',
    );
    const pieces = at === null ? titlePieces(title) : [at[1] ?? ''];
    const usable = pieces.filter(
      (piece) =>
        !genericTitle.test(piece) && piece.length > 3 && hasName(piece) && !sameText(piece, names.siteName),
    );
    const scored = usable.map((piece, index) => {
      const words = wordsOf(piece).filter((word) => word.length > 2);
      const inAddress = words.filter((word) => slug.has(word)).length / Math.max(1, words.length);
      const isHost = squash(piece).length > 2 && host.includes(squash(piece));
      const isTenant = tenant !== '' && squash(piece).startsWith(tenant);
      return {
        piece,
        score:
          inAddress * 2 -
          (hasLegalForm(piece) || isTenant ? 4 : isHost && inAddress < 1 ? 2 : 0) +
          words.length * 0.15 -
          index * 0.2 +
          (jobWords.test(piece) ? 0.8 : 0),
      };
    });
    const best = scored.toSorted((a, b) => b.score - a.score)[0];
    if (best !== undefined) return { text: best.piece, confidence: 0.45, line: null };
  }
  return null;
}
