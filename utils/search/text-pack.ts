import { type Message, quotesOf, textOf } from '../chat/message.ts';
import { tokenize } from './tokens.ts';

/** Whose words a text is: the user's own, an answer, or what was quoted from a page. */
export type TextKind = 'mine' | 'answer' | 'quote';

/** A list of numbers, in as few bytes as they need. */
export type Numbers = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/**
 * Some texts of one session with an index of their words, as stored and as searched: a word is looked up
 * without looking through the texts, and a cleared session is gone from the index with its packs. Words are
 * numbered by their order; places count the words of all texts, with one left free between two texts.
 */
export interface TextPack {
  /** The message of each text. */
  readonly ids: readonly string[];
  /** What each message is a copy of; empty for none. No list at all where no message is a copy. */
  readonly origins: readonly string[];
  /** `kinds` of each text. */
  readonly kinds: Uint8Array<ArrayBuffer>;
  /** Epoch ms of each message. */
  readonly times: Float64Array<ArrayBuffer>;
  /** Where each text begins among the places, and where the next one would. */
  readonly starts: Numbers;
  /** All words in order (of UTF-16 units), one after the other. */
  readonly words: string;
  /** Where each word begins in `words`, and where the last one ends. */
  readonly offsets: Numbers;
  /** Where the places of each word begin in `places`, and where those of the last one end. */
  readonly firsts: Numbers;
  /** Where each word stands, in order. */
  readonly places: Numbers;
}

/** Of which kind a text is, by its number in `kinds`. */
export const kinds: readonly TextKind[] = ['mine', 'answer', 'quote'];

/** A pack with so many words or texts is full: its row then has about 40 kB. */
export const fullPack = { words: 8_000, texts: 128 } as const;

/** One text as it comes out of a message, and out of a pack again. */
export interface CutText {
  readonly messageId: string;
  /** Empty: no copy. */
  readonly origin: string;
  readonly kind: TextKind;
  /** Epoch ms. */
  readonly at: number;
  /** How many places it takes. */
  readonly size: number;
  readonly words: readonly { readonly text: string; readonly at: number }[];
}

/** What is searched of a message. */
export type SearchedMessage = Pick<Message, 'id' | 'createdAt' | 'role' | 'parts' | 'origin'>;

/** Cuts the texts of a message into words; none for one that says nothing. */
export function cutMessage(message: SearchedMessage): readonly CutText[] {
  const { id: messageId, createdAt: at, role, origin } = message;
  const quoted = quotesOf(message).map(({ title, company, place, text }) =>
    [title, company, place, text].join('\n'),
  );
  const own: readonly [TextKind, string] = [role === 'user' ? 'mine' : 'answer', textOf(message)];
  return [own, ...quoted.map((text) => ['quote', text] as const)].flatMap(([kind, text]) => {
    const words = tokenize(text);
    if (words.length === 0) return [];
    const size = words.reduce((most, word) => Math.max(most, word.at + 1), 0);
    return [{ messageId, origin: origin?.messageId ?? '', kind, at, size, words }];
  });
}

/** Packs texts, in their order. */
export function toPack(texts: readonly CutText[]): TextPack {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  const counts: number[] = [];
  const said: number[] = [];
  const where: number[] = [];
  const starts: number[] = [];
  let start = 0;
  for (const text of texts) {
    starts.push(start);
    for (const { text: word, at } of text.words) {
      let number = numbers.get(word);
      if (number === undefined) {
        number = words.length;
        numbers.set(word, number);
        words.push(word);
        counts.push(0);
      }
      counts[number] = (counts[number] ?? 0) + 1;
      said.push(number);
      where.push(start + at);
    }
    start += text.size + 1;
  }
  const order = words.map((_, number) => number).sort((a, b) => compare(words[a], words[b]));
  return {
    ids: texts.map(({ messageId }) => messageId),
    origins: texts.some(({ origin }) => origin !== '') ? texts.map(({ origin }) => origin) : [],
    kinds: Uint8Array.from(texts, ({ kind }) => kinds.indexOf(kind)),
    times: Float64Array.from(texts, ({ at }) => at),
    starts: toNumbers([...starts, start]),
    ...toWordLists({ words, counts, said, where, order, end: start }),
  };
}

