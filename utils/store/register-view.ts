import * as v from 'valibot';
import type { RegisterRow, RegisterValue } from './schema.ts';

/** What a register shows: the own edit until a mirror has acknowledged it. */
export function viewOf(
  row: RegisterRow | undefined,
): { readonly value: RegisterValue; readonly hlc: string } | null {
  return row === undefined ? null : (row.pending ?? row.base);
}

/** A register's value as `schema` has it; null where there is none, or one that this version cannot read. */
export function readValue<Schema extends v.GenericSchema>(
  values: ReadonlyMap<string, RegisterValue | undefined>,
  field: string,
  schema: Schema,
): v.InferOutput<Schema> | null {
  const parsed = v.safeParse(schema, values.get(field));
  return parsed.success ? parsed.output : null;
}
