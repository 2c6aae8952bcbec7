import type { SQLOutputValue } from 'node:sqlite';

type SqlRow = Record<string, SQLOutputValue>;

/** The text in a column that holds text; anything else is a broken database. */
export function textIn(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds ${typeof value}, not text`);
  return value;
}

/** The text in a column, or null where it is NULL. */
export function textOrNullIn(row: SqlRow, column: string): string | null {
  return row[column] === null ? null : textIn(row, column);
}

/** The number in a column that holds a number. */
export function numberIn(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} holds ${typeof value}, not a number`);
  return value;
}

/** The bytes in a column that holds bytes. */
export function bytesIn(row: SqlRow, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array))
    throw new TypeError(`column ${column} holds ${typeof value}, not bytes`);
  return value;
}

/** The bytes in a column, or null where it is NULL. */
export function bytesOrNullIn(row: SqlRow, column: string): Uint8Array | null {
  return row[column] === null ? null : bytesIn(row, column);
}
