import type { SearchQuery, SoughtTerm } from './query.ts';

/** Shorter words have too many neighbours. */
const shortest = 5;
/** From here on two slips of the finger are forgiven. */
const long = 9;

/**
 * The query with each word that nobody ever said replaced by the nearest word that was; null where there is
 * nothing to replace, or nothing near. `counts` says how often each word was said.
 */
export function guessQuery(query: SearchQuery, counts: ReadonlyMap<string, number>): SearchQuery | null {
  let guessed = false;
  const terms = query.terms.map((term): SoughtTerm => {
    const tokens = term.tokens.map((token, index) => {
      const open = term.open && index === term.tokens.length - 1;
      const near = isKnown(token, open, counts) ? null : nearest(token, open, counts);
      guessed ||= near !== null;
      return near ?? token;
    });
    return { ...term, tokens, joined: null };
  });
  return guessed ? { ...query, terms } : null;
}

function isKnown(token: string, open: boolean, counts: ReadonlyMap<string, number>): boolean {
  if (counts.has(token)) return true;
  if (!open) return false;
  for (const word of counts.keys()) if (word.startsWith(token)) return true;
  return false;
}

interface Near {
  readonly word: string;
  readonly slips: number;
  readonly count: number;
}

/** The words come in no order: of two that are as good the longer, then the alphabetically first, is taken everywhere. */
function isNearer(next: Near, best: Near): boolean {
  if (next.slips !== best.slips) return next.slips < best.slips;
  if (next.count !== best.count) return next.count > best.count;
  if (next.word.length !== best.word.length) return next.word.length > best.word.length;
  return next.word < best.word;
}

function nearest(token: string, open: boolean, counts: ReadonlyMap<string, number>): string | null {
  if (token.length < shortest || /\d/.test(token)) return null;
  const most = token.length >= long ? 2 : 1;
  let best: Near | null = null;
  for (const [word, count] of counts) {
    if (word.length < token.length - most) continue;
    // A word that is still being typed is held against the beginnings of longer ones, the longest first.
    const lengths = open ? [token.length + 1, token.length, token.length - 1] : [word.length];
    for (const length of lengths) {
      if (length > word.length) continue;
      const sought = word.slice(0, length);
      if (Math.abs(length - token.length) > most) continue;
      const slips = slipsBetween(token, sought, most);
      if (slips > most) continue;
      const next = { word: sought, slips, count };
      if (best === null || isNearer(next, best)) best = next;
    }
  }
  return best?.word ?? null;
}

/**
 * How many letters were left out, added, changed or swapped with their neighbour; `most` + 1 where it is
 * more than `most` (optimal string alignment).
 */
export function slipsBetween(a: string, b: string, most: number): number {
  if (lettersApart(a, b) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return Math.min(at(last, b.length), most + 1);
}

/** Letters that only one of them has, at least: a slip takes away one, or brings one. Most words end here. */
function lettersApart(a: string, b: string): number {
  const [ofA, ofB] = [lettersOf(a), lettersOf(b)];
  return Math.max(countBits(ofA & ~ofB), countBits(ofB & ~ofA));
}

/** A bit for each letter; some share one. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let index = 0; index < word.length; index += 1) bits |= 1 << (word.charCodeAt(index) & 31);
  return bits;
}

function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
