import { createHlcClock } from '../chat/hlc.ts';
import { copyIdOf } from '../chat/derived-id.ts';
import type { Message } from '../chat/message.ts';
import { opIdOf, saveRegister } from './changes.ts';
import { request } from './request.ts';
import { deletedRow, liveRow, type Scope, type Stamp } from './scope.ts';
import type { RegisterValue, StoreDb, UndoRow } from './schema.ts';

/** A batch of an import: part `index` of what `undoId` takes back. Times are epoch ms. */
export interface ImportWrite {
  readonly undoId: string;
  readonly index: number;
  readonly at: number;
  readonly sessions: readonly {
    readonly sessionId: string;
    readonly createdAt: number;
    readonly fields: Readonly<Record<string, RegisterValue>>;
  }[];
  readonly messages: readonly Message[];
}

/**
 * Inserts the messages of an import. What this device knows stays as it is: a message under its id, a field
 * that has a value. Notes what came in, for an undo. The fields are set as of the chat's own time, so that
 * what somebody set on another device wins.
 */
export async function saveImport(scope: Scope, stamp: Stamp, write: ImportWrite): Promise<void> {
  const { tx } = scope;
  // No id twice; and none is asked for first: what is here already was mostly left out before.
  const messages = [...new Map(write.messages.map((message) => [message.id, message])).values()];
  const place = { generation: scope.mirror.generation, cursor: 0 };
  const known = await scope.insertMessages(messages.map((message) => liveRow(message, place)));
  const fresh = messages.filter(({ id }) => !known.has(id));
  const ids = fresh.map(({ id }) => id);
  for (const { id, sessionId } of fresh) {
    scope.addEntry({ t: 'msg', opId: opIdOf(stamp, id), sessionId, messageId: id });
  }
  await Promise.all(write.sessions.map((session) => saveFields(scope, stamp, session)));
  const id = partIdOf(write.undoId, write.index);
  const before = await tx.objectStore('undos').get(id);
  const undo: UndoRow = {
    id,
    sessionId: '',
    at: write.at,
    ids: [...(before?.ids ?? []), ...ids],
    deletedSession: false,
    spent: false,
    imported: true,
  };
  if (before?.spent !== true) request(tx.objectStore('undos').put(undo));
}

async function saveFields(
  scope: Scope,
  stamp: Stamp,
  { sessionId, createdAt, fields }: ImportWrite['sessions'][number],
): Promise<void> {
  const registers = scope.tx.objectStore('registers');
  const rows = await registers.getAll(IDBKeyRange.bound([sessionId], [sessionId, []]));
  const set = new Set(rows.map(({ field }) => field));
  const then = { id: stamp.id, hlc: hlcAt(createdAt) };
  const fresh = Object.entries(fields).filter(([field]) => !set.has(field));
  await Promise.all(fresh.map(([field, value]) => saveRegister(scope, then, { sessionId, field, value })));
  if (set.has('deleted')) await saveRegister(scope, stamp, { sessionId, field: 'deleted', value: false });
}

/**
 * Deletes what one batch of an import brought, and the sessions of which nothing else is left. Nothing
 * where `id` is no batch's.
 */
export async function undoImport(scope: Scope, stamp: Stamp, id: string): Promise<void> {
  const undos = scope.tx.objectStore('undos');
  const undo = await undos.get(id);
  if (undo?.imported !== true) return;
  const removed = new Map<string, string[]>();
  const rows = await Promise.all(undo.ids.map((each) => scope.tx.objectStore('messages').get(each)));
  for (const row of rows) {
    if (row === undefined || row.deleted) continue;
    scope.putMessage(row, deletedRow(row, 'purge-body'));
    const ids = removed.get(row.sessionId) ?? [];
    ids.push(row.id);
    removed.set(row.sessionId, ids);
  }
  request(undos.put({ ...undo, ids: [], spent: true }));
  for (const [sessionId, ids] of removed) {
    scope.addEntry({ t: 'tomb', opId: opIdOf(stamp, `tomb:${sessionId}`), sessionId, ids });
    const session = await scope.tx.objectStore('sessions').get(sessionId);
    if ((session?.count ?? 0) > ids.length) continue;
    await saveRegister(scope, stamp, { sessionId, field: 'deleted', value: true });
  }
}

/** The undo ids of an import's batches: each is undone by itself, so that no transaction lasts for minutes. */
export async function listImportUndos(db: StoreDb, undoId: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (;;) {
    const id = partIdOf(undoId, ids.length);
    if ((await db.get('undos', id)) === undefined) return ids;
    ids.push(id);
  }
}

function partIdOf(undoId: string, index: number): string {
  return copyIdOf(undoId, `import ${index}`);
}

function hlcAt(ms: number): string {
  return createHlcClock({ node: 'import', last: null, now: () => ms }).next();
}
