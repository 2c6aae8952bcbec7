import { daysFrom, toTimeOfDay } from '../../utils/std/local-day.ts';

/** A day (`YYYY-MM-DD`) in words, as short as it can be: "today", "22 Nov", "3 Jan 2027". */
export function toDayWords(day: string, today: string): string {
  if (day === today) return 'today';
  const at = toTimeOfDay(day, 12);
  if (Number.isNaN(at)) return day;
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...year }).format(at);
}

/** What a follow-up's day says today. */
export function toDueWords(day: string, today: string): string {
  const ago = daysFrom(day, today);
  if (ago === 0) return 'Due today';
  if (ago > 0) return `Due since ${toDayWords(day, today)}`;
  return ago === -1 ? 'Follow up tomorrow' : `Follow up on ${toDayWords(day, today)}`;
}

/** The day of a time (epoch ms). */
export function toTimeWords(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}
