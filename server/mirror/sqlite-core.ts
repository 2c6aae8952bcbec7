import { DatabaseSync } from 'node:sqlite';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import { toRestoreOps } from './bin.ts';
import {
  type BinRow,
  MirrorStoreError,
  type ChangesDone,
  type ChangesQuery,
  type ContentPage,
  type PushDone,
  type ResyncOutcome,
  type RowsPage,
  type SessionEntry,
  type StoreDigest,
  type StoredSession,
  type WorkspaceState,
} from './mirror-store.ts';
import { packOps, type PackedPush } from './message-text.ts';
import { planPush } from './plan-push.ts';
import { resyncFor } from './resync-for.ts';
import { type BinTable, createBinTable } from './sqlite-bin.ts';
import { createContentQueries } from './sqlite-content.ts';
import { readDigest } from './sqlite-digest.ts';
import { createRowTables } from './sqlite-rows.ts';
import { prepareDatabase } from './sqlite-schema.ts';
import { createSessionQueries } from './sqlite-sessions.ts';
import { createWorkspaceTable, type WorkspaceTable } from './sqlite-workspace.ts';

export interface PushJob {
  readonly ws: string;
  readonly request: PackedPush;
}
export type PushResult = PushDone | ResyncOutcome | null | Error;

/** The embedded store's blocking half: `MirrorStore` without promises, and pushes by the batch. */
export interface SqliteCore {
  readWorkspace(ws: string): WorkspaceState | null;
  /** All pushes in one transaction: one fsync. A push that fails is rolled back alone. */
  pushAll(jobs: readonly PushJob[]): readonly PushResult[];
  readChanges(ws: string, query: ChangesQuery): ChangesDone | ResyncOutcome | null;
  listSessions(ws: string): readonly SessionEntry[] | null;
  readSession(ws: string, session: string): StoredSession | undefined | null;
  readMessages(ws: string, ids: readonly string[]): readonly WireMessage[] | null;
  startIncarnation(ws: string): WorkspaceState | null;
  beginLife(ws: string): void;
  moveHorizon(ws: string, upTo: number): WorkspaceState | null;
  digest(ws: string): StoreDigest | null;
  sumContent(ws: string, after: string | null): ContentPage | null;
  readRows(ws: string, session: string, since: number): RowsPage | null;
  listBin(ws: string): readonly BinRow[] | null;
  restoreBin(
    ws: string,
    undos: readonly string[],
  ): { readonly restored: number; readonly sessions: readonly string[] } | null;
  emptyBin(ws: string, undos: readonly string[] | null): number | null;
  purgeBin(before: number): number;
  forgetOps(before: number): number;
  /** Brings the log into the database file and empties it. */
  checkpoint(): void;
  close(): void;
}

/** Opens or creates the database in the file `path`, with the workspaces `workspaces`. `now` is epoch ms. */
export function openSqliteCore(
  path: string,
  { workspaces, now }: { workspaces: readonly string[]; now: () => number },
): SqliteCore {
  const db = new DatabaseSync(path);
  try {
    prepareDatabase(db);
    return createCore(db, workspaces, now);
  } catch (error) {
    db.close();
    throw error;
  }
}

