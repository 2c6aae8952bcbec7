import type { Context } from 'hono';
import * as v from 'valibot';
import type { HistoryQuery } from './history.ts';
import { invalid, refusal } from './server-error.ts';

/** Parses a JSON body; no body at all reads as `empty`. Throws 422 in the server's form. */
export async function readBody<T>(
  c: Context,
  schema: v.GenericSchema<unknown, T>,
  empty?: unknown,
): Promise<T> {
  const text = await c.req.text();
  if (text === '' && empty === undefined)
    throw invalid('[{"type":"missing","loc":("body",),"msg":"Field required"}]');
  const parsed = v.safeParse(schema, text === '' ? empty : parseJson(text));
  if (!parsed.success) throw invalid(v.summarize(parsed.issues));
  return parsed.output;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('JSON decode error');
  }
}

/** A whole number of the query. Throws 422. */
export function readLimit(c: Context, fallback: number): number {
  const text = c.req.query('limit');
  if (text === undefined) return fallback;
  if (!/^\d+$/.test(text)) throw invalid(`limit: Input should be a valid integer, got '${text}'`);
  return Number(text);
}

export function readOrder(c: Context): 'asc' | 'desc' {
  const order = c.req.query('order') ?? 'desc';
  if (order === 'asc' || order === 'desc') return order;
  throw invalid(`order: Input should be 'asc' or 'desc', got '${order}'`);
}

export function readHistoryQuery(c: Context): HistoryQuery {
  return {
    limit: readLimit(c, 100),
    order: readOrder(c),
    before: c.req.query('before') ?? null,
    after: c.req.query('after') ?? null,
    types: c.req.queries('include_return_message_types') ?? [],
  };
}

/** A page after the row with id `after`; an unknown one is 404. */
export function takePage<T extends { readonly id: string }>(
  rows: readonly T[],
  { after, before, limit }: { after: string | undefined; before?: string | undefined; limit: number },
): T[] {
  const at = (id: string | undefined): number | null => {
    if (id === undefined) return null;
    const found = rows.findIndex((row) => row.id === id);
    if (found < 0) throw refusal(404, `Object not found with id='${id}'`);
    return found;
  };
  const page = rows.slice((at(after) ?? -1) + 1, at(before) ?? undefined);
  return page.slice(0, limit);
}
