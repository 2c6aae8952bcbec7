import { genericTitle, noiseHeading } from '../posting/words.ts';
import { sameText, squash, tidy, wordsOf, wordShare } from '../posting/text.ts';
import type { Line } from './lines.ts';
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
const titleHook = /(?:job|posting|position|vacancy|role|jd|offer|opening|stellen?|poste?)[-_ ]*(?:ad[-_ ]*)?(?:header[-_ ]*)?(?:title|name|headline|heading)|(?:^|[\s_-])(?:title|headline)[-_ ]*(?:job|position)|jobtitle|jobname|topcard__title|posting-headline/i;

/** The pieces of a page's title: the job, the company, the site, in any order. */
export function titlePieces(title: string): readonly string[] {
  return title.split(separators).map((piece) => tidy(piece, 300)).filter((piece) => piece !== '');
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
  return ['id', 'class', 'data-testid', 'data-test', 'data-qa', 'data-automation-id', 'data-ui', 'data-at', 'itemprop', 'property']
    .map((name) => (element.getAttribute(name) ?? '').slice(0, 200))
    .join(' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2');
}

interface Scoring {
  readonly names: PageNames;
  readonly slug: ReadonlySet<string>;
  readonly proseAt: number;
}

function scoreLine(line: Line, { names, slug, proseAt }: Scoring): number {
  const { text } = line;
  const element = line.element.closest('h1,h2,h3,h4,[role="heading"]') ?? line.element;
  const hooked = titleHook.test(`${namesOf(element)} ${namesOf(line.element)}`);
  let score = [0, 30, 18, 10, 5, 2, 0][line.heading] ?? 0;
  if (hooked) score += 25;
  if (score === 0 && !names.titles.some((title) => titlePieces(title).some((piece) => sameText(piece, text)))) return 0;
  let named = 0;
  for (const title of names.titles) {
    if (sameText(title, text)) named = Math.max(named, 26);
    else if (titlePieces(title).some((piece) => sameText(piece, text))) named = Math.max(named, 34);
    else if (text.length > 5 && squash(title).includes(squash(text))) named = Math.max(named, 24);
    else named = Math.max(named, 14 * wordShare(text, title));
  }
  score += named;
  const words = wordsOf(text).filter((word) => word.length > 2);
  if (words.length > 0) score += (24 * words.filter((word) => slug.has(word)).length * Math.min(words.length, 3)) / (words.length * 3);
  if (names.siteName !== '' && sameText(text, names.siteName)) score -= 45;
  if (genericTitle.test(text) || noiseHeading.test(text)) score -= 60;
  if (line.region === 'nav' || line.region === 'other' || line.region === 'form') score -= 40;
  if (line.linked > text.length * 0.8) score -= 6;
  // The job is named before it is described.
  if (proseAt >= 0 && line.at > proseAt) score -= 12;
  if (/[.!?:]$/.test(text) && line.heading !== 1) score -= 12;
  if (text.length > 120) score -= 8;
  if (/^\d[\d,.\s]*\+?\s/.test(text) && /jobs?|stellen|offres|ofertas|vacatures|vacancies|offerte|ofert|件/i.test(text)) score -= 60;
  return score;
}

/**
 * Which line names the job: its heading level, what its author called it, and how far the page's title and
 * address say the same. Null where nothing does.
 */
export function findTitle(lines: readonly Line[], names: PageNames, proseAt: number): TitleGuess | null {
  const scoring: Scoring = { names, slug: addressWords(names.url), proseAt };
  const ranked = lines
    .filter((line) => line.text.length >= 2 && line.text.length <= 250)
    .map((line) => ({ line, score: scoreLine(line, scoring) }))
    .filter(({ score }) => score > 20)
    .sort((a, b) => b.score - a.score || a.line.at - b.line.at)
    .slice(0, 6);
  const best = ranked.find(({ line }) => isRendered(line.element));
  const own = best === undefined ? null : joinHeading(best.line, lines);
  if (best !== undefined && own !== null && best.score >= 38) {
    return { text: own, confidence: Math.min(0.9, best.score / 100), line: best.line };
  }
  const fromTitle = titleAlone(names, scoring);
  if (fromTitle !== null) return fromTitle;
  return best === undefined || own === null ? null : { text: own, confidence: Math.min(0.6, best.score / 100), line: best.line };
}

/** A heading broken into several lines is one title. */
function joinHeading(line: Line, lines: readonly Line[]): string {
  const heading = line.element.closest('h1,h2,h3,[role="heading"]');
  if (heading === null) return line.text;
  const parts = lines.filter((one) => heading.contains(one.element));
  const joined = parts.map((one) => one.text).join(' ');
  return parts.length > 1 && parts.length <= 3 && joined.length < 200 && !/badge|tag|label|new/i.test(classOf(parts[1]?.element ?? heading)) ? joined : line.text;
}

/** The job's name out of the page's title alone: the piece that is neither the site, the company nor a common word. */
function titleAlone(names: PageNames, { slug }: Scoring): TitleGuess | null {
  let host = '';
  try {
    host = squash(new URL(names.url).href);
  } catch {
    // No address: the pieces' order decides.
  }
  for (const title of names.titles) {
    const at = /^(.{3,120}?)\s+(?:at|bei|chez|hos|@|presso|bij|w|en la empresa)\s+(.{2,60})$/iu.exec(titlePieces(title)[0] ?? '');
    const pieces = at === null ? titlePieces(title) : [at[1] ?? ''];
    const usable = pieces.filter((piece) => !genericTitle.test(piece) && piece.length > 3 && !sameText(piece, names.siteName));
    const scored = usable.map((piece, index) => {
      const words = wordsOf(piece).filter((word) => word.length > 2);
      const inAddress = words.filter((word) => slug.has(word)).length / Math.max(1, words.length);
      const isHost = squash(piece).length > 2 && host.includes(squash(piece));
      return { piece, score: inAddress * 2 - (isHost && inAddress < 1 ? 2 : 0) + words.length * 0.15 - index * 0.2 };
    });
    const best = scored.toSorted((a, b) => b.score - a.score)[0];
    if (best !== undefined) return { text: best.piece, confidence: 0.45, line: null };
  }
  return null;
}
