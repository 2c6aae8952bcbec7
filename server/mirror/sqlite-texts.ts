import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type CutText, cutMessage } from '../../utils/search/text-pack.ts';
import type { IndexedTexts, TextsPage, TextsPlace } from './mirror-store.ts';
import { toSearchedMessage } from './search-session.ts';
import { beginSlice } from './slice.ts';
import { numberIn, textIn, textOrNullIn } from './sqlite-column.ts';
import { createPackRows } from './sqlite-packs.ts';
import { packVersion } from './stored-pack.ts';
import { readStoredMessage } from './stored-json.ts';

/**
 * The words of all messages, packed by session as on a device. The packs hold exactly the live messages whose
 * cursor is not beyond the index's own: what comes later waits until somebody searches, what is replaced or
 * deleted is taken out in its own transaction. Nobody's words stay here longer than the message itself.
 */
export interface TextTables {
  /** Takes in what came next, for a slice of time; `newest` is the workspace's cursor. */
  index(ws: string, newest: number): IndexedTexts;
  /** Takes messages out that are about to change. By session; `cursor` is that of the message as it was. */
  takeOut(ws: string, changed: ReadonlyMap<string, ReadonlyMap<string, number>>): void;
  /** The packs that were written after a place, in their order. */
  read(ws: string, place: TextsPlace): TextsPage;
  /** Gives the whole index up: the next `index` begins anew. */
  drop(ws: string): void;
}

/** `life` names one building of the index, `rev` numbers what was written in it. */
interface State {
  readonly life: string;
  readonly cursor: number;
  readonly rev: number;
}

export function createTextTables(db: DatabaseSync): TextTables {
  const states = createStates(db);
  const packs = createPackRows(db);
  const later = db.prepare(
    `SELECT cursor, session, body FROM message WHERE ws = ? AND cursor > ?
     UNION ALL
     SELECT cursor, session, NULL AS body FROM register WHERE ws = ? AND cursor > ? ORDER BY cursor`,
  );

  function drop(ws: string): void {
    packs.clear(ws);
    states.remove(ws);
  }

  /** Where the index stands; it begins anew where there is none, or one of another version. */
  function begin(ws: string): State {
    packs.clear(ws);
    const state = { life: randomUUID(), cursor: 0, rev: 0 };
    states.write(ws, state);
    return state;
  }

  function readSlice(
    ws: string,
    { since, newest }: { readonly since: number; readonly newest: number },
  ): Slice {
    const sessions = new Map<string, CutText[]>();
    let [cursor, read] = [since, 0];
    const isOver = beginSlice();
    for (const row of later.iterate(ws, since, ws, since)) {
      // At least one, so that it goes on however slow the machine is.
      if (cursor > since && isOver()) return { sessions, read, cursor };
      const session = textIn(row, 'session');
      const texts = sessions.get(session) ?? [];
      sessions.set(session, texts);
      cursor = numberIn(row, 'cursor');
      const body = textOrNullIn(row, 'body');
      if (body === null) continue;
      texts.push(...cutMessage(toSearchedMessage(readStoredMessage(body))));
      read += 1;
    }
    return { sessions, read, cursor: newest };
  }

  return {
    drop,
    index(ws, newest) {
      const state = states.read(ws) ?? begin(ws);
      if (newest <= state.cursor) return { sessions: [], read: 0, cursor: state.cursor };
      const { sessions, read, cursor } = readSlice(ws, { since: state.cursor, newest });
      let { rev } = state;
      for (const [session, texts] of sessions) rev = packs.append(ws, { session, texts, rev });
      states.write(ws, { ...state, cursor, rev });
      return { sessions: [...sessions.keys()], read, cursor };
    },
    takeOut(ws, changed) {
      const state = changed.size === 0 ? null : states.read(ws);
      if (state === null) return;
      let { rev } = state;
      try {
        for (const [session, messages] of changed) {
          const ids = new Set([...messages].flatMap(([id, cursor]) => (cursor <= state.cursor ? [id] : [])));
          rev = packs.takeOut(ws, { session, ids, rev });
        }
        states.write(ws, { ...state, rev });
      } catch {
        // What can be built again must not stand in the way of a push.
        drop(ws);
      }
    },
    read(ws, { life, rev }) {
      const state = states.read(ws);
      if (state === null) return { life: '', rows: [], rev: 0, more: false };
      return { life: state.life, ...packs.page(ws, state.life === life ? rev : 0) };
    },
  };
}

/** What was read of the rows that changed: the texts of each session in which any did. */
interface Slice {
  readonly sessions: ReadonlyMap<string, readonly CutText[]>;
  /** How many messages were cut into words. */
  readonly read: number;
  /** How far it came. */
  readonly cursor: number;
}

interface States {
  /** Null where there is no index, or only one of another version. */
  read(ws: string): State | null;
  write(ws: string, state: State): void;
  remove(ws: string): void;
}

function createStates(db: DatabaseSync): States {
  const select = db.prepare('SELECT life, cursor, rev FROM texts WHERE ws = ? AND version = ?');
  const upsert = db.prepare(
    `INSERT INTO texts (ws, version, life, cursor, rev) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (ws) DO UPDATE SET version = excluded.version, life = excluded.life,
       cursor = excluded.cursor, rev = excluded.rev`,
  );
  const remove = db.prepare('DELETE FROM texts WHERE ws = ?');
  return {
    read(ws) {
      const row = select.get(ws, packVersion);
      if (row === undefined) return null;
      return { life: textIn(row, 'life'), cursor: numberIn(row, 'cursor'), rev: numberIn(row, 'rev') };
    },
    write: (ws, { life, cursor, rev }) => void upsert.run(ws, packVersion, life, cursor, rev),
    remove: (ws) => void remove.run(ws),
  };
}
