import type { Json } from '../std/json.ts';

/** How many messages of a session live, and a sum over their ids. */
export interface SessionDigest {
  readonly id: string;
  readonly count: number;
  /** 16 hex digits; the order of the messages does not count. */
  readonly digest: string;
}

/** Words of a message as it travels; of parts, those that every version of the product reads alike. */
export interface SummedMessage {
  readonly id: string;
  readonly session: string;
  readonly hlc: string;
  readonly role: string;
  readonly status: string;
  readonly parts: readonly Readonly<Record<string, unknown>>[];
}

/** Adds up content by session. */
export interface ContentSums {
  addMessage(message: SummedMessage): void;
  addRegister(session: string, field: string, value: Json): void;
  list(): SessionDigest[];
}

/**
 * Sums up live messages by session: two sides that hold the same have the same sums. It finds what was lost
 * by accident; against an enemy it proves nothing.
 */
export function digestSessions(
  messages: Iterable<{ readonly session: string; readonly id: string }>,
): SessionDigest[] {
  const sums = createSums();
  for (const { session, id } of messages) sums.add(session, id, 1);
  return sums.list();
}

/** The same over what messages say and what registers hold. Sums of parts of the content can be added up. */
export function createContentSums(): ContentSums {
  const sums = createSums();
  return {
    list: sums.list,
    addMessage({ id, session, hlc, role, status, parts }) {
      sums.add(session, JSON.stringify([id, hlc, role, status, ...parts.map(wordsOf)]), 1);
    },
    addRegister(session, field, value) {
      sums.add(session, `${field} ${toSorted(value)}`, 0);
    },
  };
}

/** One list of what several sums hold together. */
export function addSums(pages: Iterable<readonly SessionDigest[]>): SessionDigest[] {
  const sums = createSums();
  for (const page of pages) for (const one of page) sums.addUp(one);
  return sums.list();
}

interface Sum {
  count: number;
  one: number;
  other: number;
}

function createSums() {
  const sums = new Map<string, Sum>();
  function sumOf(id: string): Sum {
    const known = sums.get(id);
    if (known !== undefined) return known;
    const sum = { count: 0, one: 0, other: 0 };
    sums.set(id, sum);
    return sum;
  }
  return {
    add(session: string, text: string, count: number): void {
      const sum = sumOf(session);
      sum.count += count;
      sum.one = (sum.one + hash(text, 0x811c9dc5)) >>> 0;
      sum.other = (sum.other + hash(text, 0x9747b28c)) >>> 0;
    },
    addUp({ id, count, digest }: SessionDigest): void {
      const sum = sumOf(id);
      sum.count += count;
      sum.one = (sum.one + Number.parseInt(digest.slice(0, 8), 16)) >>> 0;
      sum.other = (sum.other + Number.parseInt(digest.slice(8), 16)) >>> 0;
    },
    list: (): SessionDigest[] =>
      [...sums].map(([id, { count, one, other }]) => ({ id, count, digest: `${toHex(one)}${toHex(other)}` })),
  };
}

const summed: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  reasoning: ['text'],
  tool: ['callId', 'name', 'args', 'result', 'state'],
  quote: ['title', 'company', 'place', 'url', 'text'],
};

function wordsOf(part: Readonly<Record<string, unknown>>): readonly string[] {
  const type = typeof part['type'] === 'string' ? part['type'] : '';
  const fields = Object.hasOwn(summed, type) ? (summed[type] ?? []) : [];
  return fields.map((field) => (typeof part[field] === 'string' ? part[field] : ''));
}

/** JSON in which the order of members does not count. */
function toSorted(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
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
