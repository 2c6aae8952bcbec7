import type { Message } from '../chat/message.ts';
import {
  type CutText,
  cutMessage,
  fullPack,
  placesOf,
  type TextPack,
  toPack,
  toPacks,
  unpack,
} from '../search/text-pack.ts';
import { tokensVersion } from '../search/tokens-version.ts';
import type { MetaRow, StoreDb, StoreTx, TextRow } from './schema.ts';
import { request } from './request.ts';

/** What a transaction did to a session's texts; `before` null: the message was not shown. */
export interface TextChange {
  readonly id: string;
  readonly before: Message | null;
  readonly after: Message | null;
}

/** What a transaction did to the texts of a session that holds `count` messages now. */
export interface SessionTexts {
  readonly id: string;
  readonly count: number;
  readonly changes: readonly TextChange[];
  /** The pack at its end, where it was asked for already. */
  readonly lastPack: Promise<TextRow | null> | undefined;
}

/** How far the index of texts was built; null: not at all. */
export type Built = Extract<MetaRow, { readonly key: 'texts' }>['value'];

/** The last pack takes in texts until it has so much: what is written again with every message must be short. */
const openPack = { words: 800, texts: 12 } as const;
/** So many packs in a row that closed early become one. */
const mostSmall = 10;

/**
 * Brings the texts that are searched to the state of the messages, in the messages' own transaction. New
 * texts go to the end of the session's last pack; only a changed or deleted one has to be looked for.
 * Where the index is being built, what it has not reached yet is left to it.
 */
export async function saveTexts(
  tx: StoreTx,
  { built, sessions }: { readonly built: Built | null; readonly sessions: readonly SessionTexts[] },
): Promise<void> {
  await Promise.all(
    sessions.map(async (session) => {
      // An emptied session is gone from the search at once, however long it was.
      if (session.count === 0) request(tx.objectStore('texts').delete(packRange(session.id)));
      else {
        const changes = session.changes.filter(({ id }) => isReached(built, id));
        await changePacks(tx, { ...session, changes });
      }
    }),
  );
}

async function changePacks(tx: StoreTx, { id: sessionId, changes, lastPack }: SessionTexts): Promise<void> {
  // What was written twice in one transaction changed once.
  const byId = new Map<string, TextChange>();
  for (const change of changes) {
    byId.set(change.id, { ...change, before: (byId.get(change.id) ?? change).before });
  }
  const gone = new Set<string>();
  const changed = new Set<string>();
  const added: CutText[] = [];
  for (const { id, before, after } of byId.values()) {
    if (before !== null && after !== null && hasSameTexts(before, after)) continue;
    if (before !== null && after === null) gone.add(id);
    else if (before !== null && cutMessage(before).length > 0) changed.add(id);
    if (after !== null) added.push(...cutMessage(after));
  }
  // Deleted messages mostly are the oldest that are left, a changed one is the newest.
  const untouched = gone.size === 0 && changed.size === 0;
  await takeOut({ tx, sessionId, ids: gone, direction: 'next' });
  await takeOut({ tx, sessionId, ids: changed, direction: 'prev' });
  if (added.length === 0) return;
  const last = await (untouched && lastPack !== undefined ? lastPack : readLastPack(tx, sessionId));
  await appendTexts(tx, { sessionId, last, added });
}

function hasSameTexts(before: Message, after: Message): boolean {
  return (
    before.origin?.messageId === after.origin?.messageId &&
    JSON.stringify(before.parts) === JSON.stringify(after.parts)
  );
}

interface TakeOut {
  readonly tx: StoreTx;
  readonly sessionId: string;
  readonly ids: Set<string>;
  readonly direction: 'next' | 'prev';
}

/** Takes messages out of the packs that hold them; what was met is not looked for any more. */
async function takeOut({ tx, sessionId, ids, direction }: TakeOut): Promise<void> {
  if (ids.size === 0) return;
  let cursor = await tx.objectStore('texts').openCursor(packRange(sessionId), direction);
  while (cursor !== null) {
    const row = cursor.value;
    const met = new Set(row.ids.filter((id) => ids.has(id)));
    for (const id of met) ids.delete(id);
    if (met.size > 0) {
      const kept = unpack(row).filter(({ messageId }) => !met.has(messageId));
      request(
        kept.length === 0
          ? cursor.delete()
          : cursor.update({ sessionId, n: row.n, small: row.small, ...toPack(kept) }),
      );
    }
    if (ids.size === 0) return;
    cursor = await cursor.continue();
  }
}

/** Reads the pack at the end of a session. */
export async function readLastPack(tx: StoreTx, sessionId: string): Promise<TextRow | null> {
  return (await tx.objectStore('texts').openCursor(packRange(sessionId), 'prev'))?.value ?? null;
}

/** Adds texts to the end of a session, whose last pack is `last`. */
export async function appendTexts(
  tx: StoreTx,
  {
    sessionId,
    last,
    added,
  }: { readonly sessionId: string; readonly last: TextRow | null; readonly added: readonly CutText[] },
): Promise<void> {
  const store = tx.objectStore('texts');
  function put(n: number, small: number, pack: TextPack): void {
    request(store.put({ sessionId, n, small, ...pack }));
  }
  /** Full packs, and what is left in a small one. */
  function putAll(from: number, small: number, texts: readonly CutText[]): void {
    const packs = toPacks(texts);
    for (const [index, pack] of packs.entries()) {
      put(from + index, isFull(pack) ? 0 : index === 0 ? small : 1, pack);
    }
  }
  if (last === null) putAll(0, 1, added);
  else if (isOpen(last)) putAll(last.n, last.small, [...unpack(last), ...added]);
  else if (last.small < mostSmall) putAll(last.n + 1, last.small + 1, added);
  else {
    const range = IDBKeyRange.bound([sessionId, last.n - last.small + 1], [sessionId, last.n]);
    const small = await store.getAll(range);
    request(store.delete(range));
    const n = last.n - last.small + 1;
    put(n, 0, toPack(small.flatMap(unpack)));
    putAll(n + 1, 1, added);
  }
}

function isOpen(row: TextRow): boolean {
  return row.small > 0 && placesOf(row) < openPack.words && row.ids.length < openPack.texts;
}

function isFull(pack: TextPack): boolean {
  return placesOf(pack) >= fullPack.words || pack.ids.length >= fullPack.texts;
}

/** Every pack of a session: arrays sort after numbers. */
export function packRange(sessionId: string): IDBKeyRange {
  return IDBKeyRange.bound([sessionId], [sessionId, []]);
}

/** Reads the texts of one session for a search. */
export function readTexts(db: StoreDb, sessionId: string): Promise<TextRow[]> {
  return db.getAll('texts', packRange(sessionId));
}

/** How far the index is; that of an older version does not count. */
export function toBuilt(row: MetaRow | undefined): Built | null {
  return row?.key === 'texts' && row.value.version === tokensVersion ? row.value : null;
}

/** The index is built from the newest id down, so that what is said meanwhile is found at once. */
function isReached(built: Built | null, id: string): boolean {
  return built !== null && (built.after === null || id >= built.after);
}

/** True where every message is in the index already. */
export async function isIndexed(db: StoreDb): Promise<boolean> {
  return toBuilt(await db.get('meta', 'texts'))?.after === null;
}
