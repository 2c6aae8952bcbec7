/** Marks that come in pairs, longest first. */
const pairMarks = ['***', '**', '~~', '*'] as const;

/** The last line alone may be the beginning of something else: `-` of a list item and not of a heading. */
function dropHalfLine(text: string): string {
  return text.replace(
    /(^|\n)[ \t]*(?:-{1,2}|={1,2}|\*{1,2}|`{1,2}|~{1,2}|#{1,6}|\||\d{1,9}[.)])[ \t]*$/,
    '$1',
  );
}

/** A table's head is drawn as such before its row of dashes is complete. */
function completeTableHead(text: string): string {
  const match = /^(\|[^\n]*)(?:\n[ |:-]*)?$/.exec(text);
  if (match?.[1] === undefined || /^\|[^\n]+\n\|?[ ]*:?-+:?[ ]*(\|[ ]*:?-+:?[ ]*)+\|?[ ]*$/.test(text))
    return text;
  const head = match[1].trimEnd();
  const columns = head.replace(/^\||\|$/g, '').split(/(?<!\\)\|/).length;
  return `${head}\n${'|-'.repeat(columns)}|`;
}

/** Drops the part of a link or image that has begun and has no end yet: only its text is readable. */
function dropHalfLink(text: string): string {
  return text.replace(/!?\[([^\]\n]*)\]\([^()\n]*$/, '$1').replace(/!\[[^\]\n]*$/, '');
}

/** Walks over the marks of one block and returns those left open, outermost first. */
function findOpenMarks(text: string): readonly string[] {
  const open: string[] = [];
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at, at + 3);
    if (rest.startsWith('\\')) {
      at += 2;
    } else if (rest.startsWith('`')) {
      const ticks = /^`+/.exec(text.slice(at))?.[0] ?? '`';
      const end = text.indexOf(ticks, at + ticks.length);
      if (end === -1) return [...open, ticks];
      at = end + ticks.length;
    } else {
      at += toggleMark(text, at, open);
    }
  }
  return open;
}

/** Opens or closes the mark at `at` in `open`; returns how many characters were read. */
function toggleMark(text: string, at: number, open: string[]): number {
  const mark = pairMarks.find((candidate) => text.startsWith(candidate, at));
  if (mark === undefined) return 1;
  const before = text[at - 1] ?? ' ';
  const after = text[at + mark.length] ?? ' ';
  const known = open.lastIndexOf(mark);
  if (known !== -1 && !/\s/.test(before)) open.splice(known);
  else if (!/\s/.test(after)) open.push(mark);
  return mark.length;
}

/**
 * Completes the last, still growing block of a streamed text for the eye only: emphasis and code spans
 * get their closing marks, half a link shows its text, half a table its head. The text itself stays
 * as it is and is parsed anew with every piece.
 */
export function closeOpenMarkdown(block: string): string {
  // Fences close themselves at the end of the text, and nothing inside them is a mark.
  if (/^ {0,3}(?:`{3,}|~{3,})/.test(block)) return block;
  if (block.length > 20_000) return block;
  const lines = completeTableHead(dropHalfLine(block));
  const text = dropHalfLink(lines.trimEnd()).replace(/(?<=^|\s)(?:\*{1,3}|~{1,2}|`{1,2}|_{1,2}|\[)$/, '');
  const open = findOpenMarks(text);
  return text.trimEnd() + open.toReversed().join('');
}
