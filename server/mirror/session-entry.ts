import { hlcTimeMs } from '../../utils/chat/hlc.ts';
import { textOf } from '../../utils/chat/message.ts';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import { partsOf } from './wire-parts.ts';
import type { SessionEntry, WireJson } from './mirror-store.ts';

const titleLength = 80;

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
  const isPosting = count === 0 && [...registers.keys()].some((field) => field.startsWith('job.'));
  return {
    id,
    kind: isPosting ? 'posting' : 'session',
    title: typeof title === 'string' && title !== '' ? title : firstWords(first),
    updatedAt: hlcTimeMs(hlc),
    count,
    cursor,
    deleted: isPosting
      ? registers.get('job.saved') !== true
      : registers.get('deleted') === true && count === 0,
  };
}

function firstWords(message: WireMessage | null): string {
  if (message === null) return '';
  const line = textOf({ parts: partsOf(message) })
    .trim()
    .split(/\s+/)
    .join(' ');
  return line.length > titleLength ? `${line.slice(0, titleLength - 1).trimEnd()}…` : line;
}
