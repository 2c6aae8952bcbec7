import type { Day, Posting } from './posting.ts';

/** The values of a posting as one line each, in English or as the page says them; empty: not known. */
export interface PostingWords {
  readonly title: string;
  readonly company: string;
  readonly place: string;
  readonly workplace: string;
  readonly employmentType: string;
  readonly salary: string;
  readonly datePosted: string;
  readonly validThrough: string;
  readonly identifier: string;
  readonly applyUrl: string;
}

const most = 600;
const inLine = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, most);

function dayWords(day: Day | null): string {
  return day === null ? '' : day.approximate ? `about ${day.date}` : day.date;
}

const amount = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

function salaryWords({ salary }: Posting): string {
  if (salary.value === null) return '';
  const { min, max, currency, unit } = salary.value;
  // What the page itself says holds more than the numbers, unless it is a number only.
  if (/\p{L}|\p{Sc}/u.test(salary.raw) || (min === null && max === null)) return inLine(salary.raw);
  const range =
    min !== null && max !== null && min !== max ? `${amount(min)}–${amount(max)}` : amount(min ?? max ?? 0);
  return [currency ?? '', range, unit === null ? '' : unit === 'fixed' ? 'fixed' : `per ${unit}`]
    .filter((part) => part !== '')
    .join(' ');
}

export function toPostingWords(posting: Posting): PostingWords {
  return {
    title: inLine(posting.title.value),
    company: inLine(posting.company.value),
    place: inLine(posting.places.value?.join('; ') ?? null),
    workplace: posting.workplace.value ?? '',
    employmentType: posting.employmentTypes.value?.join(', ') ?? '',
    salary: salaryWords(posting),
    datePosted: dayWords(posting.datePosted.value),
    validThrough: dayWords(posting.validThrough.value),
    identifier: inLine(posting.identifier.value),
    applyUrl: posting.applyUrl.value ?? '',
  };
}
