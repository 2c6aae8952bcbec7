/** A word of a text as the index knows it; `start` and `end` are offsets in the text it was found in. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Raised whenever a text would give other tokens than before: every index is then built again. */
export const tokensVersion = 1;

/** Scripts that put no spaces between words, and Hangul, whose endings hide them: indexed two by two. */
const joined =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー々〆';
const runs = new RegExp(
  `(?<joined>[${joined}\\u3099\\u309a]+)|(?:(?![${joined}])[\\p{L}\\p{N}\\p{M}])+(?:\\+\\+|#)?|\\p{Extended_Pictographic}`,
  'gu',
);

const startsJoined = new RegExp(`^[${joined}]`, 'u');

/** Points and accents; vowel signs of Indic scripts are letters and stay. */
const accents = new RegExp(
  `[${[
    ['0300', '036f'],
    ['0483', '0487'],
    ['0591', '05bd'],
    ['05bf', '05c7'],
    ['0610', '061a'],
    ['064b', '065f'],
    ['0670', '0670'],
    ['1ab0', '1aff'],
    ['1dc0', '1dff'],
    ['20d0', '20ff'],
    ['fe20', 'fe2f'],
  ]
    .map(([from, to]) => `\\u${from}-\\u${to}`)
    .join('')}]`,
  'g',
);

/** Letters that Unicode does not take apart, and marks that belong to the name of a language. */
const folds: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  '+': 'plus',
  '#': 'sharp',
};
const foldable = /[ßøłđðþæœı+#]/g;

/** Longer "words" are codes and keys; their beginning is enough to find them. */
const longest = 64;

/**
 * Cuts a text into tokens: case, width and accents do not count, `C++` and `C#` are words, and runs of
 * scripts without spaces give overlapping pairs of characters.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(runs)) {
    const [run] = match;
    if (match.groups?.['joined'] === undefined) {
      const folded = fold(run);
      if (folded !== '') tokens.push({ text: folded, start: match.index, end: match.index + run.length });
    } else addPairs(tokens, run, match.index);
  }
  return tokens;
}

/**
 * A text as the index keeps it: its tokens, each between two blanks, so that ` word ` finds a word and
 * ` wor` its beginning. Empty where there are no tokens.
 */
export function toTokenText(text: string): string {
  const tokens = tokenize(text);
  return tokens.length === 0 ? '' : ` ${tokens.map((token) => token.text).join(' ')} `;
}

/** True for a token of a script that is indexed in pairs: it is sought whole, not as a beginning. */
export function isPair(token: string): boolean {
  return startsJoined.test(token);
}

function fold(word: string): string {
  // Most words are plain ASCII already: nothing to take apart.
  const plain = /^[\w]+$/.test(word) ? word : word.normalize('NFKD').replaceAll(accents, '').normalize('NFC');
  const lower = plain.toLowerCase().replaceAll(foldable, (letter) => folds[letter] ?? letter);
  return lower.length > longest ? lower.slice(0, longest) : lower;
}

function addPairs(tokens: Token[], run: string, at: number): void {
  const characters: Token[] = [];
  let offset = at;
  for (const character of run) {
    const end = offset + character.length;
    const last = characters.at(-1);
    // A voicing mark that stands by itself belongs to the sign before it.
    if (last !== undefined && /[\u3099\u309a]/.test(character)) {
      characters[characters.length - 1] = { ...last, text: last.text + character, end };
    } else characters.push({ text: character, start: offset, end });
    offset = end;
  }
  const [only] = characters;
  if (characters.length === 1 && only !== undefined) tokens.push({ ...only, text: fold(only.text) });
  for (let index = 1; index < characters.length; index += 1) {
    const [left, right] = [characters[index - 1], characters[index]];
    if (left === undefined || right === undefined) continue;
    tokens.push({ text: fold(left.text + right.text), start: left.start, end: right.end });
  }
}
