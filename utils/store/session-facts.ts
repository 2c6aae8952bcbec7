import type { MessageRow, RegisterRow, SessionRow, StoreTx } from './schema.ts';

/** What a session's row is made of. */
export interface SessionFacts {
  readonly row: SessionRow | undefined;
  readonly registers: readonly RegisterRow[];
  /** The earliest live messages in their order: as many as are needed to find the user's first words. */
  readonly first: readonly MessageRow[];
  readonly last: MessageRow | null;
}

/** What a transaction wrote of one session. */
export interface SessionNews {
  readonly messages: readonly { readonly before: MessageRow | undefined; readonly after: MessageRow }[];
  readonly registers: ReadonlyMap<string, RegisterRow>;
}

/** How many messages are looked at for the user's first one. */
const titleSearch = 20;

/** Reads it as it is now. */
export async function readSessionFacts(tx: StoreTx, id: string): Promise<SessionFacts> {
  const [row, registers, first, last] = await Promise.all([
    tx.objectStore('sessions').get(id),
    tx.objectStore('registers').getAll(IDBKeyRange.bound([id], [id, []])),
    readFirst(tx, id),
    readLast(tx, id),
  ]);
  return { row, registers, first, last };
}

/** What was read before the news, with the news; null where it has to be read again. */
export function withNews(facts: SessionFacts, { messages, registers }: SessionNews): SessionFacts | null {
  const shown = new Map(
    [...facts.first, ...(facts.last === null ? [] : [facts.last])].map((row) => [row.id, row]),
  );
  for (const { before, after } of messages) {
    if (after.deleted && before?.deleted !== false) continue;
    // Who comes after one that went, or that moved, was not read.
    if (after.deleted || (before?.deleted === false && before.liveHlc !== after.liveHlc)) return null;
    shown.set(after.id, after);
  }
  const inOrder = [...shown.values()].toSorted(byOrder);
  const fields = new Map(facts.registers.map((row) => [row.field, row]));
  for (const [field, row] of registers) fields.set(field, row);
  return {
    row: facts.row,
    registers: [...fields.values()],
    first: inOrder.slice(0, titleSearch),
    last: inOrder.at(-1) ?? null,
  };
}

function byOrder(one: MessageRow, other: MessageRow): number {
  return compare(one.liveHlc, other.liveHlc) || compare(one.id, other.id);
}

function compare(one = '', other = ''): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

async function readFirst(tx: StoreTx, id: string): Promise<readonly MessageRow[]> {
  const index = tx.objectStore('messages').index('by-order');
  const first = await index.get(sessionRange(id));
  if (first === undefined) return [];
  return first.message?.role === 'user' ? [first] : index.getAll(sessionRange(id), titleSearch);
}

async function readLast(tx: StoreTx, id: string): Promise<MessageRow | null> {
  const cursor = await tx.objectStore('messages').index('by-order').openCursor(sessionRange(id), 'prev');
  return cursor?.value ?? null;
}

/** Every live message of a session in the order's index: arrays sort after strings. */
export function sessionRange(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}
