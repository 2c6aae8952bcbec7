import type { Candidate } from '../posting/candidate.ts';
import { type DayOrder, toDay } from '../posting/day.ts';
import { tidy } from '../posting/text.ts';
import { toLabelField } from '../posting/words.ts';
import type { Line } from './lines.ts';

/** Words beside a day that say that something was put up then. */
export const postedWords =
  /post|publi|veröff|erschienen|online|ago\b|vor \d|il y a|mise? en ligne|hace|fa$|inserit|pubblic|anunci|geleden|geplaatst|siden|sedan|sitten|opslået|oprettet|indrykket|inlagd|upplagd|lagt ut|julkaist|lisätty|temu|opublik|dodan|zveřejn|přidán|feladva|közzé|adăugat|added|listed|opened|today|yesterday|heute|gestern|hoy|ayer|aujourd|hier\b|oggi|ieri|eingestellt|опубл|розміщ|размещ|тому|назад|сьогодні|сегодня|前|掲載|公開|更新|发布|發佈|刊登|전|등록|게시|פורסם|לפני|yayın|önce|δημοσι/iu;

/** The machine's own words for a day that a line shows: its `datetime`, or the title over "3 days ago". */
function stampOf(line: Line): string {
  const time = line.element.closest('time') ?? line.element.querySelector('time');
  return (
    time?.getAttribute('datetime') ??
    time?.getAttribute('title') ??
    line.element.closest('[data-date]')?.getAttribute('data-date') ??
    line.element.getAttribute('title') ??
    ''
  );
}

/** Days around the job's name that no label and no class names: marked up as times, or standing alone. */
export function readTimes(
  lines: readonly Line[],
  { titleAt, now, monthFirst }: { readonly titleAt: number; readonly now: Date } & DayOrder,
): readonly Candidate[] {
  const found: Candidate[] = [];
  const today = now.toISOString().slice(0, 10);
  for (const line of lines) {
    if ((line.region !== 'body' && line.region !== 'aside') || line.text.length > 90) continue;
    const distance = titleAt < 0 ? 15 : Math.abs(line.at - titleAt);
    if (distance > 40) continue;
    const before = lines[line.at - 1]?.text ?? '';
    // What a label names is read with its label.
    if (toLabelField(before) !== null) continue;
    const stamp = stampOf(line).slice(0, 60);
    const marked = stamp === '' ? null : toDay(stamp, { now, monthFirst });
    const shown = toDay(line.text, { now, monthFirst });
    const worded = postedWords.test(line.text) || (before.length < 40 && postedWords.test(before));
    if (marked !== null && !marked.approximate) {
      // Exact where the line itself is only about: it beats what the line says.
      const trust = shown?.approximate === true || worded ? 0.74 : 0.5;
      if (marked.date <= today) found.push(make('datePosted', stamp, line, trust));
      else found.push(make('validThrough', stamp, line, 0.45));
    } else if (shown !== null && !shown.approximate && line.text.length <= 24 && distance <= 10) {
      if (shown.date <= today) found.push(make('datePosted', line.text, line, worded ? 0.55 : 0.42));
      else found.push(make('validThrough', line.text, line, 0.4));
    }
  }
  return found;
}

function make(
  field: 'datePosted' | 'validThrough',
  text: string,
  { at }: Line,
  confidence: number,
): Candidate {
  return { field, text, source: 'text', confidence, at };
}

/** When the page itself says it was put up; for a job's page mostly the day on which the job was. */
export function readPageDate(page: Document): readonly Candidate[] {
  const meta = page.querySelector(
    'meta[property="article:published_time"],meta[property="og:published_time"],meta[name="datePosted" i],meta[name="date" i],meta[name="dc.date" i],meta[name="publish-date" i]',
  );
  const text = tidy(meta?.getAttribute('content') ?? '', 60);
  return text === '' ? [] : [{ field: 'datePosted', text, source: 'page-state', confidence: 0.4 }];
}
