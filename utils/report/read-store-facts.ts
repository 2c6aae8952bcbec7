import * as v from 'valibot';
import { messageSchema, troubleReasonSchema } from '../chat/message.ts';
import { turnSchema } from '../chat/turn.ts';
import { type StoreDb, storeVersion } from '../store/schema.ts';
import { readMirrorState } from '../store/sync-store.ts';
import { countBy } from './count-by.ts';

/** What a store holds, in numbers and words of ours only. */
export interface StoreFacts {
  readonly schema: { readonly database: number; readonly code: number };
  readonly sessions: { readonly all: number; readonly shown: number };
  readonly messages: {
    readonly all: number;
    readonly deleted: number;
    readonly byStatus: Counts;
    readonly byTrouble: Counts;
  };
  readonly turnsByState: Counts;
  readonly outbox: { readonly all: number; readonly byKind: Counts };
  readonly failedByReason: Counts;
  readonly undos: { readonly all: number; readonly open: number };
  readonly drafts: number;
  readonly mirror: {
    /** Whether any mirror was ever met, and how many lives of mirrors. */
    readonly met: boolean;
    readonly lives: number;
    readonly offeringAll: boolean;
    readonly rereadingAll: boolean;
    /** An answer to a push named more than the last page brought. */
    readonly behind: boolean;
  };
}

export type Counts = Readonly<Record<string, number>>;

/** What this device itself says of an op; everything else is the mirror's own words. */
const ownReasons = new Set(['refused', 'too-large', 'unreadable']);

/** Counts what is in the store, in one look each. Rejects with what the store throws. */
export async function readStoreFacts(db: StoreDb): Promise<StoreFacts> {
  const [sessions, turns, outbox, failed, undos, drafts, state, messages] = await Promise.all([
    db.getAll('sessions'),
    db.getAll('turns'),
    db.getAll('outbox'),
    db.getAll('failed'),
    db.getAll('undos'),
    db.count('drafts'),
    readMirrorState(db),
    readMessageFacts(db),
  ]);
  return {
    schema: { database: db.version, code: storeVersion },
    sessions: { all: sessions.length, shown: sessions.filter((row) => row.listAt !== undefined).length },
    messages,
    turnsByState: countBy(turns, (turn) => {
      const parsed = v.safeParse(turnSchema, turn);
      return parsed.success ? parsed.output.state : 'unreadable';
    }),
    outbox: { all: outbox.length, byKind: countBy(outbox, ({ t }) => (isKind(t) ? t : 'unknown')) },
    failedByReason: countBy(failed, ({ reason }) => (ownReasons.has(reason) ? reason : 'said by the mirror')),
    undos: { all: undos.length, open: undos.filter(({ spent }) => !spent).length },
    drafts,
    mirror: {
      met: state.inc !== null,
      lives: state.generation,
      offeringAll: state.heal !== null,
      rereadingAll: state.sweep,
      behind: (state.seen ?? 0) > state.cursor,
    },
  };
}

function isKind(t: string): boolean {
  return t === 'msg' || t === 'reg' || t === 'tomb';
}

/** One at a time: a long history need not fit into memory. */
async function readMessageFacts(db: StoreDb): Promise<StoreFacts['messages']> {
  const standings: string[] = [];
  const troubles: string[] = [];
  let all = 0;
  let deleted = 0;
  let cursor = await db.transaction('messages', 'readonly').store.openCursor();
  while (cursor !== null) {
    const row = cursor.value;
    all += 1;
    if (row.deleted) deleted += 1;
    else {
      const parsed = v.safeParse(messageSchema, row.message);
      standings.push(parsed.success ? `${parsed.output.role} ${parsed.output.status}` : 'unreadable');
      const reason = v.safeParse(troubleReasonSchema, row.message?.trouble?.reason);
      if (reason.success) troubles.push(reason.output);
    }
    cursor = await cursor.continue();
  }
  return {
    all,
    deleted,
    byStatus: countBy(standings, (word) => word),
    byTrouble: countBy(troubles, (word) => word),
  };
}
