import { unwrap } from 'idb';
import { limits } from '../mirror/protocol.ts';
import { opIdOf, saveRegister } from './changes.ts';
import { request } from './request.ts';
import { saveCopies } from './save-copies.ts';
import { deletedRow, type Scope, type Stamp } from './scope.ts';
import type { MessageRow, StoreTx, UndoRow } from './schema.ts';
import { sessionRange } from './session-facts.ts';
import { dropTurns } from './turn-rows.ts';
import { toUndoCopy } from './undo-copy.ts';

/** Ids in one op: a long session's tombs fill several. */
export const { tombIds } = limits;
/** An undo that was clicked in time may arrive late: the worker has to wake up first. */
const undoGraceMs = 5_000;
/** The register of when a chat came back from the bin (epoch ms): its time begins anew, on every device. */
export const restoredField = 'restored';
/** How long an undo's id is remembered after its bodies went, so that a repeated clear stays one. */
const rememberMs = 86_400_000;

/** A clear or delete as it is written. `at` is epoch ms. */
export interface Removal {
  readonly sessionId: string;
  /** A UUID; the copies of an undo derive from it. */
  readonly undoId: string;
  readonly at: number;
  /** True where the user keeps no bin: the mirror forgets the words at once. */
  readonly purge?: boolean | undefined;
  /** True where the chat's time was over; then nothing happens to one that is pinned by now. */
  readonly expired?: boolean | undefined;
}

/** Deletes every live message that this device holds of the session, and with `deletes` the session. */
export async function clearSession(
  scope: Scope,
  stamp: Stamp,
  options: Removal & { readonly deletes: boolean },
): Promise<void> {
  const { tx } = scope;
  const { sessionId, undoId, at, deletes, purge = false, expired = false } = options;
  if ((await tx.objectStore('undos').get(undoId)) !== undefined) return;
  if (expired && (await tx.objectStore('sessions').get(sessionId))?.pinned === true) return;
  if (deletes) await saveRegister(scope, stamp, { sessionId, field: 'deleted', value: true });
  const rows = await tx.objectStore('messages').index('by-order').getAll(sessionRange(sessionId));
  for (const row of rows) scope.putMessage(row, deletedRow(row, 'keep-body'));
  const ids = rows.map((row) => row.id);
  for (let from = 0; from < ids.length; from += tombIds) {
    const opId = opIdOf(stamp, `tomb:${from}`);
    const part = ids.slice(from, from + tombIds);
    scope.addEntry({ t: 'tomb', opId, sessionId, ids: part, undo: undoId, ...(purge ? { purge } : {}) });
  }
  await dropTurns(tx, sessionId);
  const undo: UndoRow = { id: undoId, sessionId, at, ids, deletedSession: deletes, spent: false };
  request(tx.objectStore('undos').put(expired ? { ...undo, expired } : undo));
}

/**
 * Brings back what `undoId` removed, as copies: the removed ids stay deleted everywhere. Nothing happens
 * later than `undoMs` after the clear (`Infinity`: as long as the bodies are there).
 */
export async function undoClear(
  scope: Scope,
  stamp: Stamp,
  { undoId, at, undoMs }: { readonly undoId: string; readonly at: number; readonly undoMs: number },
): Promise<void> {
  const { tx } = scope;
  const undo = await tx.objectStore('undos').get(undoId);
  if (undo === undefined || undo.imported === true || undo.spent || at > undo.at + undoMs + undoGraceMs)
    return;
  const { sessionId } = undo;
  if (undo.deletedSession) {
    await saveRegister(scope, stamp, { sessionId, field: 'deleted', value: false });
  }
  if (undo.expired === true) {
    await saveRegister(scope, stamp, { sessionId, field: restoredField, value: at });
  }
  const rows = await readRemoved(tx, undo);
  const bodies = rows.flatMap(({ message }) => message ?? []);
  const copied = new Set(bodies.map((message) => message.id));
  const copies = bodies.map((message) => toUndoCopy(message, undoId, copied));
  await saveCopies(scope, stamp, copies);
  await forgetBodies(tx, undo, rows);
}

/** Purges the bodies of clears made before `before` (epoch ms), and long after that their ids. */
export async function forgetUndos(tx: StoreTx, before: number): Promise<void> {
  const due = await tx.objectStore('undos').index('by-at').getAll(IDBKeyRange.upperBound(before, true));
  for (const undo of due) {
    // Only ids, no bodies: an import can be taken back as long as its id is remembered.
    const kept = undo.spent || undo.imported === true;
    if (!kept) await spend(tx, undo);
    else if (undo.at < before - rememberMs) request(tx.objectStore('undos').delete(undo.id));
  }
}

/** Purges the bodies that a clear left behind, and what else waited for its undo. */
export async function spend(tx: StoreTx, undo: UndoRow): Promise<void> {
  await forgetBodies(tx, undo, await readRemoved(tx, undo));
}

/** The same where the rows were read already. */
async function forgetBodies(tx: StoreTx, undo: UndoRow, rows: readonly MessageRow[]): Promise<void> {
  const bare = unwrap(tx.objectStore('messages'));
  for (const row of rows) {
    if (row.deleted && row.message !== null) bare.put(deletedRow(row, 'purge-body'));
  }
  const session = await tx.objectStore('sessions').get(undo.sessionId);
  if (undo.deletedSession && session?.deleted === true) {
    request(tx.objectStore('drafts').delete(undo.sessionId));
  }
  request(tx.objectStore('undos').put({ ...undo, ids: [], spent: true }));
}

async function readRemoved(tx: StoreTx, { ids }: UndoRow): Promise<readonly MessageRow[]> {
  const messages = tx.objectStore('messages');
  const rows = await Promise.all(ids.map((id) => messages.get(id)));
  return rows.flatMap((row) => row ?? []);
}
