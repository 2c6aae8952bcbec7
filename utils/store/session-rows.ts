import type { Message } from '../chat/message.ts';
import { registerFields, type SessionPosting, tagOfField } from '../chat/session.ts';
import { hlcTimeMs } from '../chat/hlc.ts';
import { toSessionTitle } from '../chat/to-session-title.ts';
import { savePosting } from './posting-view.ts';
import { readValue, viewOf } from './register-view.ts';
import { request } from './request.ts';
import type { RegisterRow, SessionRow, StoreTx } from './schema.ts';
import type { SessionFacts } from './session-facts.ts';

/** What a transaction added to a session's counts. */
export interface SessionDelta {
  readonly live: number;
  readonly waiting: number;
  readonly failed: number;
}

/** Rebuilds a session's row from its registers, its messages' ends, and its counts; returns the messages' number. */
export async function saveSession(
  tx: StoreTx,
  id: string,
  { facts, delta }: { readonly facts: SessionFacts; readonly delta: SessionDelta },
): Promise<number> {
  const { row, registers } = facts;
  const first = facts.first.flatMap(({ message }) => message ?? []);
  const last = facts.last?.message ?? null;
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
  request(tx.objectStore('sessions').put(next));
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
