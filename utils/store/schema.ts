import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import type { Message } from '../chat/message.ts';
import type { SavedPosting } from '../chat/saved-posting.ts';
import type { Binding, Lineage, SessionPosting } from '../chat/session.ts';
import type { Turn } from '../chat/turn.ts';
import type { Op } from '../mirror/protocol.ts';
import type { TextPack } from '../search/text-pack.ts';
import { request } from './request.ts';

/**
 * A place in the mirror's order. `generation` counts the lives of mirrors that this device has met
 * (see `MirrorState`): a row of an older generation always gives way, so that no row has to be
 * rewritten when the mirror changes. `cursor` 0: never acknowledged.
 */
export interface Place {
  readonly generation: number;
  readonly cursor: number;
}

/**
 * One message as this device knows it. `deleted` never becomes false again. `message` is null for an id
 * that is only known as deleted, and once a deleted body is no longer needed for an undo.
 * `liveHlc` is the order's key; absent in deleted rows, which therefore cost the index nothing.
 */
export interface MessageRow extends Place {
  readonly id: string;
  readonly sessionId: string;
  readonly deleted: boolean;
  readonly liveHlc?: string;
  readonly message: Message | null;
}

/** What a register holds: any JSON. */
export type RegisterValue = Extract<Op, { readonly t: 'reg' }>['value'];

/** One field of a session. The view is `pending ?? base`; `pending` is what no mirror has acknowledged. */
export interface RegisterRow {
  readonly sessionId: string;
  readonly field: string;
  readonly base: (Place & { readonly value: RegisterValue; readonly hlc: string }) | null;
  readonly pending: { readonly value: RegisterValue; readonly hlc: string; readonly opId: string } | null;
}

/** What lists show of a session. Rebuilt in the transaction of every change that it reflects. */
export interface SessionRow {
  readonly id: string;
  readonly title: string;
  readonly titleByUser: boolean;
  readonly binding: Binding | null;
  readonly createdAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly deleted: boolean;
  /** Outbox entries and refused ops of this session. */
  readonly waiting: number;
  readonly failed: number;
  /** `lastAt` where the session belongs into the list, absent otherwise. */
  readonly listAt?: number;
  /** Absent in rows of version 1 of the schema. */
  readonly posting?: SessionPosting | null;
  readonly lineage?: Lineage | null;
  readonly pinned?: boolean;
  readonly archived?: boolean;
  readonly tags?: readonly string[];
  /** `key` and `print` of the posting of a session that belongs into the list. */
  readonly postingKeys?: readonly string[];
}

/** An unsent change. Messages are references: what is sent is the row as it is by then. */
export type OutboxEntry = { readonly opId: string; readonly sessionId: string } & (
  | { readonly t: 'msg'; readonly messageId: string }
  | {
      readonly t: 'tomb';
      readonly ids: readonly string[];
      /** The clear that it belongs to: what the mirror's bin restores together. */
      readonly undo?: string;
      /** True: the mirror keeps nothing of it in its bin. */
      readonly purge?: boolean;
    }
  | { readonly t: 'reg'; readonly field: string; readonly value: RegisterValue; readonly hlc: string }
);
export type StoredEntry = OutboxEntry & { readonly seq?: number };

/** A change that the mirror refused for good, kept whole. */
export interface FailedRow {
  readonly opId: string;
  readonly entry: OutboxEntry;
  readonly op: Op;
  readonly reason: string;
  readonly at: number;
}

/** What a clear or delete removed, for its Undo and for the bin. `spent` once it was undone or its time is over. */
export interface UndoRow {
  readonly id: string;
  readonly sessionId: string;
  readonly at: number;
  readonly ids: readonly string[];
  readonly deletedSession: boolean;
  readonly spent: boolean;
  /** True for a part of an import: `ids` came in, and may be taken back. */
  readonly imported?: boolean;
  /** True where nobody pressed a button: the chat was older than chats are kept. */
  readonly expired?: boolean;
}

export interface DraftRow {
  readonly sessionId: string;
  readonly text: string;
  readonly at: number;
}

/**
 * Where this device stands with its mirror. `heal`: everything is being offered to a mirror that does
 * not know us, up to and including the key `after`. `sweep`: after a full resync, rows that it did not
 * bring are to go. `seen`: the newest cursor that any answer named, also one to a push, after which
 * `cursor` still stands where the last page ended; absent in stores of earlier versions.
 */
