import type { StoreDb } from '../../../utils/store/schema.ts';

/** Everything in a database at one moment. Records are shared with it: they are never changed in place. */
export type DiskImage = ReadonlyMap<
  string,
  { readonly records: readonly object[]; readonly lastKey: number }
>;

/** What a disk keeps when the power goes: the last strict commit and some of the relaxed ones after it. */
export interface Disk {
  /** The same database, with its commits watched. */
  watch(db: StoreDb): StoreDb;
  image(): DiskImage;
  /** The images from the last strict commit on, oldest first; never empty. */
  survivors(): readonly DiskImage[];
  /** Puts an image in place of what is there. No transaction may be open. */
  install(image: DiskImage): void;
}

interface RawStore {
  readonly records: { values(): Iterable<object> };
  readonly keyGenerator: { num: number } | null;
  clear(): void;
  storeRecord(record: object, noOverwrite: boolean): void;
}

/** The disk below the database `name` of fake-indexeddb, which has to exist. */
export function createDisk(name: string): Disk {
  const stores = rawStores(name);
  let journal: DiskImage[] = [takeImage(stores)];

  function watch(db: StoreDb): StoreDb {
    return new Proxy(db, {
      get(target, key) {
        if (key !== 'transaction') {
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === 'function' ? value.bind(target) : value;
        }
        return (...args: Parameters<StoreDb['transaction']>) => {
          const tx = target.transaction(...args);
          const strict = args[2]?.durability === 'strict';
          if (args[1] === 'readwrite') {
            tx.addEventListener('complete', () => {
              journal = [...(strict ? [] : journal), takeImage(stores)];
            });
          }
          return tx;
        };
      },
    });
  }

  function install(image: DiskImage): void {
    for (const [storeName, store] of stores) {
      const { records = [], lastKey = 0 } = image.get(storeName) ?? {};
      store.clear();
      for (const record of records) store.storeRecord(record, true);
      if (store.keyGenerator !== null) store.keyGenerator.num = lastKey;
    }
    journal = [takeImage(stores)];
  }

  return { watch, install, image: () => takeImage(stores), survivors: () => journal };
}

function takeImage(stores: ReadonlyMap<string, RawStore>): DiskImage {
  return new Map(
    [...stores].map(([name, { records, keyGenerator }]) => [
      name,
      { records: [...records.values()], lastKey: keyGenerator?.num ?? 0 },
    ]),
  );
}

/** The inside of fake-indexeddb, whose version is pinned; anything else fails here. */
function rawStores(name: string): ReadonlyMap<string, RawStore> {
  const database: unknown = asMap(Reflect.get(indexedDB, '_databases')).get(name);
  if (typeof database !== 'object' || database === null) throw new Error(`there is no database ${name}`);
  const stores = asMap(Reflect.get(database, 'rawObjectStores'));
  return new Map(
    [...stores].map(([key, store]) => {
      if (!isRawStore(store)) throw new Error('fake-indexeddb looks different inside');
      return [String(key), store];
    }),
  );
}

function asMap(value: unknown): ReadonlyMap<unknown, unknown> {
  if (!(value instanceof Map)) throw new Error('fake-indexeddb looks different inside');
  return value;
}

function isRawStore(value: unknown): value is RawStore {
  return (
    typeof value === 'object' &&
    value !== null &&
    'records' in value &&
    'keyGenerator' in value &&
    'storeRecord' in value
  );
}
