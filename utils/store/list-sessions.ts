import type { SessionPosting, SessionSummary } from '../chat/session.ts';
import { mirrorOf, toSummary } from './read.ts';
import type { StoreDb } from './schema.ts';

/** Where a page of the list ended: its last session. */
export type ListPlace = Pick<SessionSummary, 'lastAt' | 'id'>;

/** Lists the sessions that hold something, newest first: those after `before`, or the newest ones. */
export async function listSessions(
  db: StoreDb,
  { limit, before }: { readonly limit: number; readonly before: ListPlace | null },
): Promise<SessionSummary[]> {
  const tx = db.transaction(['meta', 'sessions'], 'readonly');
  const mirror = await mirrorOf(tx.objectStore('meta'));
  const range = before === null ? null : IDBKeyRange.upperBound(before.lastAt);
  const index = tx.objectStore('sessions').index('by-last');
  let cursor = await index.openKeyCursor(range, 'prev');
  // Chats of the same millisecond may lie on both sides of a page's edge.
  while (before !== null && cursor?.key === before.lastAt && cursor.primaryKey >= before.id) {
    cursor = await (cursor.primaryKey > before.id
      ? cursor.continuePrimaryKey(before.lastAt, before.id)
      : cursor.continue());
  }
  if (cursor === null) return [];
  const { key: newest, primaryKey: first } = cursor;
  const last = limit > 1 ? await cursor.advance(limit - 1) : cursor;
  // All at once: row by row, thousands of chats are seconds of small steps.
  const rows = await index.getAll(
    last === null ? IDBKeyRange.upperBound(newest) : IDBKeyRange.bound(last.key, newest),
  );
  return rows
    .toSorted((a, b) => b.lastAt - a.lastAt || (a.id < b.id ? 1 : -1))
    .filter(({ lastAt, id }) => lastAt < newest || id <= first)
    .slice(0, limit)
    .map((row) => toSummary(row, mirror));
}

/**
 * Lists the sessions about a posting, newest first: those that were begun at its address, or where the same
 * words stood (see `SessionPosting`).
 */
export async function listSessionsOfPosting(
  db: StoreDb,
  { key, print }: Pick<SessionPosting, 'key' | 'print'>,
): Promise<SessionSummary[]> {
  const tx = db.transaction(['meta', 'sessions'], 'readonly');
  const index = tx.objectStore('sessions').index('by-posting');
  const mirror = await mirrorOf(tx.objectStore('meta'));
  const found = await Promise.all(
    [key, print].filter((name) => name !== '').map((name) => index.getAll(name)),
  );
  const byId = new Map(found.flat().map((row) => [row.id, row]));
  return [...byId.values()].map((row) => toSummary(row, mirror)).toSorted((a, b) => b.lastAt - a.lastAt);
}
