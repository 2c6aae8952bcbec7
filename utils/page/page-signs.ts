import type { Candidate } from '../posting/candidate.ts';
import { tidy } from '../posting/text.ts';
import { jobAddress } from '../posting/words.ts';
import { isBoard } from './board-names.ts';
import type { Line } from './lines.ts';

/** Names in pictures of the page's head, where companies put their own. */
export function listLogos(page: Document): readonly string[] {
  return [
    ...page.querySelectorAll(
      'header img[alt],a[href="/"] img[alt],img[class*="logo" i][alt],img[id*="logo" i][alt],[class*="logo" i] img[alt],img[alt$=" logo" i],img[alt^="logo " i]',
    ),
  ]
    .filter(
      (image) =>
        image.closest(
          'footer,ul,ol,[role="dialog"],[id*="cookie" i],[id*="consent" i],[id*="onetrust" i]',
        ) === null,
    )
    .slice(0, 4)
    .map((image) => tidy(image.getAttribute('alt') ?? '', 90))
    .filter((name) => name !== '');
}

export function readApplyControls(controls: readonly Element[], url: string): readonly Candidate[] {
  return controls.flatMap((control) => {
    const href = control.getAttribute('href');
    if (href === null || href.startsWith('#') || /^(?:javascript|mailto):/i.test(href)) return [];
    try {
      return [
        {
          field: 'applyUrl' as const,
          text: new URL(href, url).href,
          source: 'text' as const,
          confidence: 0.6,
        },
      ];
    } catch {
      return [];
    }
  });
}

/** Whether "05/06/2026" begins with the month: American pages write so. */
export function isMonthFirst(page: Document, url: string, lines: readonly Line[]): boolean {
  // A number over twelve in any date of the page tells the order of all.
  for (const line of lines) {
    const date = line.text.length < 200 ? /(?<!\d)(\d{1,2})\/(\d{1,2})\/\d{2,4}(?!\d)/.exec(line.text) : null;
    if (date !== null && Number(date[1]) > 12) return false;
    if (date !== null && Number(date[2]) > 12) return true;
  }
  const language = page.documentElement.lang.toLowerCase();
  if (language === 'en-us') return true;
  if (language !== '' && language !== 'en') return false;
  try {
    return /\.(?:com|org|net|gov|edu|us|io|co|ai|jobs)$/.test(new URL(url).hostname);
  } catch {
    return false;
  }
}

/** Short lines next to the job's name: the employer's is often among them, and often a link to its page. */
export function listBeside(
  lines: readonly Line[],
  titleAt: number,
): readonly { readonly text: string; readonly linksToCompany: boolean }[] {
  if (titleAt < 0) return [];
  return lines
    .slice(Math.max(0, titleAt - 4), titleAt + 7)
    .filter((line) => line.at !== titleAt && line.region === 'body' && line.text.length <= 80)
    .map((line) => ({
      text: line.text,
      linksToCompany:
        /\/(?:compan(?:y|ies)|employers?|organi[sz]ations?|firm[ae]?|entreprises?|empresas?|unternehmen|arbeitgeber|bedrijven|virksomhed(?:er)?|foretag|firmy|cmp|brands?)(?:[-/?]|$)/i.test(
          line.element.closest('a')?.getAttribute('href') ?? '',
        ),
    }));
}

/** True for a line that is a link to another page of the site. */
export function leadsAway(line: Line, url: string): boolean {
  if (line.linked < line.text.length * 0.8) return false;
  const href =
    line.element.closest('a')?.getAttribute('href') ?? line.element.querySelector('a')?.getAttribute('href');
  if (href === null || href === undefined || /^(?:#|javascript:|$)/i.test(href)) return false;
  try {
    const [there, here] = [new URL(href, url), new URL(url)];
    return there.pathname.replace(/\/+$/, '') !== here.pathname.replace(/\/+$/, '') && there.pathname !== '/';
  } catch {
    return false;
  }
}

/**
 * Origins of other sites' frames that seem to hold the job: large, and on a recruiting service or at an
 * address that speaks of jobs. A page that only frames its postings is nothing without them.
 */
export function listJobFrames(page: Document, url: string): readonly string[] {
  const origins = new Set<string>();
  for (const frame of [...page.querySelectorAll('iframe[src]')].slice(0, 30)) {
    try {
      const source = new URL(frame.getAttribute('src') ?? '', url);
      if (!/^https?:$/.test(source.protocol) || source.origin === new URL(url).origin) continue;
      if (frame.clientWidth < 250 || frame.clientHeight < 250) continue;
      if (isBoard(source.href) || jobAddress.test(`${source.pathname}${source.search}`))
        origins.add(source.origin);
    } catch {
      // An address that names nothing.
    }
  }
  return [...origins].slice(0, 5);
}
