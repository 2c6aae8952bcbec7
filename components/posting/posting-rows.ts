import type { Corrections } from '../../utils/posting/correct-posting.ts';
import type { Posting } from '../../utils/posting/posting.ts';
import { employmentWords, sourceWords, toDayWords, toSalaryWords, workplaceWords } from './posting-words.ts';

export type PostingField = keyof Posting;

/** One field of a posting as it is shown. */
export interface PostingRow {
  readonly field: PostingField;
  readonly label: string;
  /** Empty: not known. */
  readonly text: string;
  /** What the user starts from when correcting it, in the form that `Corrections` take. */
  readonly input: string;
  /** Where it is from, or why it is not known; empty where the page just does not say. */
  readonly source: string;
  /** The reader is not sure of it. */
  readonly guess: boolean;
  readonly corrected: boolean;
}

/** Below this a value is shown as a guess. */
const sure = 0.5;

const labels: Readonly<Record<PostingField, string>> = {
  title: 'Title',
  company: 'Company',
  places: 'Place',
  workplace: 'Workplace',
  employmentTypes: 'Employment',
  salary: 'Salary',
  datePosted: 'Posted',
  validThrough: 'Open until',
  applyUrl: 'Apply at',
  identifier: 'Reference',
  description: 'Description',
};

const reasons = {
  'not-found': '',
  unclear: 'the page says several things',
  stale: 'the page’s data speaks of another job',
} as const;

/** Every field in the order that a reader asks for it. `posting` has the corrections laid over already. */
export function toPostingRows(posting: Posting, corrections: Corrections): readonly PostingRow[] {
  const rows: readonly (readonly [PostingField, string, string])[] = [
    ['title', posting.title.value ?? '', posting.title.value ?? ''],
    ['company', posting.company.value ?? '', posting.company.value ?? ''],
    ['places', joined(posting.places.value, ' · '), joined(posting.places.value, '; ')],
    [
      'workplace',
      posting.workplace.value === null ? '' : workplaceWords[posting.workplace.value],
      posting.workplace.value ?? '',
    ],
    [
      'employmentTypes',
      joined(posting.employmentTypes.value?.map((type) => employmentWords[type]) ?? null, ', '),
      joined(posting.employmentTypes.value, ','),
    ],
    ['salary', toSalaryWords(posting.salary), 'raw' in posting.salary ? posting.salary.raw : ''],
    ['datePosted', dayText(posting.datePosted), posting.datePosted.value?.date ?? ''],
    ['validThrough', dayText(posting.validThrough), posting.validThrough.value?.date ?? ''],
    ['applyUrl', posting.applyUrl.value ?? '', posting.applyUrl.value ?? ''],
    ['identifier', posting.identifier.value ?? '', posting.identifier.value ?? ''],
    ['description', posting.description.value?.markdown ?? '', posting.description.value?.markdown ?? ''],
  ];
  return rows.map(([field, text, input]) => {
    const read = posting[field];
    const corrected = corrections[field] !== undefined;
    return {
      field,
      label: labels[field],
      text,
      input,
      source: corrected
        ? 'corrected by you'
        : 'reason' in read
          ? reasons[read.reason]
          : sourceWords[read.source],
      guess: !corrected && 'confidence' in read && read.confidence < sure,
      corrected,
    };
  });
}

/** What the closed region says under the title. */
export function toFactsLine(posting: Posting): readonly string[] {
  const places = posting.places.value ?? [];
  const [first = ''] = places;
  const place = places.length > 1 ? `${first} +${places.length - 1}` : first;
  const workplace = posting.workplace.value;
  const where = [place, workplace === null || workplace === 'on-site' ? '' : workplaceWords[workplace]];
  return [posting.company.value ?? '', ...where, toSalaryWords(posting.salary)].filter((fact) => fact !== '');
}

function dayText({ value }: Posting['datePosted']): string {
  return value === null ? '' : toDayWords(value);
}

function joined(values: readonly string[] | null, mark: string): string {
  return values?.join(mark) ?? '';
}
