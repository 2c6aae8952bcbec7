import type { SearchSession } from '../search/about-session.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { TextPack } from '../search/text-pack.ts';
import type { SessionRow, StoreDb, TextRow } from '../store/schema.ts';

/** What was read into memory so far. */
export interface LoadedTexts {
  readonly index: SearchIndex;
  readonly sessions: ReadonlyMap<string, SearchSession>;
  /** Ends when the newest texts can be searched. */
  readonly begun: Promise<void>;
  begin(): void;
  set(session: SearchSession, packs: readonly TextPack[]): void;
  remove(sessionId: string): void;
}

export function createLoadedTexts(index: SearchIndex): LoadedTexts {
  const sessions = new Map<string, SearchSession>();
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  return {
    index,
    sessions,
    begun,
    begin,
    set(session, packs) {
      sessions.set(session.id, session);
      index.setSession(session, packs);
    },
    remove(sessionId) {
      sessions.delete(sessionId);
      index.removeSession(sessionId);
    },
  };
}

/** Packs in the first reading, so that the newest are there at once, and in the later ones at most. */
const firstBatch = 24;
const mostBatch = 1_600;
/** How long a reading should take, and a search that comes meanwhile wait, about. */
const readingMs = 40;

/** Reads all sessions and texts, the newest first; `onRead` after each step. */
export async function loadTexts(db: StoreDb, texts: LoadedTexts, onRead: () => void): Promise<void> {
  const sessions = new Map<string, SearchSession>();
  const packs = new Map<string, TextRow[]>();
  function take(rows: readonly TextRow[]): void {
    const touched = new Set<string>();
    for (const row of rows) {
      const held = packs.get(row.sessionId);
      if (held === undefined) packs.set(row.sessionId, [row]);
      else held.push(row);
      touched.add(row.sessionId);
    }
    for (const sessionId of touched) {
      const session = sessions.get(sessionId);
      if (session !== undefined) texts.set(session, packs.get(sessionId) ?? []);
    }
    onRead();
  }
  try {
    // Ids of sessions grow with time: the newest lie at the end.
    let { rows, from } = await readBatch(db, null, firstBatch);
    const ids = [...new Set(rows.map(({ sessionId }) => sessionId))];
    for (const row of await Promise.all(ids.map((id) => db.get('sessions', id)))) {
      if (row?.listAt !== undefined) sessions.set(row.id, toSearchSession(row));
    }
    take(rows);
    texts.begin();
    for (const row of await db.getAll('sessions')) {
      if (row.listAt === undefined) continue;
      sessions.set(row.id, toSearchSession(row));
      texts.set(toSearchSession(row), packs.get(row.id) ?? []);
    }
    onRead();
    let size = firstBatch;
    while (from !== null) {
      const start = performance.now();
      ({ rows, from } = await readBatch(db, from, size));
      take(rows);
      const took = performance.now() - start;
      size = Math.min(mostBatch, took < readingMs ? size * 2 : Math.max(firstBatch, size >> 1));
    }
  } finally {
    texts.begin();
  }
}

interface Batch {
  readonly rows: readonly TextRow[];
  /** The first key that was read; null where nothing comes before. */
  readonly from: IDBValidKey | null;
}

/** The last `size` packs before a key. */
async function readBatch(db: StoreDb, before: IDBValidKey | null, size: number): Promise<Batch> {
  const store = db.transaction('texts', 'readonly').store;
  const range = before === null ? null : IDBKeyRange.upperBound(before, true);
  const cursor = await store.openKeyCursor(range, 'prev');
  const first = await cursor?.advance(size - 1);
  const from = first?.key ?? null;
  if (from === null) return { rows: cursor === null ? [] : await store.getAll(range), from };
  const between =
    before === null ? IDBKeyRange.lowerBound(from) : IDBKeyRange.bound(from, before, false, true);
  return { rows: await store.getAll(between), from };
}

export function toSearchSession(row: SessionRow): SearchSession {
  const { id, title, binding, lastAt, posting = null, pinned = false, archived = false, tags = [] } = row;
  return {
    id,
    title,
    named: row.titleByUser,
    tags,
    agent: binding?.agentName ?? '',
    company: posting?.company ?? '',
    posting: posting === null ? '' : [posting.title, posting.company, posting.place].join('\n'),
    lastAt,
    pinned,
    archived,
  };
}
