import type { HlcClock } from '../chat/hlc.ts';
import { createId } from '../chat/id.ts';
import type { Row } from '../mirror/protocol.ts';
import { saveRows } from './remote-rows.ts';
import type { StoreDb } from './schema.ts';
import { openScope, type Scope } from './scope.ts';
import { readSessionFacts, sessionRange } from './session-facts.ts';
import { saveSession } from './session-rows.ts';
import { transact } from './transact.ts';

/** What a comparison found of one session. */
export interface Mending {
  readonly sessionId: string;
  /** The mirror's, to be written here again. */
  readonly rows: readonly Row[];
  /** Of messages that the mirror lacks, or holds in an older state; deleted ones among them. */
  readonly messageIds: readonly string[];
  /** Of registers that it lacks. */
  readonly fields: readonly string[];
}

/**
 * Brings a damaged session in order by the rules of the view: the mirror's rows are written again, but over
 * what is newer here, deleted, or in a higher state; and what the mirror lacks is offered. Repeatable.
 */
export function mendRows(db: StoreDb, mending: Mending, clock: HlcClock): Promise<readonly string[]> {
  return transact(db, 'relaxed', async (tx) => {
    const scope = await openScope(tx);
    const { sessionId, rows, messageIds, fields } = mending;
    await saveRows(scope, rows, clock, true);
    for (const id of messageIds) await offerMessage(scope, id);
    for (const field of fields) await offerRegister(scope, sessionId, field);
    scope.count(sessionId, {});
    const changed = await scope.finish();
    await recount(scope, sessionId);
    return changed;
  });
}

async function offerMessage(scope: Scope, messageId: string): Promise<void> {
  const row = await scope.tx.objectStore('messages').get(messageId);
  if (row === undefined) return;
  const { sessionId } = row;
  // A new op id: the mirror may remember the old one, and not what it did.
  const opId = createId();
  scope.addEntry(
    row.deleted ? { t: 'tomb', opId, sessionId, ids: [messageId] } : { t: 'msg', opId, sessionId, messageId },
  );
}

async function offerRegister(scope: Scope, sessionId: string, field: string): Promise<void> {
  const row = await scope.tx.objectStore('registers').get([sessionId, field]);
  // What is pending lies in the outbox already.
  if (!row || row.base === null) return;
  const { value, hlc } = row.base;
  scope.addEntry({ t: 'reg', opId: createId(), sessionId, field, value, hlc });
}

/** The count is kept by differences, which are wrong where rows were lost on disk. */
async function recount({ tx }: Scope, sessionId: string): Promise<void> {
  const [row, count] = await Promise.all([
    tx.objectStore('sessions').get(sessionId),
    tx.objectStore('messages').index('by-order').count(sessionRange(sessionId)),
  ]);
  const live = count - (row?.count ?? 0);
  if (live !== 0) {
    const facts = await readSessionFacts(tx, sessionId);
    await saveSession(tx, sessionId, { facts, delta: { live, waiting: 0, failed: 0 } });
  }
}
