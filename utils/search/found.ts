import type { SearchHit, SearchResult } from './search-index.ts';
import type { TextPack } from './text-pack.ts';

/** Where texts are found: in a pack of a session, or (null) in what is said about the session itself. */
export interface FoundSource {
  readonly sessionId: string;
  readonly pack: TextPack | null;
}

/** A text in which all was found; `size` counts its words. */
export interface FoundPlace {
  readonly source: FoundSource;
  /** The text's place in its pack. */
  readonly text: number;
  /** Epoch ms. */
  readonly at: number;
  readonly size: number;
}

/** What a search has found so far. */
export interface Found {
  /** `weights`: how much the text says each term, from index `from` on. */
  add(place: FoundPlace, weights: ArrayLike<number>, from: number): void;
  /**
   * The best, best first: rare words count more than common ones, repetition less and less, titles more than
   * texts, and of equals the newer one comes first. Copies of one message are one find.
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
  let size = 0;
  /** Whether one message may have been found at several places. */
  let repeated = false;
  return {
    add(place, row, from) {
      places.push(place);
      size += place.size;
      repeated ||= mayRepeat(place);
      for (let term = 0; term < terms; term += 1) {
        const weight = row[from + term] ?? 0;
        weights.push(weight);
        sums[term] = (sums[term] ?? 0) + weight;
      }
    },
    size: () => places.length,
    rank({ limit, now }) {
      const average = Math.max(1, size / Math.max(1, places.length));
      // Every match holds every term, so that rarity is taken from how much they are said.
      const rarity = sums.map((sum) => Math.log(1 + (places.length + 1) / (sum + 0.5)) + 0.2);
      const scores = new Float64Array(places.length);
      for (const [index, place] of places.entries()) {
        const held = saturation * (1 - lengthShare + (lengthShare * place.size) / average);
        let score = 0;
        for (let term = 0; term < terms; term += 1) {
          const weight = weights[index * terms + term] ?? 0;
          score += (rarity[term] ?? 0) * ((weight * (saturation + 1)) / (weight + held));
        }
        if (place.source.pack === null) score *= aboutBonus;
        const age = Math.max(0, now - place.at);
        scores[index] = score + recencyBonus * Math.exp(-age / recencyMs);
      }
      const groups = repeated ? toGroups(places, scores) : null;
      const best = createBest(limit);
      for (const [index, place] of places.entries()) {
        const copies = groups?.get(index) ?? (groups === null ? 0 : null);
        if (copies !== null) best.offer(place, scores[index] ?? 0, copies);
      }
      return { hits: best.list(), total: groups?.size ?? places.length };
    },
  };
}

/** Copies, and messages with more than one text: quotes stand beside the user's own words. */
function mayRepeat({ source: { pack }, text }: FoundPlace): boolean {
  return pack !== null && (pack.origins.length > 0 || pack.kinds[text] === 2);
}

/** The place that stands for each message and its copies, with how many other chats say it. */
function toGroups(places: readonly FoundPlace[], scores: Float64Array): ReadonlyMap<number, number> {
  const origins = new Map<string, string>();
  for (const place of places) {
    const origin = place.source.pack?.origins[place.text] ?? '';
    if (origin !== '') origins.set(idOf(place) ?? '', origin);
  }
  const groups = new Map<string, { best: number; readonly sessions: Set<string> }>();
  for (const [index, place] of places.entries()) {
    const id = idOf(place);
    const key = id === null ? `about ${place.source.sessionId}` : rootOf(id, origins);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { best: index, sessions: new Set([place.source.sessionId]) });
      continue;
    }
    group.sessions.add(place.source.sessionId);
    if (isBetter({ places, scores, origins }, index, group.best)) group.best = index;
  }
  return new Map([...groups.values()].map(({ best, sessions }) => [best, sessions.size - 1]));
}

interface Ranked {
  readonly places: readonly FoundPlace[];
  readonly scores: Float64Array;
  readonly origins: ReadonlyMap<string, string>;
}

/** Of equals the original stands for its copies, then the same one everywhere. */
function isBetter({ places, scores, origins }: Ranked, a: number, b: number): boolean {
  const difference = (scores[a] ?? 0) - (scores[b] ?? 0);
  if (Math.abs(difference) > 1e-9) return difference > 0;
  const [first, second] = [places[a], places[b]].map((place) =>
    place === undefined ? '' : (idOf(place) ?? ''),
  );
  if (first === undefined || second === undefined) return false;
  const [copied, otherCopied] = [origins.has(first), origins.has(second)];
  return copied === otherCopied ? first < second : otherCopied;
}

function rootOf(id: string, origins: ReadonlyMap<string, string>): string {
  let root = id;
  // A chain of forks is short; a circle, which only a forged file has, ends as well.
  for (let steps = 0; steps < 100; steps += 1) {
    const origin = origins.get(root);
    if (origin === undefined) break;
    root = origin;
  }
  return root;
}

function idOf({ source, text }: FoundPlace): string | null {
  return source.pack?.ids[text] ?? null;
}

interface Scored {
  readonly place: FoundPlace;
  readonly score: number;
  readonly copies: number;
}

/** Keeps the best `limit` without sorting all that was found. */
function createBest(limit: number): {
  offer(place: FoundPlace, score: number, copies: number): void;
  list(): readonly SearchHit[];
} {
  let kept: Scored[] = [];
  let least = -Infinity;
  function shrink(): void {
    kept = kept.sort(byScore).slice(0, limit);
    least = kept.length < limit ? -Infinity : (kept.at(-1)?.score ?? -Infinity);
  }
  return {
    offer(place, score, copies) {
      if (score < least) return;
      kept.push({ place, score, copies });
      if (kept.length >= limit * 4) shrink();
    },
    list() {
      shrink();
      return kept.map(({ place, score, copies }) => ({
        sessionId: place.source.sessionId,
        messageId: idOf(place),
        at: place.at,
        score,
        copies,
      }));
    },
  };
}

/** To the last detail, so that every device and the mirror tell finds of one score in the same order. */
function byScore(a: Scored, b: Scored): number {
  return (
    b.score - a.score ||
    b.place.at - a.place.at ||
    compare(idOf(a.place) ?? '', idOf(b.place) ?? '') ||
    compare(a.place.source.sessionId, b.place.source.sessionId)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
