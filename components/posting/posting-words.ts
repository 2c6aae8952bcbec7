import type { EmploymentType, FieldSource, Posting, Salary, Workplace } from '../../utils/posting/posting.ts';

export const workplaceWords: Readonly<Record<Workplace, string>> = {
  remote: 'Remote',
  hybrid: 'Hybrid',
  'on-site': 'On site',
};

export const employmentWords: Readonly<Record<EmploymentType, string>> = {
  'full-time': 'Full-time',
  'part-time': 'Part-time',
  permanent: 'Permanent',
  contract: 'Contract',
  temporary: 'Temporary',
  internship: 'Internship',
  apprenticeship: 'Apprenticeship',
  freelance: 'Freelance',
  volunteer: 'Volunteer',
  'per-diem': 'Per diem',
};

export const sourceWords: Readonly<Record<FieldSource, string>> = {
  'json-ld': 'from the page’s structured data',
  microdata: 'from the page’s structured data',
  'page-state': 'from the page’s own data',
  site: 'from where this site keeps it',
  label: 'from a labelled line on the page',
  hook: 'from the page’s layout',
  heading: 'from a heading on the page',
  'page-title': 'from the page’s title',
  text: 'from the visible text',
};

/** A day (`YYYY-MM-DD`) as people write it; empty for one that the calendar does not have. */
export function toDayWords({
  date,
  approximate,
}: {
  readonly date: string;
  readonly approximate: boolean;
}): string {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time)) return date;
  const words = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(time);
  return approximate ? `about ${words}` : words;
}

const perUnit = {
  hour: ' an hour',
  day: ' a day',
  week: ' a week',
  month: ' a month',
  year: ' a year',
  fixed: ' in all',
} as const;

/** Pay in one line; the page's own words where they are no numbers. */
export function toSalaryWords(field: Posting['salary']): string {
  if ('reason' in field) return '';
  const { value, raw } = field;
  if (value === null || (value.min === null && value.max === null)) return raw;
  return `${toAmounts(value)}${value.unit === null ? '' : perUnit[value.unit]}`;
}

function toAmounts({ min, max, currency }: Salary): string {
  const format = toFormat(currency);
  if (min !== null && max !== null && min !== max) return format.formatRange(Math.min(min, max), max);
  if (max === null) return `from ${format.format(min ?? 0)}`;
  return min === null ? `up to ${format.format(max)}` : format.format(max);
}

function toFormat(currency: string | null): Intl.NumberFormat {
  const digits = { maximumFractionDigits: 2, minimumFractionDigits: 0 };
  if (currency === null || !/^[A-Za-z]{3}$/.test(currency)) return new Intl.NumberFormat('en', digits);
  return new Intl.NumberFormat('en', { ...digits, style: 'currency', currency });
}