function createCore(db: DatabaseSync, workspaces: readonly string[], now: () => number): SqliteCore {
  const table = createWorkspaceTable(db, now);
  const rows = createRowTables(db);
  const bin = createBinTable(db);
  const sessions = createSessionQueries(db);
  for (const ws of workspaces) table.ensure(ws);

  function pushOne({ ws, request }: PushJob): PushResult {
    const state = table.read(ws);
    if (state === null) return null;
    const resync = resyncFor(state, { inc: request.inc, since: null, seen: request.seen }, (cursor) =>
      table.wasReached(ws, cursor),
    );
    if (resync !== null) return resync;
    const ground = rows.readGround(ws, request.ops, state.cursor);
    const plan = planPush({ ops: request.ops, ground, clock: table.clock(ws), now: now() });
    if (plan.opIds.length > 0) {
      rows.write(ws, plan, now());
      bin.write(ws, plan, now());
      table.advance(ws, plan.cursor);
    }
    const changed = [...plan.messages, ...plan.registers].map((row) => row.session);
    const { acks, cursor } = plan;
    return { kind: 'done', acks, rows: plan.rows, cursor, inc: state.inc, sessions: [...new Set(changed)] };
  }

  function pushAlone(job: PushJob): PushResult {
    db.exec('SAVEPOINT push');
    try {
      return pushOne(job);
    } catch (error) {
      db.exec('ROLLBACK TO push');
      return new MirrorStoreError('broken', 'The push could not be stored.', error);
    } finally {
      db.exec('RELEASE push');
    }
  }

  return {
    readWorkspace: table.read,
    pushAll: (jobs) => inTransaction(db, () => jobs.map(pushAlone)),
    readChanges(ws, query) {
      const state = table.read(ws);
      if (state === null) return null;
      const resync = resyncFor(state, query, (cursor) => table.wasReached(ws, cursor));
      if (resync !== null) return resync;
      const { rows: found, last, more } = rows.readPage(ws, query.since, query.limit);
      const cursor = more ? (last ?? query.since) : state.cursor;
      const page = { inc: state.inc, since: query.since, rows: found, cursor, more };
      return { kind: 'done', page, newest: state.cursor };
    },
    listSessions: (ws) => (table.read(ws) === null ? null : sessions.list(ws)),
    readSession(ws, session) {
      const state = table.read(ws);
      if (state === null) return null;
      const found = sessions.read(ws, session);
      return found && { ...found, inc: state.inc };
    },
    readMessages: (ws, ids) => (table.read(ws) === null ? null : sessions.readMessages(ws, ids)),
    ...createContentCalls(db, table),
    startIncarnation(ws) {
      table.startIncarnation(ws);
      return table.read(ws);
    },
    beginLife: (ws) => inTransaction(db, () => table.beginLife(ws)),
    moveHorizon: (ws, upTo) =>
      inTransaction(db, () => {
        const state = table.read(ws);
        if (state === null || upTo <= state.minCursor) return state;
        const minCursor = Math.min(upTo, state.cursor);
        table.moveHorizon(ws, { cursor: rows.compact(ws, minCursor, state.cursor), minCursor });
        bin.sweep(ws);
        return table.read(ws);
      }),
    ...createBinCalls({ db, table, bin, pushOne, now }),
    purgeBin: bin.purge,
    forgetOps: rows.forgetOps,
    checkpoint: () => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
    close: () => db.close(),
  };
}

function createContentCalls(
  db: DatabaseSync,
  table: WorkspaceTable,
): Pick<SqliteCore, 'sumContent' | 'readRows'> {
  const content = createContentQueries(db);
  return {
    sumContent(ws, after) {
      const state = table.read(ws);
      return state && { inc: state.inc, ...content.sumContent(ws, after) };
    },
    readRows(ws, session, since) {
      const state = table.read(ws);
      return state && { inc: state.inc, ...content.readRows(ws, session, since) };
    },
  };
}

type BinCalls = Pick<SqliteCore, 'digest' | 'listBin' | 'restoreBin' | 'emptyBin'>;

function createBinCalls({
  db,
  table,
  bin,
  pushOne,
  now,
}: {
  readonly db: DatabaseSync;
  readonly table: WorkspaceTable;
  readonly bin: BinTable;
  readonly pushOne: (job: PushJob) => PushResult;
  readonly now: () => number;
}): BinCalls {
  return {
    digest(ws) {
      const state = table.read(ws);
      if (state === null) return null;
      return { inc: state.inc, bin: bin.count(ws), ...readDigest(db, ws) };
    },
    listBin: (ws) => (table.read(ws) === null ? null : bin.list(ws)),
    restoreBin: (ws, undos) =>
      inTransaction(db, () => {
        if (table.read(ws) === null) return null;
        const binned = bin.read(ws, undos);
        const ops = packOps(toRestoreOps(binned, { at: now(), hlc: () => table.clock(ws).next() }));
        const outcome = pushOne({ ws, request: { clientId: 'mirror', inc: null, ops } });
        bin.drop(ws, undos);
        const restored = new Set(binned.map(({ undo }) => undo)).size;
        return { restored, sessions: outcome !== null && 'sessions' in outcome ? outcome.sessions : [] };
      }),
    emptyBin: (ws, undos) => (table.read(ws) === null ? null : inTransaction(db, () => bin.drop(ws, undos))),
  };
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk may have ended the transaction already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
