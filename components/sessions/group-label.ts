import { daysBetween } from '../transcript/day-label.ts';

const toMonth = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' });
const toHour = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const toWeekday = new Intl.DateTimeFormat('en', { weekday: 'long' });
const toDay = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
/** By month: a list has thousands of chats and few months. */
const months = new Map<number, string>();

/** The heading above a chat in the list, by the day of its newest message (epoch ms). */
export function toGroupLabel(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days <= 7) return 'Previous 7 days';
  const date = new Date(at);
  const month = date.getFullYear() * 12 + date.getMonth();
  const label = months.get(month) ?? toMonth.format(at);
  months.set(month, label);
  return label;
}

/** When a chat was last used, as short as its heading allows. */
export function toTimeLabel(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 1) return toHour.format(at);
  if (days <= 7) return toWeekday.format(at);
  return toDay.format(at);
}
