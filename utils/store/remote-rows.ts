import type { HlcClock } from '../chat/hlc.ts';
import { outranks } from '../chat/message.ts';
import type { Row } from '../mirror/protocol.ts';
import type { Place } from './schema.ts';
import { deletedRow, liveRow, request, type Scope } from './scope.ts';
import { fromWire } from './wire.ts';

/**
 * Lays the mirror's rows over what this device has, and lets the clock follow them. A row that is not
 * newer than what is known is ignored, so pages and answers may come late, twice or in any order.
 */
export async function saveRows(scope: Scope, rows: readonly Row[], clock: HlcClock): Promise<void> {
  for (const row of rows) {
    if (row.kind === 'msg') await saveMessageRow(scope, row);
    else if (row.kind === 'tomb') await saveTomb(scope, row);
    else await saveRegisterRow(scope, row);
    if (row.kind !== 'tomb') clock.receive(row.kind === 'msg' ? row.message.hlc : row.hlc);
  }
  const hlc = clock.last();
  if (hlc !== null && rows.length > 0) await scope.saveHlc(hlc);
}

async function saveMessageRow(scope: Scope, row: Extract<Row, { kind: 'msg' }>): Promise<void> {
  const before = await scope.tx.objectStore('messages').get(row.message.id);
  if (isKnown(scope, before, row.cursor)) return;
  const place = { generation: scope.mirror.generation, cursor: row.cursor };
  const remote = fromWire(row.message);
  if (before?.deleted === true) {
    // Deleted here, and the mirror will hear of it: nothing brings an id back.
    scope.putMessage(before, { ...before, ...place });
    return;
  }
  const local = before?.message ?? null;
  const ahead = local !== null && outranks(local.status, remote.status);
  scope.putMessage(before, liveRow(ahead ? { ...local, hlc: remote.hlc } : remote, place));
}

async function saveTomb(scope: Scope, row: Extract<Row, { kind: 'tomb' }>): Promise<void> {
  const before = await scope.tx.objectStore('messages').get(row.id);
  if (isKnown(scope, before, row.cursor)) return;
  const place = { generation: scope.mirror.generation, cursor: row.cursor };
  const known = before ?? { id: row.id, sessionId: row.session, deleted: true, message: null };
  // A body that is deleted already may still be wanted by an undo of ours.
  const keep = before?.deleted === true ? 'keep-body' : 'purge-body';
  scope.putMessage(before, deletedRow({ ...known, ...place }, keep));
  // A turn has its question's id: nobody waits for the answer to a question that was cleared elsewhere.
  request(scope.tx.objectStore('turns').delete(row.id));
}

async function saveRegisterRow(scope: Scope, row: Extract<Row, { kind: 'reg' }>): Promise<void> {
  const { session: sessionId, field, value, hlc, cursor } = row;
  const store = scope.tx.objectStore('registers');
  const before = await store.get([sessionId, field]);
  if (isKnown(scope, before?.base ?? undefined, cursor)) return;
  const base = { value, hlc, cursor, generation: scope.mirror.generation };
  request(store.put({ sessionId, field, base, pending: before?.pending ?? null }));
  scope.count(sessionId, {});
}

function isKnown(scope: Scope, place: Place | undefined, cursor: number): boolean {
  return place !== undefined && place.generation === scope.mirror.generation && place.cursor >= cursor;
}
