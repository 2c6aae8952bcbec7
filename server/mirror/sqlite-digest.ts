import type { DatabaseSync } from 'node:sqlite';
import { digestSessions, type SessionDigest } from '../../utils/chat/digest.ts';
import { beginSlice } from './slice.ts';
import { numberIn, textIn } from './sqlite-column.ts';

/** Sums over ids, to be added up; `next` goes on where this page ends. */
export interface DigestPage {
  readonly bytes: number;
  readonly sums: readonly SessionDigest[];
  readonly next: string | null;
}

/** Sums up the live messages of every session, for a slice of time; reads ids only. */
export function createDigestReader(db: DatabaseSync): (ws: string, after: string | null) => DigestPage {
  // All of it lies in the index: what is deleted has no hlc.
  const live = db.prepare(
    `SELECT session, hlc, id FROM message WHERE ws = ? AND (session, hlc, id) > (?, ?, ?) AND hlc IS NOT NULL
     ORDER BY session, hlc, id`,
  );
  const pragma = (name: 'page_count' | 'page_size'): number => {
    const row = db.prepare(`PRAGMA ${name}`).get();
    return row === undefined ? 0 : numberIn(row, name);
  };
  return (ws, after) => {
    const isOver = beginSlice();
    const ids: { readonly session: string; readonly id: string }[] = [];
    let next: string | null = null;
    const [session = '', hlc = '', last = ''] = after?.split(' ') ?? [];
    for (const row of live.iterate(ws, session, hlc, last)) {
      const place = { session: textIn(row, 'session'), id: textIn(row, 'id') };
      ids.push(place);
      if (!isOver()) continue;
      next = [place.session, textIn(row, 'hlc'), place.id].join(' ');
      break;
    }
    return { bytes: pragma('page_count') * pragma('page_size'), sums: digestSessions(ids), next };
  };
}
