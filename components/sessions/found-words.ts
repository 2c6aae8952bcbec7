/** What was typed like a filter and is none. */
export interface FilterHint {
  readonly problem: 'unknown' | 'value';
  readonly name: string;
}

interface Counted {
  readonly total: number;
  readonly more: boolean;
  readonly guess: string | null;
  readonly asked: boolean;
  /** False while texts are still being read. */
  readonly complete: boolean;
}

/** How much was found. */
export function toCountWords({ total, more, guess, asked, complete }: Counted): string {
  if (!asked) return 'Type a word of what was said, or a filter such as tag: or before:';
  if (total === 0)
    return complete ? 'Nothing was found. Fewer words find more.' : 'Still reading what was said…';
  const count = more ? `more than ${total} finds` : total === 1 ? '1 find' : `${total} finds`;
  const shown =
    guess === null ? `${count.charAt(0).toUpperCase()}${count.slice(1)}` : `Showing ${count} for “${guess}”`;
  return complete ? shown : `${shown}, still reading…`;
}

const values: Readonly<Record<string, string>> = {
  after: 'a day such as 2026-03-01, a month, a year, or 7d',
  before: 'a day such as 2026-03-01, a month, a year, or 7d',
  has: 'posting',
  is: 'archived or pinned',
};

/** Why a filter was sought as words; empty where all were understood. */
export function toHintWords([hint]: readonly FilterHint[]): string {
  if (hint === undefined) return '';
  const { problem, name } = hint;
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (problem === 'value' && value !== undefined) return `“${name}:” takes ${value}. It was sought as words.`;
  return `“${name}:” is no filter and was sought as words. Filters are tag:, agent:, company:, before:, after:, has:, is: and in:`;
}
