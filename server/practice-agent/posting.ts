/** What simple rules find in the text of a job posting; null where no line tells. */
export interface PostingFacts {
  readonly title: string | null;
  readonly company: string | null;
  readonly place: string | null;
  readonly salary: string | null;
  readonly requirements: readonly string[];
}

const labels = {
  title: /^(?:job(?: title)?|title|position|role)\s*[:–-]\s*(.+)$/i,
  company: /^(?:company|employer|organi[sz]ation)\s*[:–-]\s*(.+)$/i,
  place: /^(?:location|place|city|office|where)\s*[:–-]\s*(.+)$/i,
  salary: /^(?:salary|pay|compensation|wage)\s*[:–-]\s*(.+)$/i,
} as const;
const titleLike =
  /\b(?:engineer|developer|designer|manager|analyst|scientist|nurse|teacher|technician|consultant|architect|assistant|administrator|accountant|driver|chef)\b/i;
const money =
  /(?:[€$£]\s?\d[\d.,]*\s?k?|\b\d[\d.,]*\s?k?\s?(?:€|\$|£|EUR|USD|GBP|CHF)\b)(?:\s*[–-]\s*(?:[€$£]\s?)?\d[\d.,]*\s?k?(?:\s?(?:€|\$|£|EUR|USD|GBP|CHF))?)?/i;
const requirementsHead =
  /^(?:#+\s*)?(?:requirements|your profile|you (?:have|bring)|qualifications|must have|what we (?:expect|look for))\s*:?$/i;
const bullet = /^\s*[-*•·–]\s+(.+)$/;

/** Reads a posting out of a message; null where the text does not look like one. */
export function readPosting(text: string): PostingFacts | null {
  const lines = text.split('\n').map((line) => line.replace(/^#+\s*/, '').trim());
  const labelled = (pattern: RegExp): string | null =>
    lines.map((line) => pattern.exec(line)?.[1]?.trim()).find((found) => found !== undefined) ?? null;
  const short = (line: string): boolean => line.length > 3 && line.length <= 80 && !/[.?!]$/.test(line);
  const several = lines.filter((line) => line !== '').length >= 3;
  const title =
    labelled(labels.title) ??
    (several ? (lines.find((line) => short(line) && titleLike.test(line)) ?? null) : null);
  const company =
    labelled(labels.company) ??
    (several ? (/\bat ([A-Z][\w&. -]{1,40})$/.exec(title ?? '')?.[1] ?? null) : null);
  const salary = labelled(labels.salary) ?? (several ? (money.exec(text)?.[0].trim() ?? null) : null);
  const facts = {
    title,
    company,
    place: labelled(labels.place),
    salary,
    requirements: readRequirements(lines),
  };
  const found = [facts.title, facts.company, facts.place, facts.salary].filter((one) => one !== null);
  return found.length + Math.min(1, facts.requirements.length) >= 2 ? facts : null;
}

function readRequirements(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => requirementsHead.test(line));
  if (start >= 0) {
    const found: string[] = [];
    for (const line of lines.slice(start + 1)) {
      const item = bullet.exec(line)?.[1];
      if (item !== undefined) found.push(item);
      else if (line !== '') break;
    }
    return found.slice(0, 12);
  }
  return lines
    .filter((line) =>
      /\b(?:experience|knowledge of|degree|years of|required|fluent|skills? in)\b/i.test(line),
    )
    .map((line) => bullet.exec(line)?.[1] ?? line)
    .filter((line) => line.length <= 160)
    .slice(0, 12);
}
