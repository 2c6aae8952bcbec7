import type { ExportFile } from '../chat/export-file.ts';
import type { SavedPosting } from '../chat/saved-posting.ts';
import { toLocalDay } from '../std/local-day.ts';

/**
 * The saved postings as a JSON document, version 1:
 *
 *   {"format": "talentscout-postings", "version": 1,
 *    "postings": [{id, status, note, appliedOn, followUpOn, savedAt, changedAt, facts: {…}}]}
 *
 * Fields are those of `SavedPosting`; days are `YYYY-MM-DD`, times epoch ms. `now` (epoch ms) is the day in
 * the file's name.
 */
export function toPostingsJson(postings: readonly SavedPosting[], now: number): ExportFile {
  const document = {
    format: 'talentscout-postings',
    version: 1,
    postings: postings.map(({ saved: _saved, ...posting }) => posting),
  };
  return {
    fileName: `Saved postings ${toLocalDay(now)}.json`,
    mime: 'application/json',
    text: `${JSON.stringify(document, null, 2)}\n`,
  };
}
