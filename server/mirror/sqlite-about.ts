import type { DatabaseSync } from 'node:sqlite';
import type { SearchSession } from '../../utils/search/about-session.ts';
import { titleSearch, toSearchSession } from './search-session.ts';
import { textIn } from './sqlite-column.ts';
import { readStoredField, readStoredMessage, readStoredValue } from './stored-json.ts';

/** What is searched of sessions beside their messages. It reads a few rows of each, however long it is. */
export interface AboutQueries {
  /** The next ids of sessions after one, in their order; empty at the end. */
  listIds(ws: string, after: string): string[];
  /** Null for a session without a live message. */
  read(ws: string, session: string): SearchSession | null;
}

const idsOnPage = 1_000;

export function createAboutQueries(db: DatabaseSync): AboutQueries {
  // One step in the index for each session, not one for each message.
  const next = db.prepare(
    'SELECT session FROM message WHERE ws = ? AND session > ? ORDER BY session LIMIT 1',
  );
  const registers = db.prepare('SELECT field, value FROM register WHERE ws = ? AND session = ?');
  const live = 'SELECT body FROM message WHERE ws = ? AND session = ? AND deleted = 0';
  const first = db.prepare(`${live} ORDER BY hlc, id LIMIT ${titleSearch}`);
  const last = db.prepare(`${live} ORDER BY hlc DESC, id DESC LIMIT 1`);

  function readAsked(ws: string, session: string) {
    for (const row of first.iterate(ws, session)) {
      const message = readStoredMessage(textIn(row, 'body'));
      if (message.role === 'user') return message;
    }
    return null;
  }

  return {
    listIds(ws, after) {
      const ids: string[] = [];
      for (let row = next.get(ws, after); row !== undefined; row = next.get(ws, ids.at(-1) ?? after)) {
        ids.push(textIn(row, 'session'));
        if (ids.length === idsOnPage) break;
      }
      return ids;
    },
    read(ws, session) {
      const newest = last.get(ws, session);
      if (newest === undefined) return null;
      const fields = registers
        .all(ws, session)
        .map(
          (row) => [readStoredField(textIn(row, 'field')), readStoredValue(textIn(row, 'value'))] as const,
        );
      return toSearchSession({
        id: session,
        registers: Object.fromEntries(fields),
        asked: readAsked(ws, session),
        lastAt: readStoredMessage(textIn(newest, 'body')).created_at,
      });
    },
  };
}
