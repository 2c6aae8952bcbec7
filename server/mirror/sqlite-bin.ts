import type { DatabaseSync } from 'node:sqlite';
import { type BinnedMessage, groupBin, isCopyOf, toBinRow } from './bin.ts';
import type { BinRow } from './mirror-store.ts';
import type { PushPlan } from './plan-push.ts';
import { numberIn, textIn } from './sqlite-column.ts';
import { readStoredMessage, readStoredValue } from './stored-json.ts';

/** The words of what was deleted a short while ago. */
export interface BinTable {
  /** Takes in what a push deleted, and drops what it purged or brought back. */
  write(ws: string, plan: PushPlan, at: number): void;
  list(ws: string): BinRow[];
  read(ws: string, undos: readonly string[]): BinnedMessage[];
  /** Drops these clears (null: all); answers how many clears. */
  drop(ws: string, undos: readonly string[] | null): number;
  /** Drops what came in before (epoch ms), of all workspaces; answers how many messages. */
  purge(before: number): number;
  /** Drops what no tombstone is known of any more. */
  sweep(ws: string): void;
  count(ws: string): number;
}

export function createBinTable(db: DatabaseSync): BinTable {
  const columns = 'SELECT id, session, undo, at, body FROM bin WHERE ws = ?';
  const all = db.prepare(columns);
  const ofUndo = db.prepare(`${columns} AND undo = ?`);
  const one = db.prepare(`${columns} AND id = ?`);
  const title = db.prepare('SELECT value FROM register WHERE ws = ? AND session = ? AND field = ?');
  const insert = db.prepare(
    `INSERT INTO bin (ws, id, session, undo, at, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (ws, id) DO NOTHING`,
  );
  const remove = db.prepare('DELETE FROM bin WHERE ws = ? AND id = ?');
  const removeUndo = db.prepare('DELETE FROM bin WHERE ws = ? AND undo = ?');
  const removeAll = db.prepare('DELETE FROM bin WHERE ws = ?');
  const removeOld = db.prepare('DELETE FROM bin WHERE at < ?');
  const orphans = db.prepare(
    'DELETE FROM bin WHERE ws = ? AND id NOT IN (SELECT id FROM message WHERE ws = ?)',
  );
  const count = db.prepare('SELECT COUNT(DISTINCT undo) AS clears FROM bin WHERE ws = ?');

  const countIn = (ws: string): number => {
    const row = count.get(ws);
    return row === undefined ? 0 : numberIn(row, 'clears');
  };
  return {
    write(ws, { binned, purged, copies }, at) {
      for (const { id, session, undo, text } of binned) insert.run(ws, id, session, undo, at, text);
      for (const id of purged) remove.run(ws, id);
      for (const { id, of } of copies) {
        const row = one.get(ws, of);
        if (row !== undefined && isCopyOf(toBinned(row), id)) remove.run(ws, of);
      }
    },
    list: (ws) =>
      groupBin(all.all(ws).map(toBinned)).map((group) => {
        const row = title.get(ws, group[0].session, JSON.stringify('title'));
        return toBinRow(group, row === undefined ? undefined : readStoredValue(textIn(row, 'value')));
      }),
    read: (ws, undos) => undos.flatMap((undo) => ofUndo.all(ws, undo).map(toBinned)),
    drop(ws, undos) {
      const before = countIn(ws);
      if (undos === null) removeAll.run(ws);
      else for (const undo of undos) removeUndo.run(ws, undo);
      return before - countIn(ws);
    },
    purge: (before) => Number(removeOld.run(before).changes),
    sweep: (ws) => void orphans.run(ws, ws),
    count: countIn,
  };
}

function toBinned(row: Parameters<typeof textIn>[0]): BinnedMessage {
  return {
    id: textIn(row, 'id'),
    session: textIn(row, 'session'),
    undo: textIn(row, 'undo'),
    at: numberIn(row, 'at'),
    message: readStoredMessage(textIn(row, 'body')),
  };
}
