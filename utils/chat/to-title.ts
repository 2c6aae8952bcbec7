/** Most characters of a title that is taken from the first message. */
const titleLength = 60;
/** Blanks may stand between them; a long text is not gone through for its first words. */
const lookedAt = 4_000;

/** The first words of a message, on one line. */
export function toTitle(text: string): string {
  const line = text.slice(0, lookedAt).replaceAll(/\s+/g, ' ').trim();
  const characters = Array.from(line.slice(0, titleLength * 4));
  if (characters.length <= titleLength) return line;
  return `${characters.slice(0, titleLength).join('').trimEnd()}…`;
}
