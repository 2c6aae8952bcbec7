import { type Message, textOf } from './message.ts';
import type { SessionPosting } from './session.ts';
import { toTitle } from './to-title.ts';

/**
 * What a session is called until the user names it: its posting ("Engineer · Acme"), as chats about postings
 * mostly begin with the same stock sentence; else its first words; else empty. `first`: the user's first message.
 */
export function toSessionTitle(
  posting: Pick<SessionPosting, 'title' | 'company'> | null,
  first: Pick<Message, 'parts'> | undefined,
): string {
  const job = toTitle(posting?.title ?? '');
  if (posting !== null && job !== '') return [job, toTitle(posting.company)].filter(Boolean).join(' · ');
  return first === undefined ? '' : toTitle(textOf(first));
}
