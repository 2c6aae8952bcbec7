import { daysFrom } from '../std/local-day.ts';
import type { PostingStatus, SavedPosting } from './saved-posting.ts';

export const postingStatusWords: Readonly<Record<PostingStatus, string>> = {
  interested: 'Interested',
  applied: 'Applied',
  interviewing: 'Interviewing',
  offer: 'Offer',
  closed: 'Closed',
};

/**
 * How many days ago the follow-up was due: 0 today, negative in days to come. Null where none is planned,
 * or where the posting is closed.
 */
export function daysDue(
  { followUpOn, status }: Pick<SavedPosting, 'followUpOn' | 'status'>,
  today: string,
): number | null {
  return followUpOn === null || status === 'closed' ? null : daysFrom(followUpOn, today);
}
