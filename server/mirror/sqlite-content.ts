import type { DatabaseSync } from 'node:sqlite';
import { createContentSums } from '../../utils/chat/digest.ts';
import type { ContentPage, RowsPage } from './mirror-store.ts';
import { toMessageRow, toRegisterRow, toRowsText } from './plan-push.ts';
import { beginSlice } from './slice.ts';
import { numberIn, textIn, textOrNullIn } from './sqlite-column.ts';
import { readStoredField, readStoredMessage, readStoredValue } from './stored-json.ts';

/** What is read for a comparison with a device: sums of all content, and the rows of one session. */
export interface ContentQueries {
  sumContent(ws: string, after: string | null): Omit<ContentPage, 'inc'>;
  readRows(ws: string, session: string, since: number): Omit<RowsPage, 'inc'>;
}

/** Rows of a page, and characters of their JSON. */
const pageRows = 500;
const pageLength = 2_000_000;
/** What comes after the last message. */
const registersFrom = '["",""]';

export function createContentQueries(db: DatabaseSync): ContentQueries {
  const messages = db.prepare('SELECT id, body FROM message WHERE ws = ? AND id > ? ORDER BY id');
  const registers = db.prepare(
    `SELECT session, field, value FROM register WHERE ws = ? AND (session, field) > (?, ?)
     ORDER BY session, field`,
  );
  const ofSession = db.prepare(
    `SELECT cursor, session, id, NULL AS field, body, hlc FROM message
     WHERE ws = ? AND session = ? AND cursor > ?
     UNION ALL
     SELECT cursor, session, NULL AS id, field, value AS body, hlc FROM register
     WHERE ws = ? AND session = ? AND cursor > ? ORDER BY cursor LIMIT ?`,
  );

  function sumMessages(ws: string, after: string): Omit<ContentPage, 'inc'> {
    const sums = createContentSums();
    const isOver = beginSlice();
    for (const row of messages.iterate(ws, after)) {
      const body = textOrNullIn(row, 'body');
      if (body !== null) sums.addMessage(readStoredMessage(body));
      if (isOver()) return { sums: sums.list(), next: textIn(row, 'id') };
    }
    return { sums: sums.list(), next: registersFrom };
  }

  function sumRegisters(ws: string, session: string, field: string): Omit<ContentPage, 'inc'> {
    const sums = createContentSums();
    const isOver = beginSlice();
    for (const row of registers.iterate(ws, session, field)) {
      const [of, name] = [textIn(row, 'session'), textIn(row, 'field')];
      sums.addRegister(of, readStoredField(name), readStoredValue(textIn(row, 'value')));
      if (isOver()) return { sums: sums.list(), next: JSON.stringify([of, name]) };
    }
    return { sums: sums.list(), next: null };
  }

  return {
    sumContent(ws, after) {
      const [session, field] = parseRegisterPlace(after ?? '') ?? [];
      return session === undefined || field === undefined
        ? sumMessages(ws, after ?? '')
        : sumRegisters(ws, session, field);
    },
    readRows(ws, session, since) {
      const rows: string[] = [];
      let length = 0;
      let last = since;
      for (const row of ofSession.iterate(ws, session, since, ws, session, since, pageRows + 1)) {
        const body = textOrNullIn(row, 'body');
        length += body?.length ?? 0;
        if (rows.length === pageRows || (rows.length > 0 && length > pageLength))
          return { rows: toRowsText(rows), next: last };
        last = numberIn(row, 'cursor');
        rows.push(toRow(row, { session, cursor: last, body }));
      }
      return { rows: toRowsText(rows), next: null };
    },
  };
}

function toRow(
  row: Parameters<typeof textIn>[0],
  {
    session,
    cursor,
    body,
  }: { readonly session: string; readonly cursor: number; readonly body: string | null },
): string {
  const field = textOrNullIn(row, 'field');
  if (field === null) {
    const message = body === null ? null : { text: body };
    return toMessageRow({ id: textIn(row, 'id'), session, cursor, message });
  }
  const value = readStoredValue(body ?? 'null');
  return toRegisterRow({ session, field: readStoredField(field), value, hlc: textIn(row, 'hlc'), cursor });
}

function parseRegisterPlace(after: string): readonly string[] | null {
  if (!after.startsWith('[')) return null;
  try {
    const place: unknown = JSON.parse(after);
    return Array.isArray(place) && place.length === 2 ? place.map(String) : null;
  } catch {
    return null;
  }
}
