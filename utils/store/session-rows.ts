import type { Message } from '../chat/message.ts';
import { registerFields, type SessionPosting, tagOfField } from '../chat/session.ts';
import { hlcTimeMs } from '../chat/hlc.ts';
import { toSessionTitle } from '../chat/to-session-title.ts';
import { savePosting } from './posting-rows.ts';
import { readValue, viewOf } from './register-view.ts';
import type { RegisterRow, SessionRow, StoreTx } from './schema.ts';

/** What a transaction added to a session's counts. */
export interface SessionDelta {
  readonly live: number;
  readonly waiting: number;
  readonly failed: number;
}

/** How many messages are looked at for the user's first one. */
const titleSearch = 20;

/** Rebuilds a session's row from its registers, its messages' ends, and its counts; returns the messages' number. */
export async function saveSession(tx: StoreTx, id: string, delta: SessionDelta): Promise<number> {
  const [row, registers, first, last] = await Promise.all([
    tx.objectStore('sessions').get(id),
    tx.objectStore('registers').getAll(IDBKeyRange.bound([id], [id, []])),
    firstMessages(tx, id),
    lastMessage(tx, id),
  ]);
  const fields = toFields(registers);
  const words = first.find((message) => message.role === 'user');
  const createdAt = toCreatedAt({ row, first: first[0], registers });
  const count = (row?.count ?? 0) + delta.live;
  const lastAt = last === null ? createdAt : Math.max(last.createdAt, createdAt);
  const next: SessionRow = {
    id,
    title: fields.title !== '' ? fields.title : toSessionTitle(fields.posting, words),
    titleByUser: fields.title !== '',
    binding: fields.binding,
    createdAt,
    lastAt,
    count,
    // A message that the deleting device had not seen brings its session back: nothing vanishes unread.
    deleted: fields.deleted && count === 0,
    waiting: (row?.waiting ?? 0) + delta.waiting,
    failed: (row?.failed ?? 0) + delta.failed,
    posting: fields.posting,
    lineage: fields.lineage,
    pinned: fields.pinned,
    archived: fields.archived,
    tags: fields.tags,
    ...(count > 0 ? { listAt: lastAt, postingKeys: postingKeysOf(fields.posting) } : {}),
  };
  await tx.objectStore('sessions').put(next);
  await savePosting(tx, id, registers);
  return count;
}

function postingKeysOf(posting: SessionPosting | null): string[] {
  return posting === null ? [] : [posting.key, posting.print].filter((key) => key !== '');
}

interface Fields extends Required<
  Pick<SessionRow, 'title' | 'binding' | 'deleted' | 'posting' | 'lineage' | 'pinned' | 'archived' | 'tags'>
> {
  readonly posting: SessionPosting | null;
}

/** What the registers say; a value that this version cannot read counts as none. */
function toFields(registers: readonly RegisterRow[]): Fields {
  const values = new Map(registers.map((row) => [row.field, viewOf(row)?.value]));
  return {
    title: readValue(values, 'title', registerFields.title)?.trim() ?? '',
    binding: readValue(values, 'binding', registerFields.binding),
    deleted: readValue(values, 'deleted', registerFields.deleted) ?? false,
    posting: readValue(values, 'posting', registerFields.posting),
    lineage: readValue(values, 'lineage', registerFields.lineage),
    pinned: readValue(values, 'pinned', registerFields.pinned) ?? false,
    archived: readValue(values, 'archived', registerFields.archived) ?? false,
    tags: [...values]
      .flatMap(([field, value]) => {
        const tag = tagOfField(field);
        return tag !== null && value === true ? [tag] : [];
      })
      .toSorted((one, other) => one.localeCompare(other)),
  };
}

/** The earliest sign of the session; rows may arrive in any order. */
function toCreatedAt({
  row,
  first,
  registers,
}: {
  readonly row: SessionRow | undefined;
  readonly first: Message | undefined;
  readonly registers: readonly RegisterRow[];
}): number {
  const signs = registers.map((register) => hlcTimeMs(viewOf(register)?.hlc ?? ''));
  const times = [row?.createdAt ?? 0, first?.createdAt ?? 0, ...signs].filter((time) => time > 0);
  return times.length === 0 ? 0 : Math.min(...times);
}

async function firstMessages(tx: StoreTx, id: string): Promise<Message[]> {
  const index = tx.objectStore('messages').index('by-order');
  const first = await index.get(sessionRange(id));
  if (first === undefined || first.message?.role === 'user') return bodies(first);
  const rows = await index.getAll(sessionRange(id), titleSearch);
  return rows.flatMap(bodies);
}

async function lastMessage(tx: StoreTx, id: string): Promise<Message | null> {
  const cursor = await tx.objectStore('messages').index('by-order').openCursor(sessionRange(id), 'prev');
  return cursor?.value.message ?? null;
}

/** Every live message of a session in the order's index: arrays sort after strings. */
export function sessionRange(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}

function bodies(row: { readonly message: Message | null } | undefined): Message[] {
  return row === undefined || row.message === null ? [] : [row.message];
}
