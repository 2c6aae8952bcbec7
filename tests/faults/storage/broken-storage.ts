import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { storeVersion } from '../../../utils/store/schema.ts';

interface FutureSchema extends DBSchema {
  future: { key: number; value: string };
}

/** Undoes what was broken. */
export type Mend = () => Promise<void>;

/** How a write is refused: at once, or when it is about to be committed. */
export type Refusal = 'at-begin' | 'at-commit';

/** From its `from`-th write on (0 is the next), the database takes `count` writes no more. */
export function refuseWrites(
  name: string,
  { from, count, how }: { readonly from: number; readonly count: number; readonly how: Refusal },
): { readonly mend: Mend; readonly refused: () => number } {
  const own = IDBDatabase.prototype.transaction;
  let seen = -1;
  let refused = 0;
  function transaction(this: IDBDatabase, ...args: Parameters<typeof own>): ReturnType<typeof own> {
    if (this.name !== name || args[1] !== 'readwrite') return own.apply(this, args);
    seen += 1;
    if (seen < from || seen >= from + count) return own.apply(this, args);
    refused += 1;
    if (how === 'at-begin') throw new DOMException('no room', 'QuotaExceededError');
    const tx = own.apply(this, args);
    tx.commit = () => tx.abort();
    return tx;
  }
  IDBDatabase.prototype.transaction = transaction;
  return {
    refused: () => refused,
    mend: async () => void (IDBDatabase.prototype.transaction = own),
  };
}

/** Opening any database fails, as in Firefox with its history off. */
export function refuseOpening(): Mend {
  const own = IDBFactory.prototype.open;
  IDBFactory.prototype.open = () => {
    throw new DOMException('A mutation operation was attempted', 'InvalidStateError');
  };
  return async () => void (IDBFactory.prototype.open = own);
}

/** There is no IndexedDB at all. */
export function takeAway(): Mend {
  const own = indexedDB;
  Reflect.deleteProperty(globalThis, 'indexedDB');
  return async () => void Reflect.set(globalThis, 'indexedDB', own);
}

/** A newer version of the extension has been here; mended when its database is gone. */
export async function leaveNewerSchema(
  name: string,
): Promise<{ readonly mend: Mend; readonly rows: () => Promise<number> }> {
  const open = (): Promise<IDBPDatabase<FutureSchema>> =>
    openDB<FutureSchema>(name, storeVersion + 1, {
      upgrade: (db) => void db.createObjectStore('future').put('what a newer version keeps', 1),
    });
  (await open()).close();
  return {
    mend: () => deleteDB(name),
    async rows() {
      const db = await open();
      const rows = await db.count('future');
      db.close();
      return rows;
    },
  };
}

/** A panel of an older version holds the database, and something waits for it to let go. */
export async function holdOpen(name: string): Promise<Mend> {
  const stubborn = await openDB<FutureSchema>(name);
  const deleting = deleteDB(name);
  return async () => {
    stubborn.close();
    await deleting;
  };
}
