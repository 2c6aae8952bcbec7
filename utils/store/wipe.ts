import { createId } from '../chat/id.ts';
import { opIdOf } from './changes.ts';
import { request } from './request.ts';
import { allStores, type StoreDb } from './schema.ts';
import { openScope } from './scope.ts';
import { allIndexed } from './all-indexed.ts';
import { transact } from './transact.ts';

/** Empties the store. Only who this device is stays, with its clock; no mirror hears of it. */
export function wipeStore(db: StoreDb): Promise<void> {
  return transact(db, 'strict', async (tx) => {
    for (const name of allStores) if (name !== 'meta') request(tx.objectStore(name).clear());
    for (const key of ['mirror', 'shown']) request(tx.objectStore('meta').delete(key));
    request(tx.objectStore('meta').put(allIndexed));
  });
}

/** Puts what the mirror refused back into the outbox, under new op ids. Returns the sessions that changed. */
export function retryFailed(db: StoreDb): Promise<readonly string[]> {
  return transact(db, 'strict', async (tx) => {
    const scope = await openScope(tx);
    const stamp = { id: createId(), hlc: '' };
    for (const { opId, entry } of await tx.objectStore('failed').getAll()) {
      scope.count(entry.sessionId, { failed: -1 });
      scope.addEntry({ ...entry, opId: opIdOf(stamp, opId) });
      request(tx.objectStore('failed').delete(opId));
    }
    return scope.finish();
  });
}
