import type { SoughtTerm } from './query.ts';
import type { TextPack } from './text-pack.ts';

/** Words of a pack that stand beside each other in its order; none where `from` is `to`. */
interface WordRange {
  readonly from: number;
  readonly to: number;
}

/** A word that goes on counts half. */
const begunWeight = 0.5;

/** How much each text of a pack says each of several terms, at `text * width + column`; null: nothing yet. */
export interface Weights {
  list: Float64Array | null;
  column: number;
  readonly width: number;
}

/** Adds how much each text of a pack says a term. False where none says it, and nothing was added. */
export function weighTexts(pack: TextPack, term: SoughtTerm, into: Weights): boolean {
  const { tokens, joined, open } = term;
  const [only] = tokens;
  const said =
    tokens.length === 1 && only !== undefined
      ? addWord(pack, findWords(pack, only, open), only.length, into)
      : addPhrase(pack, term, into);
  const alsoJoined = joined !== null && addWord(pack, findWords(pack, joined, open), joined.length, into);
  return said || alsoJoined;
}

/** Adds the words of a range; `length` is that of the sought word, which may go on. */
function addWord(pack: TextPack, { from, to }: WordRange, length: number, into: Weights): boolean {
  // Most packs are left here.
  if (from === to) return false;
  const { starts, firsts, places, offsets } = pack;
  const { column, width } = into;
  const weights = (into.list ??= new Float64Array(pack.ids.length * width));
  const last = pack.ids.length - 1;
  for (let each = from; each < to; each += 1) {
    const whole = (offsets[each + 1] ?? 0) - (offsets[each] ?? 0) === length;
    const weight = whole ? 1 : begunWeight;
    const end = firsts[each + 1] ?? 0;
    let text = 0;
    for (let at = firsts[each] ?? 0; at < end; at += 1) {
      const place = places[at] ?? 0;
      while (text < last && (starts[text + 1] ?? 0) <= place) text += 1;
      const cell = text * width + column;
      weights[cell] = (weights[cell] ?? 0) + weight;
    }
  }
  return true;
}

/** Looks around every place of the rarest word. */
function addPhrase(pack: TextPack, { tokens, open }: SoughtTerm, into: Weights): boolean {
  const { column, width } = into;
  const ranges: WordRange[] = [];
  let rarest = 0;
  for (const [index, token] of tokens.entries()) {
    const range = findWords(pack, token, open && index === tokens.length - 1);
    if (range.from === range.to) return false;
    ranges.push(range);
    if (timesOf(pack, range) < timesOf(pack, ranges[rarest] ?? range)) rarest = index;
  }
  const { starts, firsts, places } = pack;
  const last = pack.ids.length - 1;
  const { from, to } = ranges[rarest] ?? { from: 0, to: 0 };
  let said = false;
  for (let each = from; each < to; each += 1) {
    let text = 0;
    for (let at = firsts[each] ?? 0; at < (firsts[each + 1] ?? 0); at += 1) {
      const place = places[at] ?? 0;
      while (text < last && (starts[text + 1] ?? 0) <= place) text += 1;
      const start = place - rarest;
      if (!ranges.every((range, index) => index === rarest || standsAt(pack, range, start + index))) continue;
      const weights = (into.list ??= new Float64Array(pack.ids.length * width));
      const cell = text * width + column;
      weights[cell] = (weights[cell] ?? 0) + 1;
      said = true;
    }
  }
  return said;
}

function timesOf({ firsts }: TextPack, { from, to }: WordRange): number {
  return (firsts[to] ?? 0) - (firsts[from] ?? 0);
}

function standsAt({ firsts, places }: TextPack, { from, to }: WordRange, place: number): boolean {
  for (let word = from; word < to; word += 1) {
    let low = firsts[word] ?? 0;
    let high = firsts[word + 1] ?? 0;
    const end = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((places[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    if (low < end && places[low] === place) return true;
  }
  return false;
}

/** The words that are `word`, or (`open`) begin with it. */
function findWords(pack: TextPack, word: string, open: boolean): WordRange {
  const count = pack.offsets.length - 1;
  const sought = { word, open };
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareWord(pack, middle, sought) >= 0) high = middle;
    else low = middle + 1;
  }
  const from = low;
  high = open ? count : Math.min(count, from + 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareWord(pack, middle, sought) > 0) high = middle;
    else low = middle + 1;
  }
  return { from, to: low };
}

/** Below 0 where the pack's word comes before the sought one; 0 where it is it, or (`open`) begins with it. */
function compareWord(
  { words, offsets }: TextPack,
  index: number,
  { word, open }: { readonly word: string; readonly open: boolean },
): number {
  const start = offsets[index] ?? 0;
  const length = (offsets[index + 1] ?? 0) - start;
  const shared = Math.min(length, word.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = words.charCodeAt(start + at) - word.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  if (length < word.length) return -1;
  return open || length === word.length ? 0 : 1;
}
