import { wordsOf } from './text.ts';

/** Fewer words than this say too little to know a posting again. */
const fewestWords = 40;
/** Words of a run that count as one mark of the text. */
const runLength = 3;

/** Legal forms, which one board names and another leaves out. */
const legalForms = new Set(
  'inc llc ltd limited gmbh ag se plc corp corporation co company sa sas srl sarl spa bv nv oy oyj ab as aps kg kgaa ohg ug pty pvt lp llp kk mbh'.split(
    ' ',
  ),
);
/** "(m/w/d)", "H/F", "all genders": said of every job, by some boards. */
const genderMarks =
  /[([]\s*(?:[mwfdxhnigv*]{1,2}|div|gn|all genders?|alle geschlechter|any gender)(?:\s*[/|,*:·-]\s*(?:[mwfdxhnigv*]{1,2}|div|gn)){0,4}\s*[)\]]|\b[mwfh]\s?\/\s?[mwfhd](?:\s?\/\s?[dxi])?\b/giu;

/** 32 bits of a text (FNV-1a), mixed so that every bit counts. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b) >>> 0;
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35) >>> 0;
  return (value ^ (value >>> 16)) >>> 0;
}

/** Words, and single signs of the scripts that set no blanks between them. */
function marksOf(text: string): readonly string[] {
  return wordsOf(text.replaceAll(/\]\([^)]{0,2000}\)/g, ']')).flatMap((word) =>
    /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(word) ? (word.match(/./gu) ?? []) : [word],
  );
}

/** The least hash over all runs of the text: the same for two texts that share nearly all their runs. */
function leastOf(words: readonly string[], seed: number): number {
  let least = 0xffffffff;
  for (let at = 0; at + runLength <= words.length; at++)
    least = Math.min(least, hash(words.slice(at, at + runLength).join(' '), seed));
  return least;
}

/**
 * A short name of a posting's words, the same wherever they stand: company and title without legal forms and
 * gender marks, and two samples of the text that blanks, marks, case and a little noise mostly leave alone.
 * Works without knowing the language. Empty where there is no title or too little text.
 */
export function postingPrintOf({
  company,
  title,
  text,
}: {
  readonly company: string;
  readonly title: string;
  readonly text: string;
}): string {
  const words = marksOf(text).slice(0, 6_000);
  const name = marksOf(title.replaceAll(genderMarks, ' ')).join(' ');
  if (words.length < fewestWords || name === '') return '';
  const employer = wordsOf(company)
    .filter((word) => !legalForms.has(word))
    .join(' ');
  return [hash(`${employer}\n${name}`, 0), leastOf(words, 1), leastOf(words, 2)]
    .map((part) => part.toString(36))
    .join('-');
}
