import type { PostingFacts } from '../chat/saved-posting.ts';
import { toPostingWords } from './posting-words.ts';
import type { PageReading } from './posting.ts';
import { toSessionPosting } from './to-session-posting.ts';

/** What the list of saved postings keeps of one, read at `at` (epoch ms); null where the page holds none. */
export function toPostingFacts(reading: PageReading, at: number): PostingFacts | null {
  const { posting } = reading;
  const named = toSessionPosting(reading, at);
  if (posting === null || named === null) return null;
  const { workplace, employmentType, salary, applyUrl } = toPostingWords(posting);
  return {
    ...named,
    workplace,
    employmentType,
    salary,
    datePosted: posting.datePosted.value?.date ?? null,
    validThrough: posting.validThrough.value?.date ?? null,
    applyUrl,
  };
}
