import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { createHlcClock, type HlcClock } from '../../utils/chat/hlc.ts';
import type { WorkspaceState } from './mirror-store.ts';
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
  };
}
