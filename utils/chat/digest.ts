/** How many messages of a session live, and a sum over their ids. */
export interface SessionDigest {
  readonly id: string;
  readonly count: number;
  /** 16 hex digits; the order of the messages does not count. */
  readonly digest: string;
}

/**
 * Sums up live messages by session: two sides that hold the same have the same sums. It finds what was lost
 * by accident; against an enemy it proves nothing.
 */
export function digestSessions(
  messages: Iterable<{ readonly session: string; readonly id: string }>,
): SessionDigest[] {
  const sums = new Map<string, { count: number; one: number; other: number }>();
  for (const { session, id } of messages) {
    const sum = sums.get(session) ?? { count: 0, one: 0, other: 0 };
    sum.count += 1;
    sum.one = (sum.one + hash(id, 0x811c9dc5)) >>> 0;
    sum.other = (sum.other + hash(id, 0x9747b28c)) >>> 0;
    sums.set(session, sum);
  }
  return [...sums].map(([id, { count, one, other }]) => ({
    id,
    count,
    digest: `${toHex(one)}${toHex(other)}`,
  }));
}

/** FNV-1a, 32 bits. */
function hash(text: string, seed: number): number {
  let sum = seed;
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return sum;
}

function toHex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
