import * as v from 'valibot';
import { formQuestionSchema } from './form-question.ts';
import { descriptionLimit, mostQuestions } from './limits.ts';

/**
 * What a reader says of a page. Everything in it was written by a stranger: it is parsed with these schemas
 * where it leaves the page, and is text for ever after, never markup, an order or an address to fetch.
 */

const line = v.pipe(v.string(), v.maxLength(600));
const address = v.pipe(v.string(), v.maxLength(4_000));

/** Where a value was found; the panel words it. */
export const fieldSources = [
  'json-ld',
  'microdata',
  'page-state',
  'site',
  'label',
  'hook',
  'heading',
  'page-title',
  'text',
] as const;
export type FieldSource = (typeof fieldSources)[number];

/** `not-found`: the page does not say. `unclear`: it says several things. `stale`: it said it of another job. */
export const unknownReasons = ['not-found', 'unclear', 'stale'] as const;
export type UnknownReason = (typeof unknownReasons)[number];

function field<T extends v.GenericSchema>(value: T) {
  return v.union([
    v.object({
      value,
      raw: line,
      source: v.picklist(fieldSources),
      /** 0 to 1; below 0.5 the panel shows it as a guess of the reader's. */
      confidence: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    }),
    v.object({ value: v.null(), reason: v.picklist(unknownReasons) }),
  ]);
}

export const employmentTypes = [
  'full-time',
  'part-time',
  'permanent',
  'contract',
  'temporary',
  'internship',
  'apprenticeship',
  'freelance',
  'volunteer',
  'per-diem',
] as const;
export type EmploymentType = (typeof employmentTypes)[number];

export const workplaces = ['remote', 'hybrid', 'on-site'] as const;
export type Workplace = (typeof workplaces)[number];

export const salaryUnits = ['hour', 'day', 'week', 'month', 'year', 'fixed'] as const;
export type SalaryUnit = (typeof salaryUnits)[number];

/** Amounts in `currency` (ISO 4217) per `unit`; null where the page does not say. */
export const salarySchema = v.object({
  min: v.nullable(v.number()),
  max: v.nullable(v.number()),
  currency: v.nullable(v.pipe(v.string(), v.maxLength(3))),
  unit: v.nullable(v.picklist(salaryUnits)),
});
export type Salary = Readonly<v.InferOutput<typeof salarySchema>>;

/** A day as `YYYY-MM-DD`; approximate where the page said it in relation to the day of reading. */
export const daySchema = v.object({
  date: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)),
  approximate: v.boolean(),
});
export type Day = Readonly<v.InferOutput<typeof daySchema>>;

export const postingSchema = v.object({
  title: field(line),
  company: field(line),
  places: field(v.pipe(v.array(line), v.maxLength(30))),
  workplace: field(v.picklist(workplaces)),
  employmentTypes: field(v.pipe(v.array(v.picklist(employmentTypes)), v.maxLength(10))),
  salary: field(v.nullable(salarySchema)),
  datePosted: field(daySchema),
  validThrough: field(daySchema),
  /** Markdown; `cut` where it was longer than `descriptionLimit`. */
  description: field(
    v.object({ markdown: v.pipe(v.string(), v.maxLength(descriptionLimit + 100)), cut: v.boolean() }),
  ),
  /** Absolute http(s) address. Never fetched; followed only by the user's click. */
  applyUrl: field(address),
  identifier: field(line),
});
export type Posting = Readonly<v.InferOutput<typeof postingSchema>>;

export const pageKinds = ['posting', 'list', 'application-form', 'none'] as const;
export type PageKind = (typeof pageKinds)[number];

/** What the reader says of one frame. `posting` is there for `posting` and `application-form` only. */
export const pageReadingSchema = v.object({
  version: v.literal(1),
  kind: v.picklist(pageKinds),
  url: address,
  pageTitle: line,
  posting: v.nullable(postingSchema),
  /** How sure the reader is that this frame shows one job, 0 to 1: picks among frames. */
  score: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** Origins of frames in it that seem to hold the job, and belong to another site. */
  jobFrames: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(5))),
  /** What an application form on it asks in words. */
  questions: v.pipe(v.array(formQuestionSchema), v.maxLength(mostQuestions)),
});
export type PageReading = Readonly<v.InferOutput<typeof pageReadingSchema>>;

/** A frame's reading, or null where what came back is not one (another script, a hostile page). */
export function parsePageReading(value: unknown): PageReading | null {
  const parsed = v.safeParse(pageReadingSchema, value);
  return parsed.success ? parsed.output : null;
}
