import type { FoundItem, FoundPage } from './search-messages.ts';
import { askIndex, countInSteps, passageTextOf } from '../search/ask-index.ts';
import type { SearchQuery } from '../search/query.ts';
import {
  createSearchIndex,
  type SearchHit,
  type SearchIndex,
  type SearchSession,
} from '../search/search-index.ts';
import { toMarked, toSnippet } from '../search/snippet.ts';
import { coalesce } from '../std/coalesce.ts';
import { sleep } from '../std/sleep.ts';
import { readFound } from '../store/read-found.ts';
import type { SessionRow, StoreDb, TextRow } from '../store/schema.ts';
import { readTexts } from '../store/text-rows.ts';

export interface SearchService {
  /** Reads all texts, the newest first. Asked again it does nothing. */
  load(): Promise<void>;
  /** Reads again what changed (null: anything may have). */
  changed(sessionIds: readonly string[] | null): Promise<void>;
  search(line: string, options: { readonly limit: number; readonly now: number }): Promise<FoundPage>;
}

/** Packs that are read in one go, about 5 MB. */
const batch = 100;
/** How long words are counted before a search may come in between. */
const sliceMs = 8;

/** Searches the store from memory. Made for a worker of its own: it holds every word that was said. */
export function createSearchService(db: StoreDb): SearchService {
  let index = createSearchIndex();
  let loading: Promise<void> | null = null;
  let complete = false;
  let counts: ReadonlyMap<string, number> | null = null;
  let counting: Promise<void> | null = null;
  /** The words before a change serve until those after it are counted: guesses need no more. */
  const count = coalesce(async () => {
    counts = await countWithPauses(index);
  });

  async function load(): Promise<void> {
    await loadAll(db, index);
    complete = true;
    counting = count();
  }
  /** Searches go on with the old index until the new one is there. */
  async function loadAgain(): Promise<void> {
    const next = createSearchIndex();
    await loadAll(db, next);
    index = next;
    complete = true;
    counting = count();
  }
  async function reread(sessionId: string): Promise<void> {
    const [row, texts] = await Promise.all([db.get('sessions', sessionId), readTexts(db, sessionId)]);
    if (row === undefined || row.listAt === undefined) index.removeSession(sessionId);
    else index.setSession(toSearchSession(row), texts);
  }
  return {
    load: () => (loading ??= load()),
    async changed(sessionIds) {
      if (sessionIds !== null) {
        for (const sessionId of sessionIds) await reread(sessionId);
        if (complete) counting = count();
        return;
      }
      await loading;
      loading = loadAgain();
      await loading;
    },
    async search(line, { limit, now }) {
      const ask = () => askIndex(index, line, { limit, now, counts: () => counts });
      let answer = ask();
      if (answer.total === 0 && counts === null && counting !== null) {
        await counting;
        answer = ask();
      }
      const { query, hits, ...rest } = answer;
      return { items: await toItems(db, query, hits), ...rest, complete };
    },
  };
}

async function countWithPauses(index: SearchIndex): Promise<ReadonlyMap<string, number>> {
  const steps = countInSteps(index);
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < sliceMs) continue;
    await sleep(0);
    since = performance.now();
  }
}

async function loadAll(db: StoreDb, index: SearchIndex): Promise<void> {
  const [rows, keys] = await Promise.all([db.getAll('sessions'), db.getAllKeys('texts')]);
  const sessions = new Map(rows.flatMap((row) => (row.listAt === undefined ? [] : [[row.id, row] as const])));
  for (const row of sessions.values()) index.setSession(toSearchSession(row), []);
  const packs = new Map<string, TextRow[]>();
  // Ids of sessions grow with time: the newest lie at the end.
  for (let end = keys.length; end > 0; end -= batch) {
    const [first, last] = [keys[Math.max(0, end - batch)], keys[end - 1]];
    if (first === undefined || last === undefined) break;
    const touched = new Set<string>();
    for (const row of await db.getAll('texts', IDBKeyRange.bound(first, last))) {
      const held = packs.get(row.sessionId);
      if (held === undefined) packs.set(row.sessionId, [row]);
      else held.push(row);
      touched.add(row.sessionId);
    }
    for (const sessionId of touched) {
      const row = sessions.get(sessionId);
      if (row !== undefined) index.setSession(toSearchSession(row), packs.get(sessionId) ?? []);
    }
  }
}

function toSearchSession(row: SessionRow): SearchSession {
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

async function toItems(db: StoreDb, query: SearchQuery, hits: readonly SearchHit[]): Promise<FoundItem[]> {
  const { titles, messages } = await readFound(db, {
    sessionIds: new Set(hits.map(({ sessionId }) => sessionId)),
    messageIds: new Set(hits.flatMap(({ messageId }) => messageId ?? [])),
  });
  return hits.flatMap(({ sessionId, messageId, at }) => {
    const message = messageId === null ? null : (messages.get(messageId) ?? null);
    // Deleted a moment ago.
    if (messageId !== null && message === null) return [];
    const title = [...toMarked(titles.get(sessionId) ?? '', query)];
    const snippet = message === null ? [] : [...toSnippet(passageTextOf(message), query)];
    return [{ sessionId, messageId, title, snippet, mine: message?.role === 'user', at }];
  });
}
