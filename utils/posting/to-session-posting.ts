import type { SessionPosting } from '../chat/session.ts';
import { postingKeyOf } from './posting-key.ts';
import { postingPrintOf } from './posting-print.ts';
import { toPostingWords } from './posting-words.ts';
import type { PageReading } from './posting.ts';

/** What a session keeps of the posting it is about, read at `at` (epoch ms); null where the page holds none. */
export function toSessionPosting({ posting, url }: PageReading, at: number): SessionPosting | null {
  if (posting === null) return null;
  const { title, company, place } = toPostingWords(posting);
  const text = posting.description.value?.markdown ?? '';
  return {
    key: postingKeyOf(url),
    print: postingPrintOf({ company, title, text }),
    url,
    title,
    company,
    place,
    at,
  };
}
