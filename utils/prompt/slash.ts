import type { ListedPrompt } from './list-prompts.ts';

/** A stretch of a text, as `selectionStart` and `selectionEnd` count. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What is typed after a "/" that begins a line, up to the caret. */
export interface Slash extends TextRange {
  readonly query: string;
}

/** Longer than any title: then it is no search for a prompt. */
const longestQuery = 60;

/** The "/" that the caret stands behind; null where there is none, or where it is a path or a mere slash. */
export function readSlash(text: string, caret: number): Slash | null {
  const start = text.lastIndexOf('\n', caret - 1) + 1;
  const line = text.slice(start, caret);
  if (!line.startsWith('/') || /^\/[\s/]/.test(line) || line.length > longestQuery) return null;
  return { start, end: caret, query: line.slice(1) };
}

/** The prompts in which every word of the query begins a word, those whose title it begins first. */
export function filterPrompts(prompts: readonly ListedPrompt[], query: string): readonly ListedPrompt[] {
  const sought = toWords(query);
  if (sought.length === 0) return prompts;
  const found = prompts.flatMap((prompt) => {
    const title = toWords(prompt.title);
    const all = [...title, ...toWords(prompt.keywords)];
    if (!sought.every((word) => all.some((one) => one.startsWith(word)))) return [];
    const inTitle = sought.every((word) => title.some((one) => one.startsWith(word)));
    const rank = title.join(' ').startsWith(sought.join(' ')) ? 0 : inTitle ? 1 : 2;
    return [{ prompt, rank }];
  });
  return found.toSorted((a, b) => a.rank - b.rank).map(({ prompt }) => prompt);
}

function toWords(text: string): string[] {
  // Without accents: nobody types those of "résumé" into a search.
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase('en');
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** Puts a prompt in the place of `range`, and selects the first `{place}` to be filled in, else its end. */
export function insertPrompt(
  text: string,
  range: TextRange,
  prompt: string,
): { readonly text: string; readonly selection: TextRange } {
  const place = /\{[^{}\n]{1,40}\}/.exec(prompt);
  const start = range.start + (place?.index ?? prompt.length);
  return {
    text: text.slice(0, range.start) + prompt + text.slice(range.end),
    selection: { start, end: start + (place?.[0].length ?? 0) },
  };
}
