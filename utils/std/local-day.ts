const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day of `at` (epoch ms) in the user's time, as `YYYY-MM-DD`. */
export function toLocalDay(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When `hour` o'clock of that day is in the user's time, in epoch ms; NaN for what is no day. */
export function toTimeOfDay(day: string, hour: number): number {
  const [, year = '', month = '', date = ''] = dayPattern.exec(day) ?? [];
  return year === '' ? NaN : new Date(Number(year), Number(month) - 1, Number(date), hour).getTime();
}

/** Days from one day to another, negative where `to` lies before. */
export function daysFrom(from: string, to: string): number {
  // Noon: a day of 23 or 25 hours stays one day.
  return Math.round((toTimeOfDay(to, 12) - toTimeOfDay(from, 12)) / 86_400_000);
}
