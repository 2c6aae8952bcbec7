import type { DatabaseSync } from 'node:sqlite';
import { digestSessions } from '../../utils/chat/digest.ts';
import type { StoreDigest } from './mirror-store.ts';
import { numberIn, textIn } from './sqlite-column.ts';

/** Sums up the live messages of every session; reads ids only. */
export function readDigest(db: DatabaseSync, ws: string): Pick<StoreDigest, 'bytes' | 'sessions'> {
  const ids = db.prepare('SELECT session, id FROM message WHERE ws = ? AND deleted = 0');
  const live = ids.all(ws).map((row) => ({ session: textIn(row, 'session'), id: textIn(row, 'id') }));
  const sessions = digestSessions(live);
  return { bytes: pragma(db, 'page_count') * pragma(db, 'page_size'), sessions };
}

function pragma(db: DatabaseSync, name: 'page_count' | 'page_size'): number {
  const row = db.prepare(`PRAGMA ${name}`).get();
  return row === undefined ? 0 : numberIn(row, name);
}
