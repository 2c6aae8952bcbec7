import type { SearchHit, SearchResult } from './search-index.ts';

/** Where something was found; `length` counts the characters of the text. */
export interface FoundPlace extends Omit<SearchHit, 'score'> {
  readonly length: number;
}

/** What a search has found so far. */
export interface Found {
  /** `weights`: how much the text says each term. */
  add(place: FoundPlace, weights: readonly number[]): void;
  /**
   * The best, best first: rare words count more than common ones, repetition less and less, titles more than
   * texts, and of equals the newer one comes first.
   */
  rank(options: { readonly limit: number; readonly now: number }): Omit<SearchResult, 'more'>;
  size(): number;
}

/** As in BM25: how soon repetition stops to count, and how much long texts are held back. */
const saturation = 1.2;
const lengthShare = 0.75;
/** A chat that is called so comes before messages that mention it. */
const aboutBonus = 2;
/** What was said today counts this much more than what was said long ago. */
const recencyBonus = 1;
const recencyMs = 30 * 86_400_000;

/** Makes an empty one for a query of so many terms. Weights lie in one list: a common word is found often. */
export function createFound(terms: number): Found {
  const places: FoundPlace[] = [];
  const weights: number[] = [];
  const sums = Array.from({ length: terms }, () => 0);
  let characters = 0;
  return {
    add(place, row) {
      places.push(place);
      characters += place.length;
      for (let term = 0; term < terms; term += 1) {
        const weight = row[term] ?? 0;
        weights.push(weight);
        sums[term] = (sums[term] ?? 0) + weight;
      }
    },
    size: () => places.length,
    rank({ limit, now }) {
      const average = characters / Math.max(1, places.length);
      // Every match holds every term, so that rarity is taken from how much they are said.
      const rarity = sums.map((sum) => Math.log(1 + (places.length + 1) / (sum + 0.5)) + 0.2);
      const best = createBest(limit);
      for (const [index, place] of places.entries()) {
        const held = saturation * (1 - lengthShare + (lengthShare * place.length) / average);
        let score = 0;
        for (let term = 0; term < terms; term += 1) {
          const weight = weights[index * terms + term] ?? 0;
          score += (rarity[term] ?? 0) * ((weight * (saturation + 1)) / (weight + held));
        }
        if (place.messageId === null) score *= aboutBonus;
        const age = Math.max(0, now - place.at);
        best.offer(place, score + recencyBonus * Math.exp(-age / recencyMs));
      }
      return { hits: best.list(), total: places.length };
    },
  };
}

/** Keeps the best `limit` without sorting all that was found. */
function createBest(limit: number): {
  offer(place: FoundPlace, score: number): void;
  list(): readonly SearchHit[];
} {
  let kept: SearchHit[] = [];
  let least = -Infinity;
  function shrink(): void {
    kept = kept.toSorted(byScore).slice(0, limit);
    least = kept.length < limit ? -Infinity : (kept.at(-1)?.score ?? -Infinity);
  }
  return {
    offer({ sessionId, messageId, at }, score) {
      if (score < least) return;
      kept.push({ sessionId, messageId, at, score });
      if (kept.length >= limit * 4) shrink();
    },
    list() {
      shrink();
      return kept;
    },
  };
}

/** To the last detail, so that every device and the mirror tell finds of one score in the same order. */
function byScore(a: SearchHit, b: SearchHit): number {
  return (
    b.score - a.score ||
    b.at - a.at ||
    compare(a.messageId ?? '', b.messageId ?? '') ||
    compare(a.sessionId, b.sessionId)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
