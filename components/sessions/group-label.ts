import { daysBetween } from '../transcript/day-label.ts';

/** The heading above a chat in the list, by the day of its newest message (epoch ms). */
export function toGroupLabel(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days <= 7) return 'Previous 7 days';
  return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' }).format(at);
}

/** When a chat was last used, as short as its heading allows. */
export function toTimeLabel(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 1) return new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(at);
  if (days <= 7) return new Intl.DateTimeFormat('en', { weekday: 'long' }).format(at);
  return new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' }).format(at);
}
