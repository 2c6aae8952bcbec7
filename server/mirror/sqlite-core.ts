import { DatabaseSync } from 'node:sqlite';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import type { SearchSession } from '../../utils/search/about-session.ts';
import { toRestoreOps } from './bin.ts';
import {
  type BinRow,
  MirrorStoreError,
  type ChangesDone,
  type ChangesQuery,
  type ContentPage,
  type IndexedTexts,
  type PushDone,
  type ResyncOutcome,
  type RowsPage,
  type StoreDigest,
  type StoredSession,
  type TextsPage,
  type TextsPlace,
  type WorkspaceState,
} from './mirror-store.ts';
import { packOps, type PackedPush } from './message-text.ts';
import { planPush, type PushGround, type PushPlan } from './plan-push.ts';
import { resyncFor } from './resync-for.ts';
import { createAboutQueries } from './sqlite-about.ts';
import { type BinTable, createBinTable } from './sqlite-bin.ts';
import { createContentQueries } from './sqlite-content.ts';
import { createDigestReader, type DigestPage } from './sqlite-digest.ts';
import { createRowTables } from './sqlite-rows.ts';
import { prepareDatabase } from './sqlite-schema.ts';
import { createSessionQueries, type SessionsPage } from './sqlite-sessions.ts';
import { createTextTables, type TextTables } from './sqlite-texts.ts';
import { createWorkspaceTable, type WorkspaceTable } from './sqlite-workspace.ts';

export interface PushJob {
  readonly ws: string;
  readonly request: PackedPush;
}
export type PushResult = PushDone | ResyncOutcome | null | Error;

/** What a workspace holds, as far as a page goes. */
export type DigestPageOf = Pick<StoreDigest, 'inc' | 'bin'> & DigestPage;

/** The embedded store's blocking half: `MirrorStore` without promises, and pushes by the batch. */
export interface SqliteCore {
  readWorkspace(ws: string): WorkspaceState | null;
  /** All pushes in one transaction: one fsync. A push that fails is rolled back alone. */
  pushAll(jobs: readonly PushJob[]): readonly PushResult[];
  readChanges(ws: string, query: ChangesQuery): ChangesDone | ResyncOutcome | null;
  /** A page of them, for a slice of time. */
  listSessions(ws: string, after: string): SessionsPage | null;
  readSession(ws: string, session: string): StoredSession | undefined | null;
  readMessages(ws: string, ids: readonly string[]): readonly WireMessage[] | null;
  indexTexts(ws: string): IndexedTexts | null;
  readTexts(ws: string, place: TextsPlace): TextsPage | null;
  listSearched(ws: string, after: string): readonly string[] | null;
  readAbouts(ws: string, ids: readonly string[]): readonly (SearchSession | null)[] | null;
  startIncarnation(ws: string): WorkspaceState | null;
  beginLife(ws: string): void;
  moveHorizon(ws: string, upTo: number): WorkspaceState | null;
  /** A page of it, for a slice of time. */
  digest(ws: string, after: string | null): DigestPageOf | null;
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
  const texts = createTextTables(db);
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
      texts.takeOut(ws, changedIn(ground, plan));
      rows.write(ws, plan, now());
      bin.write(ws, plan, now());
      table.advance(ws, plan.cursor);
    }
    const changed = [...plan.messages, ...plan.registers].map((row) => row.session);
    const { acks, cursor } = plan;
    return { kind: 'done', acks, rows: plan.rows, cursor, inc: state.inc, sessions: [...new Set(changed)] };
  }

  return {
    readWorkspace: table.read,
    pushAll: (jobs) => inTransaction(db, () => jobs.map((job) => inSavepoint(db, () => pushOne(job)))),
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
    listSessions: (ws, after) => (table.read(ws) === null ? null : sessions.list(ws, after)),
    readSession(ws, session) {
      const state = table.read(ws);
      if (state === null) return null;
      const found = sessions.read(ws, session);
      return found && { ...found, inc: state.inc };
    },
    readMessages: (ws, ids) => (table.read(ws) === null ? null : sessions.readMessages(ws, ids)),
    ...createContentCalls(db, table),
    ...createTextCalls(db, table, texts),
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
        // The messages that stay have new cursors: the index cannot tell any more which of them it holds.
        texts.drop(ws);
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

function createTextCalls(
  db: DatabaseSync,
  table: WorkspaceTable,
  texts: TextTables,
): Pick<SqliteCore, 'indexTexts' | 'readTexts' | 'listSearched' | 'readAbouts'> {
  const abouts = createAboutQueries(db);
  return {
    indexTexts: (ws) =>
      // Without a sync of its own: what a power cut takes of it is indexed again.
      withoutSync(db, () => {
        const state = table.read(ws);
        return state && texts.index(ws, state.cursor);
      }),
    readTexts: (ws, place) => (table.read(ws) === null ? null : texts.read(ws, place)),
    listSearched: (ws, after) => (table.read(ws) === null ? null : abouts.listIds(ws, after)),
    readAbouts: (ws, ids) => (table.read(ws) === null ? null : ids.map((id) => abouts.read(ws, id))),
  };
}

/** By session the live messages that a push replaces or deletes, with the cursors that they had. */
function changedIn(ground: PushGround, plan: PushPlan): Map<string, Map<string, number>> {
  const sessions = new Map<string, Map<string, number>>();
  for (const { id, session } of plan.messages) {
    const before = ground.messages.get(id);
    if (before === undefined || before.message === null) continue;
    const ids = sessions.get(session) ?? new Map<string, number>();
    sessions.set(session, ids.set(id, before.cursor));
  }
  return sessions;
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
  const readDigest = createDigestReader(db);
  return {
    digest(ws, after) {
      const state = table.read(ws);
      if (state === null) return null;
      return { inc: state.inc, bin: bin.count(ws), ...readDigest(ws, after) };
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

/** What fails is rolled back alone. */
function inSavepoint(db: DatabaseSync, push: () => PushResult): PushResult {
  db.exec('SAVEPOINT push');
  try {
    return push();
  } catch (error) {
    db.exec('ROLLBACK TO push');
    return new MirrorStoreError('broken', 'The push could not be stored.', error);
  } finally {
    db.exec('RELEASE push');
  }
}

function withoutSync<T>(db: DatabaseSync, work: () => T): T {
  db.exec('PRAGMA synchronous = NORMAL');
  try {
    return inTransaction(db, work);
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
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
