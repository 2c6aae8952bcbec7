import * as z from 'zod/mini';
import { postingFactsSchema, postingStatuses, savedPostingFields } from '../../utils/chat/saved-posting.ts';
import type { StoredSession } from './mirror-store.ts';

/**
 * One saved posting as a plain document. `incarnation` and `cursor` stand first, as in a session's document;
 * `registers` are what is needed to take it in again without loss.
 */
export const postingDocumentSchema = z.object({
  incarnation: z.string(),
  cursor: z.number(),
  id: z.string(),
  title: z.string(),
  company: z.string(),
  place: z.string(),
  url: z.string(),
  status: z.enum(postingStatuses),
  note: z.string(),
  /** Days as `YYYY-MM-DD`. */
  applied_on: z.nullable(z.string()),
  follow_up_on: z.nullable(z.string()),
  /** Of the newest change, ISO 8601. */
  timestamp: z.string(),
  registers: z.record(z.string(), z.json()),
});
export type PostingDocument = Readonly<z.infer<typeof postingDocumentSchema>>;

const noFacts = { title: '', company: '', place: '', url: '' };

/** Lays a saved posting out as a document; a register that this version cannot read counts as none. */
export function toPostingDocument({ inc, cursor, id, updatedAt, registers }: StoredSession): PostingDocument {
  const read = <Schema extends z.ZodMiniType>(field: string, schema: Schema): z.infer<Schema> | null => {
    const parsed = schema.safeParse(registers[field]);
    return parsed.success ? parsed.data : null;
  };
  const { title, company, place, url } = read('job.facts', postingFactsSchema) ?? noFacts;
  return {
    incarnation: inc,
    cursor,
    id,
    title,
    company,
    place,
    url,
    status: read('job.status', savedPostingFields['job.status']) ?? 'interested',
    note: read('job.note', savedPostingFields['job.note']) ?? '',
    applied_on: read('job.applied-on', savedPostingFields['job.applied-on']),
    follow_up_on: read('job.follow-up-on', savedPostingFields['job.follow-up-on']),
    timestamp: new Date(updatedAt).toISOString(),
    registers,
  };
}
