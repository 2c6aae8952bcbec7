import type { HlcClock } from '../chat/hlc.ts';
import type { ChangesPage, Op, PushResponse, Row } from '../mirror/protocol.ts';
import { saveRows } from './remote-rows.ts';
import {
  type MirrorState,
  noMirrorYet,
  type OutboxEntry,
  type StoreDb,
  type StoredEntry,
  type StoreName,
} from './schema.ts';
import { request } from './request.ts';
import { openScope, type Scope } from './scope.ts';
import { transact } from './transact.ts';
import { toWire } from './wire.ts';

/** What goes into one push: an op for each entry that still says something. */
export interface Batch {
  readonly sent: readonly { readonly entry: StoredEntry; readonly op: Op }[];
  /** Entries of messages that were deleted before they were sent: they never leave the device. */
  readonly gone: readonly StoredEntry[];
}

/** Reads where this device stands with its mirror. */
export async function readMirrorState(db: StoreDb): Promise<MirrorState> {
  const row = await db.get('meta', 'mirror');
  return row?.key === 'mirror' ? row.value : noMirrorYet;
}

/** The newest cursor that the mirror told this device, up to `cursor`, which it tells now. */
export function seenOf({ cursor: pulled, seen = 0 }: MirrorState, cursor = 0): number {
  return Math.max(pulled, seen, cursor);
}

/** Reads the oldest unsent changes: at most `ops`, and as many as fill about `bytes` of JSON; at least one. */
export async function readBatch(
  db: StoreDb,
  most: { readonly ops: number; readonly bytes: number },
): Promise<Batch> {
  const names: StoreName[] = ['outbox', 'messages'];
  const tx = db.transaction(names, 'readonly');
  const messages = tx.objectStore('messages');
  const entries = await tx.objectStore('outbox').getAll(null, most.ops);
  const sent: { entry: StoredEntry; op: Op }[] = [];
  const gone: StoredEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const op = toOp(entry, entry.t === 'msg' ? ((await messages.get(entry.messageId)) ?? null) : null);
    if (op === null) {
      gone.push(entry);
      continue;
    }
    bytes += new TextEncoder().encode(JSON.stringify(op)).length;
    if (sent.length > 0 && bytes > most.bytes) break;
    sent.push({ entry, op });
  }
  return { sent, gone };
}

/** What an answered push changed. `removed` 0: the answer acknowledged nothing of the batch. */
export interface PushResult {
  readonly sessionIds: readonly string[];
  readonly removed: number;
}

/**
 * Takes acknowledged changes out of the outbox and lays the mirror's rows over ours, in one transaction.
 * Refused ops move to the failed ones. `asked` is the incarnation that the push named: an answer that
 * comes after the mirror was changed is ignored. A null response settles what was never sent.
 */
export function savePush(
  db: StoreDb,
  options: {
    readonly batch: Batch;
    readonly response: PushResponse | null;
    readonly asked: string | null;
    readonly clock: HlcClock;
    readonly at: number;
  },
): Promise<PushResult> {
  const { batch, response, asked, clock, at } = options;
  return transact(db, 'relaxed', async (tx) => {
    const scope = await openScope(tx);
    if (scope.mirror.inc !== asked) return { sessionIds: [], removed: 0 };
    let removed = 0;
    for (const entry of batch.gone) removed += await takeEntry(scope, entry);
    if (response !== null) {
      scope.saveMirror({ ...scope.mirror, inc: response.inc, seen: seenOf(scope.mirror, response.cursor) });
      await saveRows(scope, response.rows, clock);
      const answers = new Map(response.acks.map((ack) => [ack.opId, ack]));
      for (const { entry, op } of batch.sent) {
        const ack = answers.get(entry.opId);
        if (ack === undefined) continue;
        removed += await takeEntry(scope, entry);
        if (ack.status === 'rejected') {
          await saveFailed(scope, { entry, op, reason: ack.reason ?? '', at });
        } else if (entry.t === 'reg') {
          await settleRegister(scope, entry, response.rows);
        }
      }
    }
    return { sessionIds: await scope.finish(), removed };
  });
}

