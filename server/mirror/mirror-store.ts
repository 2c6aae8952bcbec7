import type { SessionDigest } from '../../utils/chat/digest.ts';
import type { SearchSession } from '../../utils/search/about-session.ts';
import type { Ack, ChangesPage, Digest, PushRequest, Row, WireMessage } from '../../utils/mirror/protocol.ts';

/** A register's value as it travels. */
export type WireJson = Extract<Row, { kind: 'reg' }>['value'];

/** A workspace's counter row. `minCursor`: what lies at or below it, only a pull from 0 can still answer. */
export interface WorkspaceState {
  readonly inc: string;
  readonly cursor: number;
  readonly minCursor: number;
}

/** The client's knowledge belongs to another life of the data, or is older than what is still known. */
export interface ResyncOutcome {
  readonly kind: 'resync';
  readonly resync: 'incarnation' | 'horizon';
  readonly inc: string;
}

/** JSON text of rows as they travel (`Row[]`): it goes on to the client as it is. */
type RowsText = string;

/** `acks` follow the order of the ops; `sessions` are those in which a row changed. */
export interface PushDone {
  readonly kind: 'done';
  readonly acks: readonly Ack[];
  readonly rows: RowsText;
  readonly cursor: number;
  readonly inc: string;
  readonly sessions: readonly string[];
}

export interface ChangesDone {
  readonly kind: 'done';
  readonly page: Omit<ChangesPage, 'rows'> & { readonly rows: RowsText };
  /** The workspace's newest cursor, which may lie beyond the page. */
  readonly newest: number;
}

export interface ChangesQuery {
  readonly since: number;
  /** The incarnation the client knows; null at the first contact. */
  readonly inc: string | null;
  /** The newest cursor that any answer of this incarnation told the client. */
  readonly seen?: number;
  readonly limit: number;
}

/** What lies under an id: a chat, or a saved posting (registers `job.…` and no message). */
export type EntryKind = 'session' | 'posting';

/** One line of the session list. `updatedAt` is epoch ms of the newest change of a message or register. */
export interface SessionEntry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly title: string;
  readonly updatedAt: number;
  /** Messages that are not deleted. */
  readonly count: number;
  /** The newest cursor among the session's rows. */
  readonly cursor: number;
  /** A posting counts as deleted once it was taken off the list. */
  readonly deleted: boolean;
}

/** What one clear removed, in the bin. `at` is epoch ms. */
export interface BinRow {
  readonly undo: string;
  readonly session: string;
  /** The session's own title, or its first words, or empty. */
  readonly title: string;
  readonly count: number;
  readonly at: number;
}

/** What a workspace holds, for a comparison; `bytes` of the whole store, `bin` counts clears. */
export type StoreDigest = Omit<Digest, 'now'>;

/** Sums over the content of sessions; `next` goes on where this page ends, null: nowhere. */
export interface ContentPage {
  readonly inc: string;
  readonly sums: readonly SessionDigest[];
  readonly next: string | null;
}

/** Rows of one session in the order of their cursors; `next` is the cursor to go on after. */
export interface RowsPage {
  readonly inc: string;
  readonly rows: RowsText;
  readonly next: number | null;
}

/** The sessions of the rows that were taken into the index, and how many messages were cut into words for it. */
export interface IndexedTexts {
  readonly sessions: readonly string[];
  readonly read: number;
  /** All up to here is in the index. */
  readonly cursor: number;
}

/** How far a reader is with the packs; `life` names one building of the index, empty for none. */
export interface TextsPlace {
  readonly life: string;
  readonly rev: number;
}

/** A pack of a session's texts as bytes (see `readPack`); null: it is gone. */
export interface TextsRow {
  readonly session: string;
  readonly n: number;
  readonly pack: Uint8Array | null;
}

/** Of another life than the one that was asked for: begun from the start. */
export interface TextsPage extends TextsPlace {
  readonly rows: readonly TextsRow[];
  readonly more: boolean;
}

