/**
 * The wait before attempt `attempt` (0, 1, 2 …): doubles from `firstMs` up to `mostMs`, then takes a
 * random value between half of that and all of it, so that many clients do not come back together.
 */
export function backoffMs(
  attempt: number,
  { firstMs, mostMs, random = Math.random }: { firstMs: number; mostMs: number; random?: () => number },
): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30));
  return full / 2 + (full / 2) * random();
}