export interface MirrorState {
  readonly inc: string | null;
  readonly cursor: number;
  readonly generation: number;
  readonly heal: {
    readonly store: 'messages' | 'registers';
    readonly after: string | readonly string[] | null;
  } | null;
  readonly sweep: boolean;
  readonly seen?: number;
}
export const noMirrorYet: MirrorState = { inc: null, cursor: 0, generation: 0, heal: null, sweep: false };

export type MetaRow =
  | { readonly key: 'hlc'; readonly value: string }
  | { readonly key: 'client'; readonly value: string }
  | { readonly key: 'shown'; readonly value: string }
  | { readonly key: 'mirror'; readonly value: MirrorState }
  /** How far the index of texts was built, from the newest id down to this one; null: to the end. */
  | { readonly key: 'texts'; readonly value: { readonly version: number; readonly after: string | null } };

/**
 * A pack of texts that are searched. `n` counts the packs of a session; `small` those up to this one, in a
 * row, that are not full and wait to be packed together; 0 for one that is whole.
 */
export interface TextRow extends TextPack {
  readonly sessionId: string;
  readonly n: number;
  readonly small: number;
}

export interface StoreSchema extends DBSchema {
  meta: { key: string; value: MetaRow };
  messages: { key: string; value: MessageRow; indexes: { 'by-order': [string, string, string] } };
  registers: { key: [string, string]; value: RegisterRow };
  sessions: { key: string; value: SessionRow; indexes: { 'by-last': number; 'by-posting': string } };
  postings: { key: string; value: SavedPosting };
  texts: { key: [string, number]; value: TextRow };
  turns: { key: string; value: Turn; indexes: { 'by-session': string } };
  drafts: { key: string; value: DraftRow };
  undos: { key: string; value: UndoRow; indexes: { 'by-at': number } };
  outbox: { key: number; value: StoredEntry; indexes: { 'by-op': string } };
  failed: { key: string; value: FailedRow };
}
export type StoreDb = IDBPDatabase<StoreSchema>;

export const allStores = [
  'meta',
  'messages',
  'registers',
  'sessions',
  'postings',
  'texts',
  'turns',
  'drafts',
  'undos',
  'outbox',
  'failed',
] as const;
export type StoreName = (typeof allStores)[number];
/** A transaction over everything: what a user's change and its outbox entry are written in. */
export type StoreTx = IDBPTransaction<StoreSchema, typeof allStores, 'readwrite'>;

type Upgrade = (db: StoreDb, tx: IDBPTransaction<StoreSchema, StoreName[], 'versionchange'>) => void;

/** `upgrades[n]` takes a database of version n to n + 1. Steps that were released are never edited. */
export const upgrades: readonly Upgrade[] = [
  (db) => {
    db.createObjectStore('meta', { keyPath: 'key' });
    const messages = db.createObjectStore('messages', { keyPath: 'id' });
    messages.createIndex('by-order', ['sessionId', 'liveHlc', 'id']);
    db.createObjectStore('registers', { keyPath: ['sessionId', 'field'] });
    db.createObjectStore('sessions', { keyPath: 'id' }).createIndex('by-last', 'listAt');
    db.createObjectStore('turns', { keyPath: 'id' }).createIndex('by-session', 'sessionId');
    db.createObjectStore('drafts', { keyPath: 'sessionId' });
    db.createObjectStore('undos', { keyPath: 'id' }).createIndex('by-at', 'at');
    const outbox = db.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
    outbox.createIndex('by-op', 'opId', { unique: true });
    db.createObjectStore('failed', { keyPath: 'opId' });
  },
  (db, tx) => {
    tx.objectStore('sessions').createIndex('by-posting', 'postingKeys', { multiEntry: true });
    db.createObjectStore('postings', { keyPath: 'id' });
    db.createObjectStore('texts', { keyPath: ['sessionId', 'n'] });
  },
  (db, tx) => {
    // Packs with an index of their words: built anew from the messages, see `indexStep`.
    db.deleteObjectStore('texts');
    db.createObjectStore('texts', { keyPath: ['sessionId', 'n'] });
    request(tx.objectStore('meta').delete('texts'));
  },
];
/** The version of the schema that this code reads and writes. */
export const storeVersion = upgrades.length;
