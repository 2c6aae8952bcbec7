import { signal, type ReadonlySignal } from '@preact/signals';
import type { PostingFacts, SavedPosting } from '../../utils/chat/saved-posting.ts';
import type { SessionPosting, SessionSummary } from '../../utils/chat/session.ts';
import type { PostingWithChats } from '../../utils/store/posting-rows.ts';
import type { BinEntry } from '../../utils/store/bin-rows.ts';
import type { StoreHandle } from '../../utils/store/open-store.ts';
import {
  readAround,
  readDraft,
  hasMessage,
  readMessages,
  readNewer,
  readSession,
  readStart,
  type MessagePage,
  type MessageWindow,
  type Start,
} from '../../utils/store/read.ts';
import { listSessions, listSessionsOfPosting, type ListPlace } from '../../utils/store/list-sessions.ts';
import { listTags } from '../../utils/store/list-tags.ts';

/** The panel's view of the store. Every read rejects while the store cannot be read. */
export interface StoreReader {
  /** False from a read that failed until one that did not. */
  readonly readable: ReadonlySignal<boolean>;
  /** All that is drawn first, in one transaction; null asks for the session shown last. `limit`: of messages. */
  readStart(sessionId: string | null, limit?: number): Promise<Start>;
  readMessages(query: {
    readonly sessionId: string;
    readonly before: { readonly hlc: string; readonly id: string } | null;
    readonly limit: number;
  }): Promise<MessagePage>;
  /** A message with `limit` on either side; null when it is not there (any more). */
  readAround(query: { readonly messageId: string; readonly limit: number }): Promise<MessageWindow | null>;
  readNewer(query: {
    readonly sessionId: string;
    readonly after: { readonly hlc: string; readonly id: string };
    readonly limit: number;
  }): Promise<MessagePage>;
  /** True where the message has reached the store, also where it was deleted since. */
  hasMessage(id: string): Promise<boolean>;
  readSession(id: string): Promise<SessionSummary | null>;
  readDraft(sessionId: string): Promise<string>;
  /** Every tag that is in use, the most used first. */
  listTags(): Promise<string[]>;
  /** The saved postings with their chats. */
  listPostings(): Promise<readonly PostingWithChats[]>;
  findPosting(posting: Pick<PostingFacts, 'key' | 'print'>): Promise<SavedPosting | null>;
  listSessions(query: {
    readonly limit: number;
    readonly before: ListPlace | null;
  }): Promise<readonly SessionSummary[]>;
  /** What this device cleared and can still bring back, newest first. */
  listBin(): Promise<readonly BinEntry[]>;
  /** Newest first. */
  listSessionsOfPosting(posting: Pick<SessionPosting, 'key' | 'print'>): Promise<readonly SessionSummary[]>;
}

/** Not part of the first screen. */
const postingRows = () => import('../../utils/store/posting-rows.ts');

export function createStoreReader(store: Pick<StoreHandle, 'db'>): StoreReader {
  const readable = signal(true);
  async function watched<Value>(read: Promise<Value>): Promise<Value> {
    try {
      const value = await read;
      readable.value = true;
      return value;
    } catch (error) {
      readable.value = false;
      throw error;
    }
  }
  return {
    readable,
    readStart: (sessionId, limit) => watched(store.db().then((db) => readStart(db, sessionId, limit))),
    readMessages: (query) => watched(store.db().then((db) => readMessages(db, query))),
    readAround: (query) => watched(store.db().then((db) => readAround(db, query))),
    readNewer: (query) => watched(store.db().then((db) => readNewer(db, query))),
    hasMessage: (id) => watched(store.db().then((db) => hasMessage(db, id))),
    readSession: (id) => watched(store.db().then((db) => readSession(db, id))),
    listPostings: () =>
      watched(Promise.all([postingRows(), store.db()]).then(([rows, db]) => rows.listPostingsWithChats(db))),
    findPosting: (posting) =>
      watched(Promise.all([postingRows(), store.db()]).then(([rows, db]) => rows.findPosting(db, posting))),
    listBin: () =>
      watched(
        Promise.all([import('../../utils/store/bin-rows.ts'), store.db()]).then(([rows, db]) =>
          rows.listBin(db),
        ),
      ),
    listTags: () => watched(store.db().then(listTags)),
    readDraft: (sessionId) => watched(store.db().then((db) => readDraft(db, sessionId))),
    listSessions: (query) => watched(store.db().then((db) => listSessions(db, query))),
    listSessionsOfPosting: (posting) => watched(store.db().then((db) => listSessionsOfPosting(db, posting))),
  };
}
