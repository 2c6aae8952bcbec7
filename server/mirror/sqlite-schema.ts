import type { DatabaseSync } from 'node:sqlite';
import { MirrorStoreError } from './mirror-store.ts';
import { numberIn } from './sqlite-column.ts';

/**
 * One entry for each version of the schema; entry n brings a database from version n to n + 1. Never
 * change an entry that was released: add one. Plain SQL that PostgreSQL takes too.
 * `field` and `body` hold JSON text, because SQL text knows neither lone surrogates nor NUL.
 */
const migrations: readonly string[] = [
  `CREATE TABLE workspace (
     id text PRIMARY KEY, incarnation text NOT NULL, cursor bigint NOT NULL, min_cursor bigint NOT NULL,
     hlc text NULL);
   CREATE TABLE register (
     ws text NOT NULL, session text NOT NULL, field text NOT NULL, value text NOT NULL, hlc text NOT NULL,
     cursor bigint NOT NULL, PRIMARY KEY (ws, session, field));
   CREATE UNIQUE INDEX register_cursor ON register (ws, cursor);
   CREATE TABLE message (
     ws text NOT NULL, id text NOT NULL, session text NOT NULL, cursor bigint NOT NULL, hlc text NULL,
     deleted integer NOT NULL, body text NULL, PRIMARY KEY (ws, id));
   CREATE UNIQUE INDEX message_cursor ON message (ws, cursor);
   CREATE INDEX message_session ON message (ws, session, hlc, id);
   CREATE TABLE op_seen (
     ws text NOT NULL, op_id text NOT NULL, at bigint NOT NULL, PRIMARY KEY (ws, op_id));
   CREATE INDEX op_seen_at ON op_seen (at);`,
  // The ranges of cursors that were ever given out; `ended` is null for the life that runs.
  `CREATE TABLE life (
     ws text NOT NULL, began bigint NOT NULL, ended bigint NULL, PRIMARY KEY (ws, began));`,
  // The words of messages that were deleted a short while ago; `undo` names the clear that they went in.
  `CREATE TABLE bin (
     ws text NOT NULL, id text NOT NULL, session text NOT NULL, undo text NOT NULL, at bigint NOT NULL,
     body text NOT NULL, PRIMARY KEY (ws, id));
   CREATE INDEX bin_undo ON bin (ws, undo);
   CREATE INDEX bin_at ON bin (at);`,
  // What is searched: how far it is, and the packs of each session's texts. Made from the messages, so that a
  // newer version may drop it. A pack that is gone is NULL, and its row says since when.
  `CREATE TABLE texts (
     ws text PRIMARY KEY, version text NOT NULL, life text NOT NULL, cursor bigint NOT NULL, rev bigint NOT NULL);
   CREATE TABLE text_pack (
     ws text NOT NULL, session text NOT NULL, n integer NOT NULL, small integer NOT NULL, rev bigint NOT NULL,
     ids text NOT NULL, pack bytea NULL, PRIMARY KEY (ws, session, n));
   CREATE UNIQUE INDEX text_pack_rev ON text_pack (ws, rev);`,
];

/** The newest version that this code reads and writes. */
export const schemaVersion = migrations.length;

/**
 * Sets the connection's durability and brings the database to `schemaVersion`.
 * @throws MirrorStoreError `too-new` for a database that a newer version has written.
 */
export function prepareDatabase(db: DatabaseSync): void {
  // FULL: one fsync for each commit, so that an answered push survives a power cut. `fullfsync` is the
  // same promise on macOS; `secure_delete` overwrites the body of a deleted message.
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
           PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000;`);
  db.exec('BEGIN IMMEDIATE');
  try {
    migrate(db);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function migrate(db: DatabaseSync): void {
  db.exec('CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)');
  const row = db.prepare('SELECT version FROM schema_version').get();
  const found = row === undefined ? 0 : numberIn(row, 'version');
  if (found > schemaVersion)
    throw new MirrorStoreError(
      'too-new',
      `The database has version ${found}, and this mirror knows versions up to ${schemaVersion}: start it with the newer TalentScout that wrote it.`,
    );
  for (const sql of migrations.slice(found)) db.exec(sql);
  if (row === undefined) db.prepare('INSERT INTO schema_version (version) VALUES (?)').run(schemaVersion);
  else if (found < schemaVersion) db.prepare('UPDATE schema_version SET version = ?').run(schemaVersion);
}
