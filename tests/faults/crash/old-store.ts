import { readFileSync } from 'node:fs';
import { openDB } from 'idb';
import * as v from 'valibot';
import { type StoreSchema, storeVersion, upgrades } from '../../../utils/store/schema.ts';

/**
 * A database as an earlier version of the product wrote it, dumped by that version: two chats, one of
 * them renamed, a draft, and a third chat that was cleared. Nothing of it was mirrored yet.
 */
const dumpSchema = v.object({
  version: v.number(),
  stores: v.record(v.string(), v.array(v.record(v.string(), v.unknown()))),
});
const dump = v.parse(
  dumpSchema,
  JSON.parse(readFileSync(new URL('../../fixtures/store-v1.json', import.meta.url), 'utf8')),
);

export type OldRow = Readonly<Record<string, unknown>>;

/** The rows of one of its stores. */
export function oldRows(store: string): readonly OldRow[] {
  return dump.stores[store] ?? [];
}

/** Puts the old database in place under `name`, with the schema that it had. */
export async function installOldStore(name: string): Promise<void> {
  const db = await openDB<StoreSchema>(name, dump.version, {
    upgrade(raw, _old, _new, tx) {
      for (const step of upgrades.slice(0, dump.version)) step(raw, tx);
    },
  });
  const raw = await openRaw(name, dump.version);
  db.close();
  const tx = raw.transaction([...raw.objectStoreNames], 'readwrite');
  for (const store of raw.objectStoreNames)
    for (const row of oldRows(store)) void tx.objectStore(store).put(row);
  await tx.done;
  raw.close();
}

const openRaw = (name: string, version: number) => openDB(name, version);

class Death extends Error {}

/**
 * Upgrades the database, and dies at the `at`-th change of its schema; one beyond the last: before the
 * commit. Returns how many changes there are.
 */
export async function dieInUpgrade(name: string, at: number): Promise<number> {
  let changes = 0;
  const step = (): void => {
    changes += 1;
    if (changes === at) throw new Death();
  };
  const opening = openDB<StoreSchema>(name, storeVersion, {
    upgrade(db, oldVersion, _newVersion, tx) {
      try {
        for (const upgrade of upgrades.slice(oldVersion)) upgrade(dying(db, step), dying(tx, step));
        step();
      } catch (error) {
        if (!(error instanceof Death)) throw error;
        tx.abort();
      }
      tx.done.catch(() => undefined);
    },
  });
  await opening.then(
    (db) => db.close(),
    () => undefined,
  );
  return changes;
}

const makes = new Set<string | symbol>([
  'createObjectStore',
  'createIndex',
  'deleteObjectStore',
  'deleteIndex',
]);

/** The same object, every change of the schema through it counted. */
function dying<Target extends object>(target: Target, step: () => void): Target {
  return new Proxy(target, {
    get(on, key) {
      const value: unknown = Reflect.get(on, key, on);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (makes.has(key)) step();
        const result: unknown = Reflect.apply(value, on, args);
        return typeof result === 'object' && result !== null && !(result instanceof Promise)
          ? dying(result, step)
          : result;
      };
    },
  });
}
