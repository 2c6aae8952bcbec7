import { allStores, type StoreDb } from '../../utils/store/schema.ts';

/** Everything in the database, for comparing two states. */
export async function dumpStore(db: StoreDb): Promise<Record<string, unknown>> {
  const tx = db.transaction(allStores, 'readonly');
  const pairs = allStores.map(async (name) => [name, await tx.objectStore(name).getAll()] as const);
  return Object.fromEntries(await Promise.all(pairs));
}
