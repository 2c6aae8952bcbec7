import * as v from 'valibot';
import {
  employmentTypes,
  type FieldSource,
  type Posting,
  type UnknownReason,
  workplaces,
} from './posting.ts';

/** What the user says of a posting instead of the reader, a text for each field; empty: it is not known. */
export const correctionsSchema = v.record(
  v.picklist([
    'title',
    'company',
    'places',
    'workplace',
    'employmentTypes',
    'salary',
    'datePosted',
    'validThrough',
    'applyUrl',
    'identifier',
    'description',
  ]),
  v.pipe(v.string(), v.maxLength(24_000)),
);
export type Corrections = Readonly<v.InferOutput<typeof correctionsSchema>>;

type Field<Value> =
  | {
      readonly value: Value;
      readonly raw: string;
      readonly source: FieldSource;
      readonly confidence: number;
    }
  | { readonly value: null; readonly reason: UnknownReason };

const most = 600;

/** The posting with the user's words laid over the reader's; a text that is no value of its field changes nothing. */
export function correctPosting(posting: Posting, corrections: Corrections): Posting {
  return {
    title: lay(posting.title, corrections.title, toLine),
    company: lay(posting.company, corrections.company, toLine),
    places: lay(posting.places, corrections.places, toPlaces),
    workplace: lay(
      posting.workplace,
      corrections.workplace,
      (text) => workplaces.find((one) => one === text) ?? null,
    ),
    employmentTypes: lay(posting.employmentTypes, corrections.employmentTypes, toTypes),
    // The user's own words say all; what they amount to is not guessed.
    salary: lay(posting.salary, corrections.salary, () => ({
      min: null,
      max: null,
      currency: null,
      unit: null,
    })),
    datePosted: lay(posting.datePosted, corrections.datePosted, toExactDay),
    validThrough: lay(posting.validThrough, corrections.validThrough, toExactDay),
    description: lay(posting.description, corrections.description, (markdown) => ({ markdown, cut: false })),
    applyUrl: lay(posting.applyUrl, corrections.applyUrl, (text) => (isWebAddress(text) ? text : null)),
    identifier: lay(posting.identifier, corrections.identifier, toLine),
  };
}

/** True for an address that may be followed: absolute, http or https. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text) && text.length <= 4_000;
}

function lay<Value>(
  field: Field<Value>,
  text: string | undefined,
  read: (text: string) => Value | null,
): Field<Value> {
  if (text === undefined) return field;
  if (text.trim() === '') return { value: null, reason: 'not-found' };
  const value = read(text);
  return value === null ? field : { value, raw: toLine(text), source: 'text', confidence: 1 };
}

function toLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, most);
}

function toPlaces(text: string): string[] {
  return text
    .split(/[;\n]/)
    .map(toLine)
    .filter((place) => place !== '')
    .slice(0, 30);
}

function toTypes(text: string): (typeof employmentTypes)[number][] | null {
  const words = text.split(',').map((word) => word.trim());
  const types = employmentTypes.filter((type) => words.includes(type));
  return types.length === 0 ? null : types;
}

function toExactDay(text: string): { date: string; approximate: boolean } | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? { date: text, approximate: false } : null;
}
