/** True where `version` is known and older than `than` (both like `0.16.8`). */
export function isBefore(version: string, than: string): boolean {
  const known = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  if (known === null) return false;
  const limit = than.split('.').map(Number);
  for (let i = 0; i < 3; i++) {
    const difference = Number(known[i + 1] ?? 0) - (limit[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
