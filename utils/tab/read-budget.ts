/** How often pages may be read without the user's asking. */
export interface ReadBudget {
  /** Ms until the next reading is due; takes it. */
  take(): number;
}

/**
 * `most` readings in a row, and one more every `everyMs`: a user who looks at one job after the other never
 * waits, and a page that says for ever that it changed is read as seldom as that.
 */
export function createReadBudget({
  most = 8,
  everyMs = 4_000,
  now = Date.now,
}: { most?: number; everyMs?: number; now?: () => number } = {}): ReadBudget {
  let fullAt = now();
  return {
    take() {
      const at = now();
      fullAt = Math.max(fullAt, at) + everyMs;
      return Math.max(0, fullAt - at - most * everyMs);
    },
  };
}
