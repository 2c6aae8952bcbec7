/** One line of a page: blanks of every kind run together, invisible marks and bullets at the ends gone. */
export function tidy(text: string, most = 500): string {
  return text
    .slice(0, most * 4)
    .replaceAll(/[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Co}]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s•·|,;:/*–—-]+(?=\S)/, (lead) => (/[-–—]/.test(lead) ? lead.trim() : ''))
    .replace(/[\s•·|,;:]+$/, '')
    .trim()
    .slice(0, most);
}

/** Letters and digits only, lower case: equal for texts that differ in marks and blanks. */
export function squash(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** The words of a text, lower case; scripts without blanks between words give one long word a run. */
export function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** The share of `needle`'s words that occur in `hay`, 0 to 1. */
export function wordShare(needle: string, hay: string): number {
  const words = wordsOf(needle);
  if (words.length === 0) return 0;
  const known = new Set(wordsOf(hay));
  return words.filter((word) => known.has(word)).length / words.length;
}

/** True where one says the other, give or take marks and case. */
export function sameText(a: string, b: string): boolean {
  const left = squash(a);
  return left !== '' && left === squash(b);
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  bull: '•',
  hellip: '…',
};

/** Undoes one layer of `&amp;`, `&#38;` and `&#x26;`. */
export function unescapeOnce(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi,
    (all: string, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? all;
      const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : all;
    },
  );
}

const markup = /<\/?(?:p|br|div|ul|ol|li|strong|b|em|span|h[1-6]|table|section|a)\b[^>]{0,300}>/i;

/** True where a text holds the tags that descriptions are written in. */
export function looksLikeHtml(text: string): boolean {
  return markup.test(text);
}

/** A structured value as it was meant: entities undone, at most twice, and only where that changes something. */
export function unescapeText(text: string): string {
  const once = unescapeOnce(text);
  return once === text
    ? text
    : /&(?:amp|lt|gt|quot|nbsp|#x?[0-9a-f]+);/i.test(once)
      ? unescapeOnce(once)
      : once;
}

/** Text of a small piece of markup, for one-line values that carry tags. */
export function withoutTags(text: string): string {
  return tidy(unescapeText(text.slice(0, 4_000)).replaceAll(/<[^>]{0,500}>/g, ' '));
}
