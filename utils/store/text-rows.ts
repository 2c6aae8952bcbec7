import type { Message } from '../chat/message.ts';
import { emptyPack, isFull, type TextPack, withMessage, withoutMessage } from '../search/text-pack.ts';
import { tokensVersion } from '../search/tokens.ts';
import type { StoreDb, StoreTx, TextRow } from './schema.ts';
import { request } from './request.ts';
import { transact } from './transact.ts';

/** What a transaction did to a session's texts; `before` null: the message was not shown. */
export interface TextChange {
  readonly id: string;
  readonly before: Message | null;
  readonly after: Message | null;
}

type Packs = ReturnType<typeof openPacks>;

/**
 * Brings the texts that are searched to the state of the messages, in the messages' own transaction. New
 * texts go to the end of the session's last pack; only a changed or deleted one has to be looked for.
 */
export async function saveTexts(
  tx: StoreTx,
  changes: ReadonlyMap<string, readonly TextChange[]>,
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  await Promise.all(
    [...changes].map(async ([sessionId, list]) => {
      // An emptied session is gone from the search at once, however long it was.
      if (counts.get(sessionId) === 0) request(tx.objectStore('texts').delete(packRange(sessionId)));
      else await changePacks(openPacks(tx, sessionId), list);
    }),
  );
}

async function changePacks(packs: Packs, changes: readonly TextChange[]): Promise<void> {
  // What was written twice in one transaction changed once.
  const byId = new Map<string, TextChange>();
  for (const change of changes) {
    byId.set(change.id, { ...change, before: (byId.get(change.id) ?? change).before });
  }
  const gone = [...byId.values()].filter(({ before, after }) => before !== null && after === null);
  await packs.remove(new Set(gone.map(({ id }) => id)));
  for (const { before, after } of byId.values()) {
    if (after === null) continue;
    if (before === null) await packs.append(after);
    else if (JSON.stringify(before.parts) !== JSON.stringify(after.parts)) await packs.replace(after);
  }
  packs.save();
}

/** The packs of one session, read as far as they are needed and written once. */
function openPacks(tx: StoreTx, sessionId: string) {
  const store = tx.objectStore('texts');
  const held = new Map<number, TextPack>();
  const changed = new Set<number>();
  let last: number | null = null;

  function put(n: number, pack: TextPack): void {
    held.set(n, pack);
    changed.add(n);
  }
  async function readLast(): Promise<number> {
    if (last !== null) return last;
    const cursor = await store.openCursor(packRange(sessionId), 'prev');
    last = cursor?.value.n ?? 0;
    if (cursor !== null && !held.has(last)) held.set(last, cursor.value);
    return last;
  }
  /** Calls `visit` with each pack until it returns true. */
  async function walk(
    direction: 'next' | 'prev',
    visit: (n: number, pack: TextPack) => boolean,
  ): Promise<void> {
    let cursor = await store.openCursor(packRange(sessionId), direction);
    while (cursor !== null) {
      const { n } = cursor.value;
      if (visit(n, held.get(n) ?? cursor.value)) return;
      cursor = await cursor.continue();
    }
  }
  async function append(message: Message): Promise<void> {
    let n = await readLast();
    if (isFull(held.get(n) ?? emptyPack)) last = n += 1;
    put(n, withMessage(held.get(n) ?? emptyPack, message));
  }
  return {
    append,
    /** Deleted messages mostly are the oldest that are left: what was deleted before is not met again. */
    async remove(ids: ReadonlySet<string>): Promise<void> {
      const wanted = new Set(ids);
      if (wanted.size === 0) return;
      await walk('next', (n, pack) => {
        for (const { messageId } of pack.texts) {
          if (!wanted.has(messageId)) continue;
          put(n, withoutMessage(held.get(n) ?? pack, messageId));
          wanted.delete(messageId);
        }
        return wanted.size === 0;
      });
    },
    /** A changed message mostly is the newest. */
    async replace(message: Message): Promise<void> {
      for (const [n, pack] of held) {
        if (!holds(pack, message)) continue;
        put(n, withMessage(pack, message));
        return;
      }
      let found = false;
      await walk('prev', (n, pack) => {
        found = holds(pack, message);
        if (found) put(n, withMessage(pack, message));
        return found;
      });
      if (!found) await append(message);
    },
    save(): void {
      for (const n of changed) {
        const pack = held.get(n) ?? emptyPack;
        if (pack.texts.length === 0) request(store.delete([sessionId, n]));
        else request(store.put({ sessionId, n, texts: [...pack.texts], tokens: pack.tokens }));
      }
    },
  };
}

function holds({ texts }: TextPack, { id }: Message): boolean {
  return texts.some(({ messageId }) => messageId === id);
}

/** Every pack of a session: arrays sort after numbers. */
export function packRange(sessionId: string): IDBKeyRange {
  return IDBKeyRange.bound([sessionId], [sessionId, []]);
}

/** Reads the texts of one session for a search. */
export function readTexts(db: StoreDb, sessionId: string): Promise<TextRow[]> {
  return db.getAll('texts', packRange(sessionId));
}

/** True where every message is in the index already. */
export async function isIndexed(db: StoreDb): Promise<boolean> {
  const row = await db.get('meta', 'texts');
  return row?.key === 'texts' && row.value.version === tokensVersion && row.value.after === null;
}

/**
 * Indexes the next `limit` messages where the index is missing or of an older version (of tokens, or of a
 * store that had none); messages written meanwhile are in it already. False when nothing was left to do.
 */
export function indexStep(db: StoreDb, limit: number): Promise<boolean> {
  return transact(db, 'relaxed', async (tx) => {
    const meta = tx.objectStore('meta');
    const row = await meta.get('texts');
    const before = row?.key === 'texts' ? row.value : { version: 0, after: '' };
    const fresh = before.version === tokensVersion;
    if (fresh && before.after === null) return false;
    if (!fresh) await tx.objectStore('texts').clear();
    const from = fresh ? before.after : '';
    const range = from === null || from === '' ? null : IDBKeyRange.lowerBound(from, true);
    const rows = await tx.objectStore('messages').getAll(range, limit);
    const shown = rows.flatMap(({ deleted, message }) => (deleted || message === null ? [] : [message]));
    for (const sessionId of new Set(shown.map((message) => message.sessionId))) {
      const packs = openPacks(tx, sessionId);
      for (const message of shown) if (message.sessionId === sessionId) await packs.replace(message);
      packs.save();
    }
    const after = rows.length < limit ? null : (rows.at(-1)?.id ?? null);
    await meta.put({ key: 'texts', value: { version: tokensVersion, after } });
    return after !== null;
  });
}
