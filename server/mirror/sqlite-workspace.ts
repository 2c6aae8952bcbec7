import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { createHlcClock, type HlcClock } from '../../utils/chat/hlc.ts';
import type { WorkspaceState } from './mirror-store.ts';
import { randomGap } from './resync-for.ts';
import { numberIn, textIn, textOrNullIn } from './sqlite-column.ts';

/** The counter rows, one for each workspace, and the mirror's clock in each of them. */
export interface WorkspaceTable {
  read(ws: string): WorkspaceState | null;
  /** Creates the workspace where it is missing. */
  ensure(ws: string): void;
  clock(ws: string): HlcClock;
  /** Saves the cursor and the clock's latest stamp. */
  advance(ws: string, cursor: number): void;
  startIncarnation(ws: string): void;
  moveHorizon(ws: string, state: { cursor: number; minCursor: number }): void;
  /** Ends the life that ran and begins one beyond a gap. In a transaction of the caller's. */
  beginLife(ws: string): void;
  /** False for a cursor that lies in a gap between two lives. */
  wasReached(ws: string, cursor: number): boolean;
}

/** `now` is epoch ms. */
export function createWorkspaceTable(db: DatabaseSync, now: () => number): WorkspaceTable {
  const select = db.prepare('SELECT incarnation, cursor, min_cursor, hlc FROM workspace WHERE id = ?');
  const insert = db.prepare(
    'INSERT INTO workspace (id, incarnation, cursor, min_cursor, hlc) VALUES (?, ?, 0, 0, NULL) ON CONFLICT (id) DO NOTHING',
  );
  const advance = db.prepare('UPDATE workspace SET cursor = ?, hlc = ? WHERE id = ?');
  const incarnate = db.prepare('UPDATE workspace SET incarnation = ? WHERE id = ?');
  const horizon: StatementSync = db.prepare('UPDATE workspace SET cursor = ?, min_cursor = ? WHERE id = ?');
  const move = db.prepare('UPDATE workspace SET cursor = ? WHERE id = ?');
  const endLife = db.prepare('UPDATE life SET ended = ? WHERE ws = ? AND ended IS NULL');
  const addLife = db.prepare('INSERT INTO life (ws, began, ended) VALUES (?, ?, ?)');
  const lifeBefore = db.prepare(
    'SELECT ended FROM life WHERE ws = ? AND began <= ? ORDER BY began DESC LIMIT 1',
  );
  const clocks = new Map<string, HlcClock>();

  function clock(ws: string): HlcClock {
    const known = clocks.get(ws);
    if (known !== undefined) return known;
    const row = select.get(ws);
    const last = row === undefined ? null : textOrNullIn(row, 'hlc');
    const fresh = createHlcClock({ node: 'mirror', last, now });
    clocks.set(ws, fresh);
    return fresh;
  }

  return {
    read(ws) {
      const row = select.get(ws);
      if (row === undefined) return null;
      return {
        inc: textIn(row, 'incarnation'),
        cursor: numberIn(row, 'cursor'),
        minCursor: numberIn(row, 'min_cursor'),
      };
    },
    ensure: (ws) => void insert.run(ws, randomUUID()),
    clock,
    advance: (ws, cursor) => void advance.run(cursor, clock(ws).last(), ws),
    startIncarnation: (ws) => void incarnate.run(randomUUID(), ws),
    moveHorizon: (ws, { cursor, minCursor }) => void horizon.run(cursor, minCursor, ws),
    beginLife(ws) {
      const row = select.get(ws);
      if (row === undefined) return;
      const last = numberIn(row, 'cursor');
      const ended = Number(endLife.run(last, ws).changes);
      // Of a database from before there were lives, all that it reached counts as one.
      if (ended === 0 && last > 0) addLife.run(ws, 0, last);
      const began = last === 0 && ended === 0 ? 0 : last + randomGap();
      addLife.run(ws, began, null);
      move.run(began, ws);
    },
    wasReached(ws, cursor) {
      const row = lifeBefore.get(ws, cursor);
      // Without lives nothing is known against it.
      if (row === undefined) return true;
      return row['ended'] === null || cursor <= numberIn(row, 'ended');
    },
  };
}
