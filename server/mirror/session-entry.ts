import * as v from 'valibot';
import { hlcTimeMs } from '../../utils/chat/hlc.ts';
import { registerFields } from '../../utils/chat/session.ts';
import { toSessionTitle } from '../../utils/chat/to-session-title.ts';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import { partsOf } from './wire-parts.ts';
import type { SessionEntry, WireJson } from './mirror-store.ts';

/** What a store knows of a session. `first` is its first live message, for a session without a title. */
export interface SessionFacts {
  readonly id: string;
  readonly registers: ReadonlyMap<string, WireJson>;
  readonly first: WireMessage | null;
  readonly count: number;
  /** The latest hlc among the session's rows; empty where none has one. */
  readonly hlc: string;
  readonly cursor: number;
}

/** The session's line in the list. A deleted session with an unseen message in it lives again. */
export function toSessionEntry(facts: SessionFacts): SessionEntry {
  const { id, registers, first, count, hlc, cursor } = facts;
  const title = registers.get('title');
  const posting = v.parse(v.fallback(registerFields.posting, null), registers.get('posting'));
  const firstWords = first === null ? undefined : { parts: partsOf(first) };
  const isPosting = count === 0 && [...registers.keys()].some((field) => field.startsWith('job.'));
  return {
    id,
    kind: isPosting ? 'posting' : 'session',
    title: typeof title === 'string' && title !== '' ? title : toSessionTitle(posting, firstWords),
    updatedAt: hlcTimeMs(hlc),
    count,
    cursor,
    deleted: isPosting
      ? registers.get('job.saved') !== true
      : registers.get('deleted') === true && count === 0,
  };
}
