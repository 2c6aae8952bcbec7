/** A word of a text as the index knows it; `start` and `end` are offsets in the text it was found in. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Its place among the words: what stands beside each other differs by one. */
  readonly at: number;
  /**
   * True for a second reading at the place of its first word: `email` of "e-mail", `nodejs` of "node.js",
   * `80000` of "80,000", `dotnet` of ".NET".
   */
  readonly joined: boolean;
}

/** Scripts that put no spaces between words, and Hangul, whose endings hide them: indexed two by two. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー々〆ｰ';
/** Signs that belong to the character before them, where a text writes them by themselves. */
const trailing = '\\u3099\\u309a\\uff9e\\uff9f\\u1160-\\u11ff';
const runs = new RegExp(
  `([${unspaced}${trailing}]+)|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])+(?:\\+\\+|#)?|\\p{Regional_Indicator}{2}|\\p{Extended_Pictographic}`,
  'uy',
);
const isTrailing = new RegExp(`^[${trailing}]$`, 'u');
const startsUnspaced = new RegExp(`^[${unspaced}]`, 'u');

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
  ς: 'σ',
  '+': 'plus',
  '#': 'sharp',
};
const foldable = /[ßøłđðþæœıς+#]/g;

/** Longer "words" are codes and keys; their beginning is enough to find them. */
const longest = 64;
/** Words that are joined by more of these signs are lists or addresses. */
const mostJoined = 4;
const joins = "-'’.‐‑_";

/** What each ASCII character is: 0 no letter, 1 as it is kept, 2 a capital. */
const ascii = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCodePoint(code);
  if (/[a-z0-9]/.test(character)) return 1;
  return /[A-Z]/.test(character) ? 2 : 0;
});
const [plus, sharp, dot, comma] = [43, 35, 46, 44];

/**
 * Cuts a text into tokens: case, width and accents do not count, `C++` and `C#` are words, and runs of
 * scripts without spaces give overlapping pairs of characters.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const compound = createCompound(text, tokens);
  let at = 0;
  let index = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? (ascii[code] ?? 0) : 3;
    if (kind === 0) {
      index += 1;
      continue;
    }
    const end = kind === 3 ? index : asciiEnd(text, index);
    if (end > index) {
      // Most words are plain ASCII: nothing to take apart.
      const word = text.slice(index, Math.min(end, index + longest)).toLowerCase();
      tokens.push({ text: word, start: index, end, at, joined: false });
      compound.add(word, index, end, at);
      at += 1;
      index = end;
      continue;
    }
    runs.lastIndex = index;
    const match = runs.exec(text);
    if (match === null) {
      index += 1;
      continue;
    }
    const [run, pairs] = match;
    if (pairs === undefined) {
      const word = fold(run);
      if (word !== '') {
        tokens.push({ text: word, start: index, end: index + run.length, at, joined: false });
        compound.add(word, index, index + run.length, at);
        at += 1;
      }
    } else at = addPairs(tokens, { run, start: index, at });
    index += run.length;
  }
  compound.end();
  return tokens;
}

/** The end of a run of ASCII letters and digits; its beginning where the run goes on with other letters or marks. */
function asciiEnd(text: string, start: number): number {
  let end = start + 1;
  let code = text.charCodeAt(end);
  while (code < 128 && (ascii[code] ?? 0) !== 0) {
    end += 1;
    code = text.charCodeAt(end);
  }
  if (code >= 128 || code === sharp) return start;
  return code === plus && text.charCodeAt(end + 1) === plus ? start : end;
}

/** Gathers words that stand together without a blank, and adds their second reading. */
function createCompound(text: string, tokens: Token[]) {
  let words: string[] = [];
  let [start, end, at] = [0, -1, 0];

  function close(): void {
    if (words.length > 1 && words.length <= mostJoined) {
      tokens.push({ text: words.join('').slice(0, longest), start, end, at, joined: true });
    }
    words = [];
  }
  return {
    add(word: string, from: number, to: number, place: number): void {
      if (words.length > 0 && from === end + 1 && isJoint(text, end)) words.push(word);
      else {
        close();
        words = [word];
        [start, at] = [from, place];
        if (isLeadingDot(text, from)) {
          tokens.push({ text: `dot${word}`.slice(0, longest), start: from - 1, end: to, at, joined: true });
        }
      }
      end = to;
    },
    end: close,
  };
}

/** A comma joins only numbers: lists are often written without blanks. */
function isJoint(text: string, index: number): boolean {
  if (text.charCodeAt(index) !== comma) return joins.includes(text.charAt(index));
  return /\d/.test(text.charAt(index - 1)) && /\d/.test(text.charAt(index + 1));
}

function isLeadingDot(text: string, start: number): boolean {
  if (start === 0 || text.charCodeAt(start - 1) !== dot || /\d/.test(text.charAt(start))) return false;
  return start === 1 || /[\s("'/[]/.test(text.charAt(start - 2));
}

/** True for a token of a script that is indexed in pairs: it is sought whole, not as a beginning. */
export function isPair(token: string): boolean {
  return startsUnspaced.test(token);
}

function fold(word: string): string {
  const bare = word.normalize('NFKD').replaceAll(accents, '').normalize('NFC');
  const lower = bare.toLowerCase().replaceAll(foldable, (letter) => folds[letter] ?? letter);
  return lower.length > longest ? lower.slice(0, longest) : lower;
}

/** Adds the pairs of a run; returns the place of what follows. */
function addPairs(
  tokens: Token[],
  { run, start, at }: { readonly run: string; readonly start: number; readonly at: number },
): number {
  const characters: { text: string; readonly start: number; end: number }[] = [];
  let offset = start;
  for (const character of run) {
    const last = characters.at(-1);
    const end = offset + character.length;
    if (last !== undefined && isTrailing.test(character)) {
      last.text += character;
      last.end = end;
    } else characters.push({ text: character, start: offset, end });
    offset = end;
  }
  let place = at;
  const [only] = characters;
  if (characters.length === 1 && only !== undefined) {
    const { text, end } = only;
    tokens.push({ text: fold(text), start: only.start, end, at: place, joined: false });
    place += 1;
  }
  for (let index = 1; index < characters.length; index += 1) {
    const [left, right] = [characters[index - 1], characters[index]];
    if (left === undefined || right === undefined) continue;
    const text = fold(left.text + right.text);
    tokens.push({ text, start: left.start, end: right.end, at: place, joined: false });
    place += 1;
  }
  return place;
}
