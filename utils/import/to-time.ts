/** Epoch ms of an ISO text, or of a number of seconds or milliseconds; null for anything else. */
export function toTime(stamp: unknown): number | null {
  if (typeof stamp !== 'string' && typeof stamp !== 'number') return null;
  const value = typeof stamp === 'string' && !/^\d+(\.\d+)?$/.test(stamp) ? Date.parse(stamp) : Number(stamp);
  if (!Number.isFinite(value) || value <= 0) return null;
  // Seconds reach the year 5138 before they are as large as the milliseconds of 1973.
  const ms = Math.floor(value < 100_000_000_000 ? value * 1000 : value);
  return ms <= 8_640_000_000_000_000 ? ms : null;
}
