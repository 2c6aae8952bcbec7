/** Letters and digits only: what Markdown and its drawing have in common. */
export function wordsOf(text: string): string {
  return text.match(/[\p{L}\p{N}]+/gu)?.join(' ') ?? '';
}

/** How often `part` occurs in `text`. */
export function countIn(text: string, part: string): number {
  return text.split(part).length - 1;
}
