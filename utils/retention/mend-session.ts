import { createContentSums } from '../chat/digest.ts';
import type { ContentDesk } from '../mirror/content-desk.ts';
import type { Row } from '../mirror/protocol.ts';
import type { Mending } from '../store/mend-rows.ts';
import { sessionRange } from '../store/session-facts.ts';
import type { MessageRow, RegisterRow, StoreDb } from '../store/schema.ts';
import { toWire } from '../store/wire.ts';
import { registerRange } from './compare-content.ts';

/** What differed, counted in messages; `details` are titles, tags and the like. */
export interface Mended {
  /** The mirror had it, this device did not. */
  readonly missingHere: number;
  readonly missingThere: number;
  /** Both had it, and its words or its state were not the same. */
  readonly changed: number;
  /** Deleted on one side only. */
  readonly deleted: number;
  readonly details: number;
}
export const nothingMended: Mended = { missingHere: 0, missingThere: 0, changed: 0, deleted: 0, details: 0 };

export function addMended(a: Mended, b: Mended): Mended {
  return {
    missingHere: a.missingHere + b.missingHere,
    missingThere: a.missingThere + b.missingThere,
    changed: a.changed + b.changed,
    deleted: a.deleted + b.deleted,
    details: a.details + b.details,
  };
}

/** Offers at a time. */
const batch = 500;

/**
 * Reads all that the mirror has of one session, finds what differs, and hands it to `mend` batch by batch.
 * Memory is bounded by a page of rows and the session's ids.
 */
export async function mendSession(
  {
    db,
    desk,
    mend,
  }: {
    readonly db: StoreDb;
    readonly desk: Pick<ContentDesk, 'readRows'>;
    readonly mend: (mending: Mending) => Promise<void>;
  },
  sessionId: string,
  signal: AbortSignal,
): Promise<Mended> {
  const seen = new Set<string>();
  const fields = new Set<string>();
  let found = nothingMended;
  for await (const page of desk.readRows(sessionId, signal)) {
    const rows: Row[] = [];
    const offers: string[] = [];
    for (const row of page) {
      const verdict = row.kind === 'reg' ? await judgeRegister(db, row) : await judgeMessage(db, row);
      if (row.kind === 'reg') fields.add(row.field);
      else seen.add(idOf(row));
      if (verdict === null) continue;
      found = addMended(found, { ...nothingMended, [verdict.kind]: 1 });
      if (verdict.take) rows.push(row);
      else if (row.kind !== 'reg') offers.push(idOf(row));
    }
    if (rows.length + offers.length > 0) await mend({ sessionId, rows, messageIds: offers, fields: [] });
  }
  const own = await db.getAllKeysFromIndex('messages', 'by-order', sessionRange(sessionId));
  const lacking = own.filter((id) => !seen.has(id));
  for (let at = 0; at < lacking.length; at += batch) {
    await mend({ sessionId, rows: [], messageIds: lacking.slice(at, at + batch), fields: [] });
  }
  const registers = await db.getAll('registers', registerRange(sessionId));
  const details = registers.flatMap(({ field, base }) => (base === null || fields.has(field) ? [] : [field]));
  // Also where there is nothing to offer: the summary that lists show is made anew.
  await mend({ sessionId, rows: [], messageIds: [], fields: details });
  return addMended(found, { ...nothingMended, missingThere: lacking.length, details: details.length });
}

type Judged = {
  readonly kind: keyof Mended;
  /** The mirror's counts; else ours is offered. */ readonly take: boolean;
};

async function judgeMessage(db: StoreDb, row: Exclude<Row, { kind: 'reg' }>): Promise<Judged | null> {
  const own = await db.get('messages', idOf(row));
  if (row.kind === 'tomb') return own !== undefined && !own.deleted ? { kind: 'deleted', take: true } : null;
  if (own === undefined) return { kind: 'missingHere', take: true };
  if (own.deleted) return { kind: 'deleted', take: false };
  return sumOf(own) === sumOfRow(row) ? null : { kind: 'changed', take: !isAhead(own, row) };
}

async function judgeRegister(db: StoreDb, row: Extract<Row, { kind: 'reg' }>): Promise<Judged | null> {
  const own: RegisterRow | undefined = await db.get('registers', [row.session, row.field]);
  // What waits goes to the mirror by itself.
  if (own !== undefined && own.pending !== null) return null;
  const same = own !== undefined && own.base !== null && sumOfValue(own.base.value) === sumOfValue(row.value);
  return same ? null : { kind: 'details', take: true };
}

/** A state that rose here stays, as in every sync. */
function isAhead({ message }: MessageRow, row: Extract<Row, { kind: 'msg' }>): boolean {
  const ranks = ['error', 'interrupted', 'final'];
  return message !== null && ranks.indexOf(message.status) > ranks.indexOf(row.message.status);
}

function idOf(row: Exclude<Row, { kind: 'reg' }>): string {
  return row.kind === 'msg' ? row.message.id : row.id;
}

function sumOf({ message }: MessageRow): string {
  const sums = createContentSums();
  if (message !== null) sums.addMessage(toWire(message));
  return sums.list()[0]?.digest ?? '';
}

function sumOfRow({ message }: Extract<Row, { kind: 'msg' }>): string {
  const sums = createContentSums();
  sums.addMessage(message);
  return sums.list()[0]?.digest ?? '';
}

function sumOfValue(value: Parameters<ReturnType<typeof createContentSums>['addRegister']>[2]): string {
  const sums = createContentSums();
  sums.addRegister('', '', value);
  return sums.list()[0]?.digest ?? '';
}
