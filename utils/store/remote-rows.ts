import type { HlcClock } from '../chat/hlc.ts';
import { createId } from '../chat/id.ts';
import { outranks } from '../chat/message.ts';
import type { Row } from '../mirror/protocol.ts';
import type { MessageRow, Place, RegisterRow } from './schema.ts';
import { request } from './request.ts';
import { deletedRow, liveRow, type Scope } from './scope.ts';
import { fromWire } from './wire.ts';

type MirrorMessage = Extract<Row, { readonly kind: 'msg' | 'tomb' }>;
/** A page of fewer rows is not worth a guess at what it is. */
const fewRows = 8;

type MirrorRegister = Extract<Row, { readonly kind: 'reg' }>;

/**
 * Lays the mirror's rows over what this device has, and lets the clock follow them. A row that is not
 * newer than what is known is ignored, so pages and answers may come late, twice or in any order. `anew`: what
 * is as new as the row may be damaged here, and is written again.
 */
export async function saveRows(
  scope: Scope,
  rows: readonly Row[],
  clock: HlcClock,
  anew = false,
): Promise<void> {
  const messages: MirrorMessage[] = [];
  const registers: MirrorRegister[] = [];
  for (const row of rows) {
    if (row.kind === 'reg') registers.push(row);
    else messages.push(row);
    if (row.kind !== 'tomb') clock.receive(row.kind === 'msg' ? row.message.hlc : row.hlc);
  }
  await saveMessageRows(scope, messages, anew);
  await saveRegisterRows(scope, registers, anew);
  const hlc = clock.last();
  if (hlc !== null && rows.length > 0) scope.saveHlc(hlc);
}

/** How rows are laid over what is known. */
interface Joining {
  readonly generation: number;
  readonly anew: boolean;
  /** A mirror that went back is still to be offered what it lost. */
  readonly healing: boolean;
}

/**
 * What becomes of a message when the mirror's row meets it: a deletion on either side stays, a status
 * that rose here stays, the rest is the mirror's. Null when the row tells nothing new.
 */
function joinMessage(
  before: MessageRow | undefined,
  row: MirrorMessage,
  { generation, anew, healing }: Joining,
): MessageRow | null {
  if (isKnown(before, row.cursor + Number(anew), generation)) return null;
  const place = { generation, cursor: row.cursor };
  if (row.kind === 'tomb') {
    // A body that is deleted already may still be wanted by an undo of ours.
    if (before?.deleted === true) return { ...before, ...place };
    const known = before ?? { id: row.id, sessionId: row.session, deleted: true, message: null };
    return deletedRow({ ...known, ...place }, 'purge-body');
  }
  // Deleted here, and the mirror will hear of it: nothing brings an id back.
  if (before?.deleted === true) return { ...before, ...place };
  const remote = fromWire(row.message);
  const local = before?.message ?? null;
  const ahead = local !== null && outranks(local, remote);
  // A mirror that went back may have given a message a second, later place: what was said since stands below the
  // first one, and the mirror takes that when it is offered.
  const isFirst = healing && local !== null && (before?.generation ?? generation) < generation;
  const hlc = isFirst && local.hlc < remote.hlc ? local.hlc : remote.hlc;
  const winner = ahead ? local : remote;
  return liveRow(winner.hlc === hlc ? winner : { ...winner, hlc }, place);
}

async function saveMessageRows(scope: Scope, rows: readonly MirrorMessage[], anew: boolean): Promise<void> {
  const { generation, heal } = scope.mirror;
  const joining = { generation, anew, healing: heal !== null };
  const store = scope.tx.objectStore('messages');
  const left = await insertNews(scope, rows, joining);
  // Asked for all at once: one at a time, a page takes twice as long.
  const found = await Promise.all(left.map((row) => store.get(idOf(row))));
  const known = new Map(found.map((row) => [row?.id, row]));
  for (const row of left) {
    const id = idOf(row);
    const before = known.get(id);
    const after = joinMessage(before, row, joining);
    if (after === null) continue;
    scope.putMessage(before, after);
    known.set(id, after);
    // A turn has its question's id: nobody waits for the answer to a question that was cleared elsewhere.
    if (after.deleted) request(scope.tx.objectStore('turns').delete(id));
  }
}

/**
 * A page of the first sync is all news: its rows are inserted without a look at what is there, and only
 * those that are known after all are left to be joined. What comes back to its sender is known as a whole,
 * so that the first row tells which of the two it is.
 */
async function insertNews(
  scope: Scope,
  rows: readonly MirrorMessage[],
  joining: Joining,
): Promise<readonly MirrorMessage[]> {
  const [first] = rows;
  if (first === undefined || rows.length < fewRows) return rows;
  if ((await scope.tx.objectStore('messages').getKey(idOf(first))) !== undefined) return rows;
  const news = new Map<string, MessageRow>();
  const left: MirrorMessage[] = [];
  for (const row of rows) {
    const after = row.kind === 'tomb' || news.has(idOf(row)) ? null : joinMessage(undefined, row, joining);
    if (after === null) left.push(row);
    else news.set(after.id, after);
  }
  const known = await scope.insertMessages([...news.values()]);
  return known.size === 0 ? left : rows.filter((row) => left.includes(row) || known.has(idOf(row)));
}

function idOf(row: MirrorMessage): string {
  return row.kind === 'msg' ? row.message.id : row.id;
}

async function saveRegisterRows(scope: Scope, rows: readonly MirrorRegister[], anew: boolean): Promise<void> {
  const { generation } = scope.mirror;
  for (const { session: sessionId, field, value, hlc, cursor } of rows) {
    const before: RegisterRow | undefined = await scope.readRegister(sessionId, field);
    if (isKnown(before?.base ?? undefined, cursor + Number(anew), generation)) continue;
    const old = before?.base ?? null;
    // An edit that a mirror lost when it went back, and that is still to be offered: the row would hide it.
    if (scope.mirror.heal !== null && old !== null && old.generation < generation && old.hlc > hlc) {
      scope.addEntry({ t: 'reg', opId: createId(), sessionId, field, value: old.value, hlc: old.hlc });
    }
    const base = { value, hlc, cursor, generation };
    scope.putRegister({ sessionId, field, base, pending: before?.pending ?? null });
    scope.count(sessionId, {});
  }
}

function isKnown(place: Place | undefined, cursor: number, generation: number): boolean {
  return place !== undefined && place.generation === generation && place.cursor >= cursor;
}
