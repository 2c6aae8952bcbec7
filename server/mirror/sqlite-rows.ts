import type { DatabaseSync } from 'node:sqlite';
import { type PackedOp, readMessageText } from './message-text.ts';
import {
  messageIdsOf,
  registersOf,
  toMessageRow,
  toRegisterRow,
  toRowsText,
  type PushGround,
  type PushPlan,
  type StoredMessage,
  type StoredRegister,
} from './plan-push.ts';
import { numberIn, textIn, textOrNullIn } from './sqlite-column.ts';
import { readStoredField, readStoredValue } from './stored-json.ts';

/** A page is cut before it grows beyond this many bytes of JSON, however few rows that are. */
const pageBytes = 8 * 1024 * 1024;

/** The rows that travel: reading what a push needs, writing what it changes, paging by cursor. */
export interface RowTables {
  readGround(ws: string, ops: readonly PackedOp[], cursor: number): PushGround;
  write(ws: string, plan: PushPlan, at: number): void;
  /** `rows` is JSON text of `Row[]`; `last` is the cursor of the last one, null without any. */
  readPage(ws: string, since: number, limit: number): { rows: string; last: number | null; more: boolean };
  forgetOps(before: number): number;
  /** Drops the tombstones at or below `upTo` and renumbers what survives there; answers the new cursor. */
  compact(ws: string, upTo: number, cursor: number): number;
}

export function createRowTables(db: DatabaseSync): RowTables {
  return {
    ...createGroundReader(db),
    ...createPlanWriter(db),
    ...createPager(db),
    ...createHousekeeping(db),
  };
}

function createGroundReader(db: DatabaseSync): Pick<RowTables, 'readGround'> {
  const seen = db.prepare('SELECT 1 AS known FROM op_seen WHERE ws = ? AND op_id = ?');
  const message = db.prepare('SELECT id, session, cursor, body FROM message WHERE ws = ? AND id = ?');
  const register = db.prepare(
    'SELECT session, field, value, hlc, cursor FROM register WHERE ws = ? AND session = ? AND field = ?',
  );
  return {
    readGround(ws, ops, cursor) {
      const messages = new Map<string, StoredMessage>();
      for (const id of messageIdsOf(ops)) {
        const row = message.get(ws, id);
        if (row !== undefined) messages.set(id, toStoredMessage(row));
      }
      const registers = new Map<string, StoredRegister>();
      for (const { key, session, field } of registersOf(ops)) {
        const row = register.get(ws, session, JSON.stringify(field));
        if (row !== undefined) registers.set(key, toStoredRegister(row));
      }
      const known = ops.map((op) => op.opId).filter((id) => seen.get(ws, id) !== undefined);
      return { cursor, seen: new Set(known), messages, registers };
    },
  };
}

function createPlanWriter(db: DatabaseSync): Pick<RowTables, 'write'> {
  const message = db.prepare(
    `INSERT INTO message (ws, id, session, cursor, hlc, deleted, body) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (ws, id) DO UPDATE SET cursor = excluded.cursor, hlc = excluded.hlc,
       deleted = excluded.deleted, body = excluded.body`,
  );
  const register = db.prepare(
    `INSERT INTO register (ws, session, field, value, hlc, cursor) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (ws, session, field) DO UPDATE SET value = excluded.value, hlc = excluded.hlc,
       cursor = excluded.cursor`,
  );
  const seen = db.prepare('INSERT INTO op_seen (ws, op_id, at) VALUES (?, ?, ?)');
  return {
    write(ws, plan, at) {
      for (const { id, session, cursor, message: body } of plan.messages) {
        message.run(ws, id, session, cursor, body?.hlc ?? null, body === null ? 1 : 0, body?.text ?? null);
      }
      for (const { session, field, value, hlc, cursor } of plan.registers)
        register.run(ws, session, JSON.stringify(field), JSON.stringify(value), hlc, cursor);
      for (const id of plan.opIds) seen.run(ws, id, at);
    },
  };
}

function createPager(db: DatabaseSync): Pick<RowTables, 'readPage'> {
  const page = db.prepare(
    `SELECT cursor, session, id, NULL AS field, body, hlc FROM message WHERE ws = ? AND cursor > ?
     UNION ALL
     SELECT cursor, session, NULL AS id, field, value AS body, hlc FROM register WHERE ws = ? AND cursor > ?
     ORDER BY cursor LIMIT ?`,
  );
  return {
    readPage(ws, since, limit) {
      const rows: string[] = [];
      let bytes = 0;
      let last: number | null = null;
      for (const row of page.iterate(ws, since, ws, since, limit + 1)) {
        const body = textOrNullIn(row, 'body');
        bytes += body?.length ?? 0;
        if (rows.length === limit || (rows.length > 0 && bytes > pageBytes))
          return { rows: toRowsText(rows), last, more: true };
        rows.push(
          textOrNullIn(row, 'field') === null
            ? toMessageRow({ ...placeOf(row), message: body === null ? null : { text: body } })
            : toRegisterRow(toStoredRegister({ ...row, value: body })),
        );
        last = numberIn(row, 'cursor');
      }
      return { rows: toRowsText(rows), last, more: false };
    },
  };
}

function createHousekeeping(db: DatabaseSync): Pick<RowTables, 'forgetOps' | 'compact'> {
  const forget = db.prepare('DELETE FROM op_seen WHERE at < ?');
  const drop = db.prepare('DELETE FROM message WHERE ws = ? AND deleted = 1 AND cursor <= ?');
  const messages = db.prepare('SELECT id FROM message WHERE ws = ? AND cursor <= ? ORDER BY cursor');
  const registers = db.prepare(
    'SELECT session, field FROM register WHERE ws = ? AND cursor <= ? ORDER BY cursor',
  );
  const moveMessage = db.prepare('UPDATE message SET cursor = ? WHERE ws = ? AND id = ?');
  const moveRegister = db.prepare(
    'UPDATE register SET cursor = ? WHERE ws = ? AND session = ? AND field = ?',
  );
  return {
    forgetOps: (before) => Number(forget.run(before).changes),
    compact(ws, upTo, cursor) {
      let next = cursor;
      drop.run(ws, upTo);
      for (const row of messages.all(ws, upTo)) moveMessage.run((next += 1), ws, textIn(row, 'id'));
      for (const row of registers.all(ws, upTo))
        moveRegister.run((next += 1), ws, textIn(row, 'session'), textIn(row, 'field'));
      return next;
    },
  };
}

type SqlRow = Parameters<typeof textIn>[0];

function toStoredMessage(row: SqlRow): StoredMessage {
  const body = textOrNullIn(row, 'body');
  return { ...placeOf(row), message: body === null ? null : readMessageText(body) };
}

function placeOf(row: SqlRow): Omit<StoredMessage, 'message'> {
  return { id: textIn(row, 'id'), session: textIn(row, 'session'), cursor: numberIn(row, 'cursor') };
}

function toStoredRegister(row: SqlRow): StoredRegister {
  return {
    session: textIn(row, 'session'),
    field: readStoredField(textIn(row, 'field')),
    value: readStoredValue(textIn(row, 'value')),
    hlc: textIn(row, 'hlc'),
    cursor: numberIn(row, 'cursor'),
  };
}
