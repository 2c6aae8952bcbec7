import * as v from 'valibot';
import { v5 } from 'uuid';

/** How far the user has come with a job. */
export const postingStatuses = ['interested', 'applied', 'interviewing', 'offer', 'closed'] as const;
export type PostingStatus = (typeof postingStatuses)[number];

const line = v.pipe(v.string(), v.maxLength(600));
const day = v.nullable(v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)));

/** What was read of a saved posting, with the user's corrections laid over it. Empty: not known. */
export const postingFactsSchema = v.object({
  /** As in `SessionPosting`. */
  key: v.pipe(v.string(), v.maxLength(4_000)),
  print: v.pipe(v.string(), v.maxLength(200)),
  url: v.pipe(v.string(), v.maxLength(4_000)),
  title: line,
  company: line,
  place: line,
  workplace: line,
  employmentType: line,
  salary: line,
  datePosted: day,
  validThrough: day,
  applyUrl: v.pipe(v.string(), v.maxLength(4_000)),
  /** Epoch ms of the reading. */
  at: v.number(),
});
export type PostingFacts = Readonly<v.InferOutput<typeof postingFactsSchema>>;

/**
 * The registers of a saved posting. They lie under the posting's own id, beside those of sessions, so that
 * they sync and merge alike; each is a register of its own, so that a note on one device and a status on
 * another never conflict. `saved` false: taken off the list.
 */
export const savedPostingFields = {
  'job.saved': v.boolean(),
  'job.facts': postingFactsSchema,
  'job.status': v.picklist(postingStatuses),
  'job.note': v.pipe(v.string(), v.maxLength(20_000)),
  'job.applied-on': day,
  'job.follow-up-on': day,
} as const;
export type SavedPostingField = keyof typeof savedPostingFields;

/** One row of the list of saved postings. Days are `YYYY-MM-DD` in the user's time; `savedAt` is epoch ms. */
export const savedPostingSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  saved: v.boolean(),
  facts: postingFactsSchema,
  status: v.picklist(postingStatuses),
  note: v.string(),
  appliedOn: day,
  followUpOn: day,
  savedAt: v.number(),
  /** Epoch ms of the last change. */
  changedAt: v.number(),
});
export type SavedPosting = Readonly<v.InferOutput<typeof savedPostingSchema>>;

const namespace = '6a9d7f0e-6f1b-5c58-9d3b-0c6f2f3f9a11';

/** The id of the saved posting with this `key`: the same on every device that saves it. */
export function savedPostingIdOf(key: string): string {
  return v5(key, namespace);
}