/** Moves one op to the failed ones without a mirror's ack: it cannot even be sent. */
export function quarantine(
  db: StoreDb,
  options: { readonly entry: StoredEntry; readonly op: Op; readonly reason: string; readonly at: number },
): Promise<readonly string[]> {
  return transact(db, 'strict', async (tx) => {
    const scope = await openScope(tx);
    if ((await takeEntry(scope, options.entry)) > 0) await saveFailed(scope, options);
    return scope.finish();
  });
}

/**
 * Saves a page's rows and its cursor in one transaction. Returns null, and changes nothing, for a page of
 * another incarnation or one that does not follow on what is here.
 */
export function savePage(
  db: StoreDb,
  { page, clock }: { readonly page: ChangesPage; readonly clock: HlcClock },
): Promise<readonly string[] | null> {
  return transact(db, 'relaxed', async (tx) => {
    const scope = await openScope(tx);
    const { mirror } = scope;
    if (page.since !== mirror.cursor || (mirror.inc !== null && mirror.inc !== page.inc)) return null;
    await saveRows(scope, page.rows, clock);
    const cursor = Math.max(page.cursor, mirror.cursor);
    scope.saveMirror({ ...mirror, inc: page.inc, cursor, seen: seenOf(mirror, cursor) });
    return scope.finish();
  });
}

function toOp(
  entry: StoredEntry,
  row: { readonly deleted: boolean; readonly message: Parameters<typeof toWire>[0] | null } | null,
): Op | null {
  const { opId, sessionId: session } = entry;
  if (entry.t === 'tomb') {
    const { undo, purge } = entry;
    const bin = { ...(undo === undefined ? {} : { undo }), ...(purge === undefined ? {} : { purge }) };
    return { t: 'tomb', opId, session, ids: [...entry.ids], ...bin };
  }
  if (entry.t === 'reg') {
    const { field, hlc } = entry;
    return { t: 'reg', opId, session, field, value: entry.value, hlc };
  }
  if (row === null || row.deleted || row.message === null) return null;
  return { t: 'msg', opId, message: toWire(row.message) };
}

/** Removes an entry, once. */
async function takeEntry(scope: Scope, entry: StoredEntry): Promise<number> {
  const outbox = scope.tx.objectStore('outbox');
  const key = await outbox.index('by-op').getKey(entry.opId);
  if (key === undefined) return 0;
  request(outbox.delete(key));
  scope.count(entry.sessionId, { waiting: -1 });
  return 1;
}

async function saveFailed(
  scope: Scope,
  failed: { readonly entry: OutboxEntry; readonly op: Op; readonly reason: string; readonly at: number },
): Promise<void> {
  const { entry, op, reason, at } = failed;
  request(scope.tx.objectStore('failed').put({ opId: entry.opId, entry, op, reason, at }));
  scope.count(entry.sessionId, { failed: 1 });
}

/** The edit is the mirror's now: what the mirror shows counts, also where another edit won. */
async function settleRegister(
  scope: Scope,
  entry: Extract<StoredEntry, { readonly t: 'reg' }>,
  rows: readonly Row[],
): Promise<void> {
  const { sessionId, field } = entry;
  const row = await scope.readRegister(sessionId, field);
  if (row?.pending?.opId !== entry.opId) return;
  const { value, hlc } = row.pending;
  const shown = rows.some(
    (each) => each.kind === 'reg' && each.session === sessionId && each.field === field,
  );
  // A mirror that acknowledged without showing its row: ours stands until it does.
  const { cursor = 0, generation = scope.mirror.generation } = row.base ?? {};
  const base = shown && row.base !== null ? row.base : { value, hlc, cursor, generation };
  scope.putRegister({ ...row, base, pending: null });
  scope.count(sessionId, {});
}
