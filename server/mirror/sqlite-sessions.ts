import type { DatabaseSync } from 'node:sqlite';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import type { SessionEntry, StoredSession, WireJson } from './mirror-store.ts';
import { toSessionEntry, type SessionFacts } from './session-entry.ts';
import { numberIn, textIn, textOrNullIn } from './sqlite-column.ts';
import { readStoredField, readStoredMessage, readStoredValue } from './stored-json.ts';

/** Sessions as a reader sees them, built from messages and registers. */
export interface SessionQueries {
  list(ws: string): SessionEntry[];
  read(ws: string, session: string): Omit<StoredSession, 'inc'> | undefined;
  readMessages(ws: string, ids: readonly string[]): WireMessage[];
}

export function createSessionQueries(db: DatabaseSync): SessionQueries {
  const counts = `SELECT session, SUM(1 - deleted) AS live, MAX(hlc) AS hlc, MAX(cursor) AS cursor
                  FROM message WHERE ws = ?`;
  const countAll = db.prepare(`${counts} GROUP BY session`);
  const countOne = db.prepare(`${counts} AND session = ? GROUP BY session`);
  const registers = 'SELECT session, field, value, hlc, cursor FROM register WHERE ws = ?';
  const allRegisters = db.prepare(registers);
  const ownRegisters = db.prepare(`${registers} AND session = ?`);
  const live = 'SELECT body FROM message WHERE ws = ? AND session = ? AND deleted = 0 ORDER BY hlc, id';
  const firstMessage = db.prepare(`${live} LIMIT 1`);
  const allMessages = db.prepare(live);
  const oneMessage = db.prepare('SELECT body FROM message WHERE ws = ? AND id = ? AND deleted = 0');

  function gather(ws: string, session: string | null): Map<string, Gathered> {
    const found = new Map<string, Gathered>();
    for (const row of session === null ? countAll.all(ws) : countOne.all(ws, session)) {
      const id = textIn(row, 'session');
      const hlc = textOrNullIn(row, 'hlc') ?? '';
      found.set(id, {
        count: numberIn(row, 'live'),
        hlc,
        cursor: numberIn(row, 'cursor'),
        registers: new Map(),
      });
    }
    for (const row of session === null ? allRegisters.all(ws) : ownRegisters.all(ws, session)) {
      const id = textIn(row, 'session');
      const known = found.get(id) ?? { count: 0, hlc: '', cursor: 0, registers: new Map() };
      const field = readStoredField(textIn(row, 'field'));
      known.registers.set(field, readStoredValue(textIn(row, 'value')));
      const hlc = textIn(row, 'hlc');
      const cursor = Math.max(known.cursor, numberIn(row, 'cursor'));
      found.set(id, { ...known, hlc: hlc > known.hlc ? hlc : known.hlc, cursor });
    }
    return found;
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
    list: (ws) =>
      [...gather(ws, null)]
        .map(([id, known]) => toSessionEntry(toFacts(id, known, readFirst(ws, id))))
        .sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1)),
    readMessages: (ws, ids) =>
      ids.flatMap((id) => {
        const row = oneMessage.get(ws, id);
        return row === undefined ? [] : [readStoredMessage(textIn(row, 'body'))];
      }),
    read(ws, session) {
      const known = gather(ws, session).get(session);
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
