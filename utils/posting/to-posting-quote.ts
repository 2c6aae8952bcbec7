import { type QuotePart, quoteLimit } from '../chat/message.ts';
import type { PageReading } from './posting.ts';
import { type PostingWords, toPostingWords } from './posting-words.ts';

const cutMark = '\n\n[… cut]';

/** The known fields in the order a reader asks for them. */
const labels: readonly (readonly [keyof PostingWords, string])[] = [
  ['title', 'Title'],
  ['company', 'Company'],
  ['place', 'Place'],
  ['workplace', 'Workplace'],
  ['employmentType', 'Employment'],
  ['salary', 'Salary'],
  ['datePosted', 'Posted'],
  ['validThrough', 'Open until'],
  ['identifier', 'Reference'],
  ['applyUrl', 'Apply at'],
];

/**
 * What is attached to a message of a posting read at `at` (epoch ms): the known fields a line each, a blank
 * line, the description as Markdown; at most `quoteLimit` characters, with a cut marked. Null where the page
 * holds no posting.
 */
export function toPostingQuote({ posting, url }: PageReading, at: number): QuotePart | null {
  if (posting === null) return null;
  const words = toPostingWords(posting);
  const head = labels
    .flatMap(([field, label]) => (words[field] === '' ? [] : [`${label}: ${words[field]}`]))
    .join('\n');
  const described = posting.description.value;
  const whole = described === null ? head : `${head}\n\n${described.markdown}`.trim();
  const over = whole.length > quoteLimit;
  const { title, company, place } = words;
  return {
    type: 'quote',
    source: 'posting',
    title,
    company,
    place,
    url,
    at,
    text: over ? shorten(whole) : whole,
    cut: over || described?.cut === true,
  };
}

/** Cut at the end of a line near the limit, never inside a character. */
function shorten(text: string): string {
  const head = text.slice(0, quoteLimit - cutMark.length).replace(/[\ud800-\udbff]$/, '');
  const end = head.lastIndexOf('\n');
  return `${(end > head.length - 2_000 ? head.slice(0, end) : head).trimEnd()}${cutMark}`;
}
