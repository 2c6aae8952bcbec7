/** Ten minutes of speech: nobody listens to more at once, and laying out a million characters blocks the panel. */
const longestSpoken = 10_000;

/** Markdown as a voice should say it: the words without the marks. Of a very long text only the beginning. */
export function toSpokenText(markdown: string): string {
  if (markdown.length <= longestSpoken) return toWords(markdown);
  const start = markdown.slice(0, longestSpoken);
  return `${toWords(start.slice(0, start.lastIndexOf(' ') + 1 || longestSpoken))}… The rest is in the conversation.`;
}

function toWords(markdown: string): string {
  return markdown
    .replace(/^ {0,3}(?:```|~~~).*$/gm, '')
    .replace(/^[ \t]*\|?[ \t:|-]*-{3,}[ \t:|-]*$/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[ \t]*(?:#{1,6}|>+|[-*+])\s+/gm, '')
    .replace(/(\*\*|__|~~|`)(.+?)\1/g, '$2')
    .replace(/[ \t]*\|[ \t]*/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}
