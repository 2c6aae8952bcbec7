import type { StoreDb } from './schema.ts';

/** How this device knows a message: shown, deleted (for ever, under this id), or not at all. */
export type Standing = 'live' | 'deleted' | 'unknown';

/** Tells for each id how it stands, in one read transaction. */
export async function listStandings(
  db: StoreDb,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const messages = db.transaction('messages', 'readonly').objectStore('messages');
  const rows = await Promise.all(ids.map((id) => messages.get(id)));
  return new Map(
    ids.map((id, index) => {
      const row = rows[index];
      return [id, row === undefined ? 'unknown' : row.deleted ? 'deleted' : 'live'];
    }),
  );
}
