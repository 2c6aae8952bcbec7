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
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat('en', {
    weekday: sameYear ? 'long' : undefined,
    day: 'numeric',
    month: 'long',
    year: sameYear ? undefined : 'numeric',
  }).format(at);
}