interface Said {
  readonly words: readonly string[];
  readonly counts: readonly number[];
  /** Word by word what was said, and where. */
  readonly said: readonly number[];
  readonly where: readonly number[];
  /** The words in their order. */
  readonly order: readonly number[];
  /** How many places there are. */
  readonly end: number;
}

function toWordLists({
  words,
  counts,
  said,
  where,
  order,
  end,
}: Said): Pick<TextPack, 'words' | 'offsets' | 'firsts' | 'places'> {
  const offsets: number[] = [0];
  const firsts: number[] = [0];
  const next = new Uint32Array(words.length);
  let [offset, first] = [0, 0];
  for (const number of order) {
    next[number] = first;
    first += counts[number] ?? 0;
    offset += words[number]?.length ?? 0;
    offsets.push(offset);
    firsts.push(first);
  }
  const places = allocate(said.length, end);
  const unsorted = new Set<number>();
  for (const [index, number] of said.entries()) {
    const at = next[number] ?? 0;
    const place = where[index] ?? 0;
    places[at] = place;
    next[number] = at + 1;
    // The second reading of joined words comes after them.
    if (at > 0 && (places[at - 1] ?? 0) > place) unsorted.add(number);
  }
  for (const [rank, number] of order.entries()) {
    if (unsorted.has(number)) places.subarray(firsts[rank], firsts[rank + 1]).sort();
  }
  return {
    words: order.map((number) => words[number]).join(''),
    offsets: toNumbers(offsets),
    firsts: toNumbers(firsts),
    places,
  };
}

function allocate(length: number, most: number): Numbers {
  return most < 65_536 ? new Uint16Array(length) : new Uint32Array(length);
}

/** Of numbers that rise. */
function toNumbers(list: readonly number[]): Numbers {
  const numbers = allocate(list.length, list.at(-1) ?? 0);
  numbers.set(list);
  return numbers;
}

function compare(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Takes a pack apart again. */
export function unpack(pack: TextPack): readonly CutText[] {
  const said: { text: string; at: number }[][] = pack.ids.map(() => []);
  for (let word = 0; word < pack.offsets.length - 1; word += 1) {
    const text = wordOf(pack, word);
    let index = 0;
    for (let at = pack.firsts[word] ?? 0; at < (pack.firsts[word + 1] ?? 0); at += 1) {
      const place = pack.places[at] ?? 0;
      while ((pack.starts[index + 1] ?? Infinity) <= place) index += 1;
      said[index]?.push({ text, at: place - (pack.starts[index] ?? 0) });
    }
  }
  return pack.ids.map((messageId, index) => ({
    messageId,
    origin: pack.origins[index] ?? '',
    kind: kinds[pack.kinds[index] ?? 0] ?? 'mine',
    at: pack.times[index] ?? 0,
    size: sizeOf(pack, index),
    words: said[index] ?? [],
  }));
}

function wordOf({ words, offsets }: TextPack, word: number): string {
  return words.slice(offsets[word], offsets[word + 1]);
}

/** The words of a pack with how often each was said. */
export function* wordsOfPack(pack: TextPack): Generator<readonly [word: string, times: number]> {
  for (let word = 0; word < pack.offsets.length - 1; word += 1) {
    yield [wordOf(pack, word), (pack.firsts[word + 1] ?? 0) - (pack.firsts[word] ?? 0)];
  }
}

/** How many places a text takes. */
export function sizeOf({ starts }: TextPack, text: number): number {
  return (starts[text + 1] ?? 0) - (starts[text] ?? 0) - 1;
}

/** How many places a pack takes. */
export function placesOf({ starts }: TextPack): number {
  return starts[starts.length - 1] ?? 0;
}

/** Cuts texts up into full packs and what is left. */
export function toPacks(texts: readonly CutText[]): readonly TextPack[] {
  const packs: TextPack[] = [];
  let from = 0;
  let words = 0;
  for (const [index, { size }] of texts.entries()) {
    words += size;
    const full = words >= fullPack.words || index + 1 - from >= fullPack.texts;
    if (!full && index < texts.length - 1) continue;
    packs.push(toPack(texts.slice(from, index + 1)));
    [from, words] = [index + 1, 0];
  }
  return packs;
}
