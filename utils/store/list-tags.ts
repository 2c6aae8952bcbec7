import type { StoreDb, StoreName } from './schema.ts';

/** Lists every tag that is in use, the most used first. */
export async function listTags(db: StoreDb): Promise<string[]> {
  const counts = new Map<string, number>();
  const tx = db.transaction(['sessions'] satisfies StoreName[], 'readonly');
  let cursor = await tx.objectStore('sessions').openCursor();
  while (cursor !== null) {
    const { listAt, tags = [] } = cursor.value;
    if (listAt !== undefined) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    cursor = await cursor.continue();
  }
  return [...counts]
    .toSorted(([one, a], [other, b]) => b - a || one.localeCompare(other))
    .map(([tag]) => tag);
}
