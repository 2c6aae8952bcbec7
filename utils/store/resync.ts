import type { Resync } from '../mirror/protocol.ts';
import { createId } from '../chat/id.ts';
import type { MessageRow, MirrorState, StoreDb } from './schema.ts';
import { request } from './request.ts';
import { deletedRow, openScope, type Scope } from './scope.ts';
import { transact } from './transact.ts';

/**
 * Starts over with the mirror. `incarnation`: it is another one, or was restored from a backup, so
 * everything that this device has is offered again, also what was refused before. `horizon`: it forgot
 * deletions that we have not heard of, so everything is read again, and what does not come goes.
 */
export function beginResync(db: StoreDb, { resync, inc }: Resync): Promise<void> {
  return transact(db, 'relaxed', async (tx) => {
    const scope = await openScope(tx);
    const state: MirrorState = {
      inc,
      cursor: 0,
      generation: scope.mirror.generation + 1,
      heal: resync === 'incarnation' ? { store: 'messages', after: null } : scope.mirror.heal,
      sweep: resync === 'horizon',
    };
    scope.saveMirror(state);
    if (resync === 'incarnation') await offerFailed(scope);
    await scope.finish();
  });
}

/** Offers the next `limit` rows to the new mirror. False when there was nothing left to offer. */
export function healStep(db: StoreDb, limit: number): Promise<boolean> {
  return transact(db, 'relaxed', async (tx) => {
    const scope = await openScope(tx);
    const { heal } = scope.mirror;
    if (heal === null) return false;
    const next =
      heal.store === 'messages' ? await offerMessages(scope, limit) : await offerRegisters(scope, limit);
    scope.saveMirror({ ...scope.mirror, heal: next });
    await scope.finish();
    return true;
  });
}

/**
 * After a full resync was read to its end: deletes what the mirror had once acknowledged, did not bring
 * this time, and is not about to get again. Returns the sessions that changed.
 */
export function sweep(db: StoreDb): Promise<readonly string[]> {
  return transact(db, 'relaxed', async (tx) => {
    const scope = await openScope(tx);
    if (!scope.mirror.sweep) return [];
    const { generation } = scope.mirror;
    const unsent = new Set<string>();
    for (const entry of await tx.objectStore('outbox').getAll()) {
      if (entry.t === 'msg') unsent.add(entry.messageId);
    }
    let cursor = await tx.objectStore('messages').openCursor();
    while (cursor !== null) {
      const row = cursor.value;
      const forgotten = row.generation < generation && row.cursor > 0 && !row.deleted;
      if (forgotten && !unsent.has(row.id)) scope.putMessage(row, deletedRow(row, 'purge-body'));
      cursor = await cursor.continue();
    }
    scope.saveMirror({ ...scope.mirror, sweep: false });
    return scope.finish();
  });
}

type Heal = MirrorState['heal'];

async function offerMessages(scope: Scope, limit: number): Promise<Heal> {
  const after = scope.mirror.heal?.after ?? null;
  const range = after === null ? null : IDBKeyRange.lowerBound(after, true);
  const rows = await scope.tx.objectStore('messages').getAll(range, limit);
  const tombs = new Map<string, string[]>();
  for (const row of rows) {
    if (row.deleted) tombs.set(row.sessionId, [...(tombs.get(row.sessionId) ?? []), row.id]);
    else offerMessage(scope, row);
  }
  for (const [sessionId, ids] of tombs) scope.addEntry({ t: 'tomb', opId: createId(), sessionId, ids });
  const last = rows.at(-1);
  if (rows.length < limit || last === undefined) return { store: 'registers', after: null };
  return { store: 'messages', after: last.id };
}

function offerMessage(scope: Scope, { sessionId, id }: MessageRow): void {
  // A new op id: a restored mirror may remember the old one, and not what it did.
  scope.addEntry({ t: 'msg', opId: createId(), sessionId, messageId: id });
}

async function offerRegisters(scope: Scope, limit: number): Promise<Heal> {
  const after = scope.mirror.heal?.after ?? null;
  const range = after === null ? null : IDBKeyRange.lowerBound(after, true);
  const rows = await scope.tx.objectStore('registers').getAll(range, limit);
  for (const { sessionId, field, base } of rows) {
    // What is pending lies in the outbox already.
    if (base === null) continue;
    const { value, hlc } = base;
    scope.addEntry({ t: 'reg', opId: createId(), sessionId, field, value, hlc });
  }
  const last = rows.at(-1);
  if (rows.length < limit || last === undefined) return null;
  return { store: 'registers', after: [last.sessionId, last.field] };
}

async function offerFailed(scope: Scope): Promise<void> {
  const failed = scope.tx.objectStore('failed');
  for (const { entry } of await failed.getAll()) {
    scope.count(entry.sessionId, { failed: -1 });
    scope.addEntry({ ...entry, opId: createId() });
  }
  request(failed.clear());
}
