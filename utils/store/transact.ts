import type { IDBPTransaction } from 'idb';
import { allStores, type StoreDb, type StoreName, type StoreSchema, type StoreTx } from './schema.ts';
import { isUnstorable, toStoreError } from './store-error.ts';

/** `strict` survives a power cut and costs an fsync; `relaxed` survives any death of the browser. */
export type Durability = 'strict' | 'relaxed';

/**
 * Runs `work` in one readwrite transaction over everything; resolves when it is on disk. `work` may await
 * nothing but requests of `tx` (anything else lets the browser commit early). Rejects with `StoreError`,
 * and then nothing was written.
 */
export function transact<Result>(
  db: StoreDb,
  durability: Durability,
  work: (tx: StoreTx) => Promise<Result>,
): Promise<Result> {
  return settle(() => db.transaction(allStores, 'readwrite', { durability }), work);
}

/** The same over one store, always relaxed: for checkpoints and drafts, which block no reader of the rest. */
export function transactOne<Name extends StoreName, Result>(
  db: StoreDb,
  name: Name,
  work: (tx: IDBPTransaction<StoreSchema, Name[], 'readwrite'>) => Promise<Result>,
): Promise<Result> {
  return settle(() => db.transaction([name], 'readwrite', { durability: 'relaxed' }), work);
}

interface Settling {
  readonly done: Promise<void>;
  abort(): void;
  commit(): void;
}

async function settle<Tx extends Settling, Result>(
  begin: () => Tx,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  let tx: Tx;
  try {
    tx = begin();
  } catch (error) {
    throw toStoreError(error);
  }
  const done = tx.done.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  try {
    const result = await work(tx);
    commit(tx);
    const failure = await done;
    if (failure !== null) throw failure.error;
    return result;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // Over already: that is why we are here.
    }
    const failure = await done;
    // The transaction's own error (quota) says more than the request that it took down with it (abort), but
    // less than what the data itself is refused for: then it is we who aborted.
    throw toStoreError(isUnstorable(error) ? error : (failure?.error ?? error));
  }
}

/** Saves the browser a round trip. Harmless where it has committed by itself: `done` tells. */
function commit(tx: Settling): void {
  try {
    tx.commit();
  } catch {
    // Over already: `done` holds how it ended.
  }
}