/** One whole session; `messages` are the live ones in display order (hlc, id). */
export interface StoredSession extends SessionEntry {
  readonly inc: string;
  readonly registers: Readonly<Record<string, WireJson>>;
  readonly messages: readonly WireMessage[];
}

/**
 * Where the mirror keeps its data. Every implementation passes `runMirrorStoreContract`.
 * `null` stands for an unknown workspace. An answered push is as durable as the store can make it.
 */
export interface MirrorStore {
  readWorkspace(ws: string): Promise<WorkspaceState | null>;
  push(ws: string, request: PushRequest): Promise<PushDone | ResyncOutcome | null>;
  readChanges(ws: string, query: ChangesQuery): Promise<ChangesDone | ResyncOutcome | null>;
  /** All sessions and saved postings, the deleted ones too, newest change first. */
  listSessions(ws: string): Promise<readonly SessionEntry[] | null>;
  /** `undefined` where no row of that session was ever seen. */
  readSession(ws: string, session: string): Promise<StoredSession | undefined | null>;
  /** Messages by their ids, in any order; deleted and unknown ones are left out. */
  readMessages(ws: string, ids: readonly string[]): Promise<readonly WireMessage[] | null>;
  /** Takes the next messages into the index of their words, for some ms: pushes wait meanwhile. */
  indexTexts(ws: string): Promise<IndexedTexts | null>;
  /** The packs of the index that were written after a place. */
  readTexts(ws: string, place: TextsPlace): Promise<TextsPage | null>;
  /** The next ids of sessions after one, in their order; empty at the end. */
  listSearched(ws: string, after: string): Promise<readonly string[] | null>;
  /** What is searched of sessions beside their messages; null for one without a live message. */
  readAbouts(ws: string, ids: readonly string[]): Promise<readonly (SearchSession | null)[] | null>;
  /** Begins a new life of the data (after a restore): every device then offers all it has. */
  startIncarnation(ws: string): Promise<WorkspaceState | null>;
  /**
   * Begins to count cursors at a random place beyond the last one. So a client that stands where this
   * data never was proves that the data went back (an old backup, a log that lost its end), also after
   * others have written on: without the gap their cursors would have passed the client's unnoticed.
   * Called once at each start.
   */
  beginLife(ws: string): Promise<void>;
  /**
   * Forgets the ids of messages deleted at or below `upTo`. Surviving rows from there get new cursors, so
   * that a pull from 0 never pages through the forgotten range; a device that stands in it gets `horizon`.
   */
  moveHorizon(ws: string, upTo: number): Promise<WorkspaceState | null>;
  digest(ws: string): Promise<StoreDigest | null>;
  /** A page of sums; several of one session are to be added up (`addSums`). `after`: an earlier page's `next`. */
  sumContent(ws: string, after: string | null): Promise<ContentPage | null>;
  /** A page of everything under a session's id after the cursor `since`. */
  readRows(ws: string, session: string, since: number): Promise<RowsPage | null>;
  /** The clears in the bin, newest first. */
  listBin(ws: string): Promise<readonly BinRow[] | null>;
  /** Brings back what these clears removed, as copies; `restored` counts the clears that were there. */
  restoreBin(
    ws: string,
    undos: readonly string[],
  ): Promise<{ readonly restored: number; readonly sessions: readonly string[] } | null>;
  /** Deletes for ever what these clears (null: all) left in the bin; answers how many clears. */
  emptyBin(ws: string, undos: readonly string[] | null): Promise<number | null>;
  /** Deletes for ever what came into the bin before `before` (epoch ms); answers how many messages. */
  purgeBin(before: number): Promise<number>;
  /** Forgets op ids seen before `before` (epoch ms); answers how many. */
  forgetOps(before: number): Promise<number>;
  close(): Promise<void>;
}

/** A store refused or broke; `cause` is its own error. */
export class MirrorStoreError extends Error {
  override readonly name = 'MirrorStoreError';
  readonly reason: 'too-new' | 'broken';
  constructor(reason: 'too-new' | 'broken', message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}
