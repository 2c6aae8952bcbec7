import * as v from 'valibot';
import { jsonSchema } from '../../utils/chat/json.ts';
import { postingFactsSchema, postingStatuses, savedPostingFields } from '../../utils/chat/saved-posting.ts';
import type { StoredSession } from './mirror-store.ts';

/**
 * One saved posting as a plain document. `incarnation` and `cursor` stand first, as in a session's document;
 * `registers` are what is needed to take it in again without loss.
 */
export const postingDocumentSchema = v.object({
  incarnation: v.string(),
  cursor: v.number(),
  id: v.string(),
  title: v.string(),
  company: v.string(),
  place: v.string(),
  url: v.string(),
  status: v.picklist(postingStatuses),
  note: v.string(),
  /** Days as `YYYY-MM-DD`. */
  applied_on: v.nullable(v.string()),
  follow_up_on: v.nullable(v.string()),
  /** Of the newest change, ISO 8601. */
  timestamp: v.string(),
  registers: v.record(v.string(), jsonSchema),
});
export type PostingDocument = Readonly<v.InferOutput<typeof postingDocumentSchema>>;

const noFacts = { title: '', company: '', place: '', url: '' };

/** Lays a saved posting out as a document; a register that this version cannot read counts as none. */
export function toPostingDocument({ inc, cursor, id, updatedAt, registers }: StoredSession): PostingDocument {
  const read = <Schema extends v.GenericSchema>(
    field: string,
    schema: Schema,
  ): v.InferOutput<Schema> | null => {
    const parsed = v.safeParse(schema, registers[field]);
    return parsed.success ? parsed.output : null;
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
