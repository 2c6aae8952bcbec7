import { hlcTimeMs } from '../chat/hlc.ts';
import { savedPostingFields } from '../chat/saved-posting.ts';
import { readValue, viewOf } from './register-view.ts';
import type { RegisterRow, StoreTx } from './schema.ts';

/** Rebuilds the row of a saved posting from the registers under its id; nothing for a session's. */
export async function savePosting(tx: StoreTx, id: string, registers: readonly RegisterRow[]): Promise<void> {
  const views = registers.flatMap((row) => {
    const view = viewOf(row);
    return view !== null && row.field.startsWith('job.') ? [{ field: row.field, ...view }] : [];
  });
  if (views.length === 0) return;
  const values = new Map(views.map(({ field, value }) => [field, value]));
  const fields = savedPostingFields;
  const facts = readValue(values, 'job.facts', fields['job.facts']);
  if (facts === null) return;
  const times = views.map(({ hlc }) => hlcTimeMs(hlc));
  const before = await tx.objectStore('postings').get(id);
  await tx.objectStore('postings').put({
    id,
    saved: readValue(values, 'job.saved', fields['job.saved']) ?? false,
    facts,
    status: readValue(values, 'job.status', fields['job.status']) ?? 'interested',
    note: readValue(values, 'job.note', fields['job.note']) ?? '',
    appliedOn: readValue(values, 'job.applied-on', fields['job.applied-on']),
    followUpOn: readValue(values, 'job.follow-up-on', fields['job.follow-up-on']),
    savedAt: Math.min(before?.savedAt ?? Infinity, ...times),
    changedAt: Math.max(...times),
  });
}
