import type { DatabaseSync } from 'node:sqlite';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import type { SessionEntry, StoredSession, WireJson } from './mirror-store.ts';
import { toSessionEntry, type SessionFacts } from './session-entry.ts';
import { beginSlice } from './slice.ts';
import { numberIn, textIn, textOrNullIn } from './sqlite-column.ts';
import { readStoredField, readStoredMessage, readStoredValue } from './stored-json.ts';

/** Sessions as a reader sees them, built from messages and registers. */
export interface SessionQueries {
  /** The sessions after an id, for a slice of time, in the order of their ids. */
  list(ws: string, after: string): SessionsPage;
  read(ws: string, session: string): Omit<StoredSession, 'inc'> | undefined;
  readMessages(ws: string, ids: readonly string[]): WireMessage[];
}

/** `next` goes on where this page ends; null: nowhere. */
export interface SessionsPage {
  readonly entries: readonly SessionEntry[];
  readonly next: string | null;
}

export function createSessionQueries(db: DatabaseSync): SessionQueries {
  const counts = `SELECT session, SUM(1 - deleted) AS live, MAX(hlc) AS hlc, MAX(cursor) AS cursor
                  FROM message WHERE ws = ?`;
  const countOne = db.prepare(`${counts} AND session = ? GROUP BY session`);
  const registers = 'SELECT session, field, value, hlc, cursor FROM register WHERE ws = ?';
  const nextId = db.prepare(
    `SELECT MIN(session) AS session FROM (
       SELECT * FROM (SELECT session FROM message WHERE ws = ? AND session > ? ORDER BY session LIMIT 1)
       UNION ALL
       SELECT * FROM (SELECT session FROM register WHERE ws = ? AND session > ? ORDER BY session LIMIT 1))`,
  );
  const ownRegisters = db.prepare(`${registers} AND session = ?`);
  const live = 'SELECT body FROM message WHERE ws = ? AND session = ? AND deleted = 0 ORDER BY hlc, id';
  const firstMessage = db.prepare(`${live} LIMIT 1`);
  const allMessages = db.prepare(live);
  const oneMessage = db.prepare('SELECT body FROM message WHERE ws = ? AND id = ? AND deleted = 0');

  function gather(ws: string, session: string): Gathered | undefined {
    const row = countOne.get(ws, session);
    const fields = ownRegisters.all(ws, session);
    if (row === undefined && fields.length === 0) return undefined;
    const known = {
      count: row === undefined ? 0 : numberIn(row, 'live'),
      hlc: (row && textOrNullIn(row, 'hlc')) ?? '',
      cursor: row === undefined ? 0 : numberIn(row, 'cursor'),
      registers: new Map<string, WireJson>(),
    };
    for (const field of fields) {
      known.registers.set(readStoredField(textIn(field, 'field')), readStoredValue(textIn(field, 'value')));
      const hlc = textIn(field, 'hlc');
      if (hlc > known.hlc) known.hlc = hlc;
      known.cursor = Math.max(known.cursor, numberIn(field, 'cursor'));
    }
    return known;
  }

  function readNextId(ws: string, after: string): string | null {
    const row = nextId.get(ws, after, ws, after);
    return row === undefined ? null : textOrNullIn(row, 'session');
  }

  function readFirst(ws: string, session: string): WireMessage | null {
    const row = firstMessage.get(ws, session);
    return row === undefined ? null : readStoredMessage(textIn(row, 'body'));
  }

  function toFacts(id: string, known: Gathered, first: WireMessage | null): SessionFacts {
    const { registers, count, hlc, cursor } = known;
    return { id, registers, first, count, hlc, cursor };
  }

  return {
    list(ws, after) {
      const entries: SessionEntry[] = [];
      const isOver = beginSlice();
      for (let id = readNextId(ws, after); id !== null; id = readNextId(ws, id)) {
        const known = gather(ws, id);
        if (known !== undefined) entries.push(toSessionEntry(toFacts(id, known, readFirst(ws, id))));
        if (isOver()) return { entries, next: id };
      }
      return { entries, next: null };
    },
    readMessages: (ws, ids) =>
      ids.flatMap((id) => {
        const row = oneMessage.get(ws, id);
        return row === undefined ? [] : [readStoredMessage(textIn(row, 'body'))];
      }),
    read(ws, session) {
      const known = gather(ws, session);
      if (known === undefined) return undefined;
      const messages = allMessages.all(ws, session).map((row) => readStoredMessage(textIn(row, 'body')));
      return {
        ...toSessionEntry(toFacts(session, known, messages[0] ?? null)),
        registers: Object.fromEntries(known.registers),
        messages,
      };
    },
  };
}

interface Gathered {
  readonly count: number;
  readonly hlc: string;
  readonly cursor: number;
  readonly registers: Map<string, WireJson>;
}
