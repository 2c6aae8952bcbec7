import * as z from 'zod/mini';
import { formQuestionSchema } from './form-question.ts';
import { descriptionLimit, mostQuestions } from './limits.ts';

/**
 * What a reader says of a page. Everything in it was written by a stranger: it is parsed with these schemas
 * where it leaves the page, and is text for ever after, never markup, an order or an address to fetch.
 */

const line = z.string().check(z.maxLength(600));
const address = z.string().check(z.maxLength(4_000));

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

function field<T extends z.ZodMiniType>(value: T) {
  return z.union([
    z.object({
      value,
      raw: line,
      source: z.enum(fieldSources),
      /** 0 to 1; below 0.5 the panel shows it as a guess of the reader's. */
      confidence: z.number().check(z.gte(0), z.lte(1)),
    }),
    z.object({ value: z.null(), reason: z.enum(unknownReasons) }),
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
export const salarySchema = z.object({
  min: z.nullable(z.number()),
  max: z.nullable(z.number()),
  currency: z.nullable(z.string().check(z.maxLength(3))),
  unit: z.nullable(z.enum(salaryUnits)),
});
export type Salary = Readonly<z.infer<typeof salarySchema>>;

/** A day as `YYYY-MM-DD`; approximate where the page said it in relation to the day of reading. */
export const daySchema = z.object({
  date: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  approximate: z.boolean(),
});
export type Day = Readonly<z.infer<typeof daySchema>>;

export const postingSchema = z.object({
  title: field(line),
  company: field(line),
  places: field(z.array(line).check(z.maxLength(30))),
  workplace: field(z.enum(workplaces)),
  employmentTypes: field(z.array(z.enum(employmentTypes)).check(z.maxLength(10))),
  salary: field(z.nullable(salarySchema)),
  datePosted: field(daySchema),
  validThrough: field(daySchema),
  /** Markdown; `cut` where it was longer than `descriptionLimit`. */
  description: field(
    z.object({ markdown: z.string().check(z.maxLength(descriptionLimit + 100)), cut: z.boolean() }),
  ),
  /** Absolute http(s) address. Never fetched; followed only by the user's click. */
  applyUrl: field(address),
  identifier: field(line),
});
export type Posting = Readonly<z.infer<typeof postingSchema>>;

export const pageKinds = ['posting', 'list', 'application-form', 'none'] as const;
export type PageKind = (typeof pageKinds)[number];

/** What the reader says of one frame. `posting` is there for `posting` and `application-form` only. */
export const pageReadingSchema = z.object({
  version: z.literal(1),
  kind: z.enum(pageKinds),
  url: address,
  pageTitle: line,
  posting: z.nullable(postingSchema),
  /** How sure the reader is that this frame shows one job, 0 to 1: picks among frames. */
  score: z.number().check(z.gte(0), z.lte(1)),
  /** Origins of frames in it that seem to hold the job, and belong to another site. */
  jobFrames: z.optional(z.array(z.string().check(z.maxLength(300))).check(z.maxLength(5))),
  /** What an application form on it asks in words. */
  questions: z.array(formQuestionSchema).check(z.maxLength(mostQuestions)),
});
export type PageReading = Readonly<z.infer<typeof pageReadingSchema>>;

/** A frame's reading, or null where what came back is not one (another script, a hostile page). */
export function parsePageReading(value: unknown): PageReading | null {
  const parsed = pageReadingSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
