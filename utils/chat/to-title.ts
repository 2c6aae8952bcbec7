/** Most characters of a title that is taken from the first message. */
const titleLength = 60;

/** The first words of a message, on one line. */
export function toTitle(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = Array.from(line.slice(0, titleLength * 4));
  if (characters.length <= titleLength) return line;
  return `${characters.slice(0, titleLength).join('').trimEnd()}…`;
}
