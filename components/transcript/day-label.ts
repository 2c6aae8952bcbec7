// Not by `Intl`: its first use costs a browser that has just started some 30 ms, before the first frame.
const weekdays = 'Sun Mon Tues Wednes Thurs Fri Satur'.split(' ');
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** The calendar day of `at` (epoch ms, the reader's own zone) as a key that is equal on the same day. */
export function dayOf(at: number): string {
  return new Date(at).toDateString();
}

/** How many midnights lie between two times; negative for the future. */
export function daysBetween(at: number, now: number): number {
  const from = new Date(at).setHours(12, 0, 0, 0);
  const to = new Date(now).setHours(12, 0, 0, 0);
  return Math.round((to - from) / 86_400_000);
}

/** What a day is called above its messages. */
export function toDayLabel(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  const date = new Date(at);
  const day = `${months[date.getMonth()]} ${date.getDate()}`;
  return date.getFullYear() === new Date(now).getFullYear()
    ? `${weekdays[date.getDay()]}day, ${day}`
    : `${day}, ${date.getFullYear()}`;
}
