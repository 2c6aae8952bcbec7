import type { IDBPObjectStore } from 'idb';
import * as v from 'valibot';
import { type Message, messageSchema } from '../chat/message.ts';
import type { SessionSummary } from '../chat/session.ts';
import { type Turn, turnSchema } from '../chat/turn.ts';
import type { MessageRow, MirrorState, SessionRow, StoreDb, StoreName, StoreSchema } from './schema.ts';

/** Messages on a page. */
export const pageSize = 40;

/** All that a panel draws first. */
export interface Start {
  readonly sessionId: string | null;
  readonly session: SessionSummary | null;
  /** The newest ones in display order. */
  readonly messages: readonly Message[];
  /** True where older messages exist. */
  readonly more: boolean;
  readonly turn: Turn | null;
  readonly draft: string;
}

export interface MessagePage {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

type Source<Name extends StoreName> = IDBPObjectStore<StoreSchema, StoreName[], Name, 'readonly'>;

/**
 * Reads a session for the screen, in one transaction. `null` asks for the session shown last; where none
 * was shown on this device, the newest is taken. A session that was deleted is not shown again. `limit`:
 * how many messages are read at most.
 */
export async function readStart(
  db: StoreDb,
  sessionId: string | null,
  limit: number = pageSize,
): Promise<Start> {
  const names: StoreName[] = ['meta', 'sessions', 'messages', 'turns', 'drafts'];
  const tx = db.transaction(names, 'readonly');
  const sessions = tx.objectStore('sessions');
  const shown = sessionId ?? (await shownSession(tx.objectStore('meta'), sessions));
  if (shown === null) return readNothing();
  const [session, mirror, page, turn, draft] = await Promise.all([
    sessions.get(shown),
    mirrorOf(tx.objectStore('meta')),
    pageOf(tx.objectStore('messages'), { sessionId: shown, before: null, limit }),
    turnOf(tx.objectStore('turns'), shown),
    tx.objectStore('drafts').get(shown),
  ]);
  if (session?.deleted === true && sessionId === null) return readNothing();
  const summary = session === undefined ? null : toSummary(session, mirror);
  return { sessionId: shown, session: summary, ...page, turn, draft: draft?.text ?? '' };
}

function readNothing(): Start {
  return { sessionId: null, session: null, messages: [], more: false, turn: null, draft: '' };
}

/**
 * Reads `limit` messages older than `before` (null: the newest), in display order. Rows that are no
 * messages (a damaged database) are left out.
 */
export function readMessages(
  db: StoreDb,
  options: {
    readonly sessionId: string;
    readonly before: { readonly hlc: string; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<MessagePage> {
  return pageOf(
    db.transaction(['messages'] satisfies StoreName[], 'readonly').objectStore('messages'),
    options,
  );
}

/** Messages around one, in display order. */
export interface MessageWindow {
  readonly messages: readonly Message[];
  readonly older: boolean;
  readonly newer: boolean;
}

/** Reads a message with `limit` messages on either side; null when it is not there (any more). */
export async function readAround(
  db: StoreDb,
  { messageId, limit }: { readonly messageId: string; readonly limit: number },
): Promise<MessageWindow | null> {
  const store = db.transaction(['messages'] satisfies StoreName[], 'readonly').objectStore('messages');
  const row = await store.get(messageId);
  if (row?.liveHlc === undefined) return null;
  const { sessionId, liveHlc: hlc, id } = row;
  const [older, newer] = await Promise.all([
    pageOf(store, { sessionId, before: { hlc, id }, limit }),
    pageAfter(store, { sessionId, after: { hlc, id }, limit }),
  ]);
  const messages = [...older.messages, ...toMessages([row]), ...newer.messages];
  return { messages, older: older.more, newer: newer.more };
}

/** Reads `limit` messages newer than `after`, in display order. */
export function readNewer(
  db: StoreDb,
  options: {
    readonly sessionId: string;
    readonly after: { readonly hlc: string; readonly id: string };
    readonly limit: number;
  },
): Promise<MessagePage> {
  const tx = db.transaction(['messages'] satisfies StoreName[], 'readonly');
  return pageAfter(tx.objectStore('messages'), options);
}

/** Reads one message that is not deleted. */
export async function readMessage(db: StoreDb, id: string): Promise<Message | null> {
  const row = await db.get('messages', id);
  return row === undefined ? null : (toMessages([row])[0] ?? null);
}

/** True where the store has the message, also as deleted. */
export async function hasMessage(db: StoreDb, id: string): Promise<boolean> {
  return (await db.getKey('messages', id)) !== undefined;
}

/** Reads a session's summary, also of an empty or deleted one; null when the device never saw it. */
export async function readSession(db: StoreDb, id: string): Promise<SessionSummary | null> {
  const tx = db.transaction(['meta', 'sessions'], 'readonly');
  const [row, mirror] = await Promise.all([
    tx.objectStore('sessions').get(id),
    mirrorOf(tx.objectStore('meta')),
  ]);
  return row === undefined ? null : toSummary(row, mirror);
}

/** Reads the turn in flight of a session; the newest, should there be several. */
export function readTurn(db: StoreDb, sessionId: string): Promise<Turn | null> {
  return turnOf(db.transaction(['turns'] satisfies StoreName[], 'readonly').objectStore('turns'), sessionId);
}

/** Lists every turn in flight: what a worker resumes after it was killed. */
export async function listTurns(db: StoreDb): Promise<Turn[]> {
  return toTurns(await db.getAll('turns'));
}

/** Reads the text not yet sent, or nothing. */
export async function readDraft(db: StoreDb, sessionId: string): Promise<string> {
  return (await db.get('drafts', sessionId))?.text ?? '';
}

/** Counts the changes that no mirror has acknowledged. */
export function countOutbox(db: StoreDb): Promise<number> {
  return db.count('outbox');
}

/** Counts the changes that the mirror refused for good. */
export function countFailed(db: StoreDb): Promise<number> {
  return db.count('failed');
}

async function shownSession(meta: Source<'meta'>, sessions: Source<'sessions'>): Promise<string | null> {
  const shown = await meta.get('shown');
  if (shown?.key === 'shown') return shown.value;
  const newest = await sessions.index('by-last').openCursor(null, 'prev');
  return newest?.value.id ?? null;
}

/** What is known of the mirror, as summaries need it. */
export async function mirrorOf(meta: Source<'meta'>): Promise<MirrorState | null> {
  const row = await meta.get('mirror');
  return row?.key === 'mirror' ? row.value : null;
}

async function pageOf(
  messages: Source<'messages'>,
  options: {
    readonly sessionId: string;
    readonly before: { readonly hlc: string; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<MessagePage> {
  const { sessionId, before, limit } = options;
  // Arrays sort after strings: [id, []] lies behind every message of the session.
  const upper = before === null ? [sessionId, []] : [sessionId, before.hlc, before.id];
  const range = IDBKeyRange.bound([sessionId], upper, false, true);
  const index = messages.index('by-order');
  // The newest that is left out: three questions of the database instead of one for each message.
  const newest = await index.openKeyCursor(range, 'prev');
  const left = newest === null ? null : await newest.advance(limit);
  const rows = await index.getAll(left === null ? range : IDBKeyRange.bound(left.key, upper, true, true));
  return { messages: toMessages(rows), more: left !== null };
}

async function pageAfter(
  messages: Source<'messages'>,
  {
    sessionId,
    after,
    limit,
  }: {
    readonly sessionId: string;
    readonly after: { readonly hlc: string; readonly id: string };
    readonly limit: number;
  },
): Promise<MessagePage> {
  const range = IDBKeyRange.bound([sessionId, after.hlc, after.id], [sessionId, []], true, true);
  const rows = await messages.index('by-order').getAll(range, limit + 1);
  return { messages: toMessages(rows.slice(0, limit)), more: rows.length > limit };
}

async function turnOf(turns: Source<'turns'>, sessionId: string): Promise<Turn | null> {
  const found = toTurns(await turns.index('by-session').getAll(sessionId));
  return found.toSorted((a, b) => b.startedAt - a.startedAt)[0] ?? null;
}

/** The messages of rows that are shown; rows that are none (a damaged database) are left out. */
export function toMessages(rows: readonly MessageRow[]): Message[] {
  return rows.flatMap((row) => {
    if (row.deleted) return [];
    const parsed = v.safeParse(messageSchema, row.message);
    return parsed.success ? [parsed.output] : [];
  });
}

function toTurns(rows: readonly unknown[]): Turn[] {
  return rows.flatMap((row) => {
    const parsed = v.safeParse(turnSchema, row);
    return parsed.success ? [parsed.output] : [];
  });
}

export function toSummary(row: SessionRow, mirror: MirrorState | null): SessionSummary {
  const { id, title, titleByUser, binding, createdAt, lastAt, count, deleted } = row;
  // While everything is offered to a new mirror, no session is known to lie there.
  const settled = mirror !== null && mirror.inc !== null && mirror.heal === null;
  const mirrored = settled && row.waiting === 0 && row.failed === 0;
  const { posting = null, lineage = null, pinned = false, archived = false, tags = [] } = row;
  const organised = { posting, lineage, pinned, archived, tags };
  return { id, title, titleByUser, binding, createdAt, lastAt, count, deleted, mirrored, ...organised };
}
