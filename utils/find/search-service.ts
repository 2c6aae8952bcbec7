import type { FoundItem, FoundPage } from './search-messages.ts';
import { askIndex, countInSteps, type IndexAnswer, passageTextOf } from '../search/ask-index.ts';
import { createSearchIndex, type SearchHit } from '../search/search-index.ts';
import { toMarked, toSnippet } from '../search/snippet.ts';
import { coalesce } from '../std/coalesce.ts';
import { sleep } from '../std/sleep.ts';
import { readFound } from '../store/read-found.ts';
import type { StoreDb } from '../store/schema.ts';
import { isIndexed, readTexts } from '../store/text-rows.ts';
import { createLoadedTexts, loadTexts, type LoadedTexts, toSearchSession } from './load-texts.ts';

export interface SearchService {
  /** Reads all texts, the newest first. Asked again it does nothing. */
  load(): Promise<void>;
  /** Reads again what changed (null: anything may have). */
  changed(sessionIds: readonly string[] | null): Promise<void>;
  search(line: string, options: { readonly limit: number; readonly now: number }): Promise<FoundPage>;
}

export interface SearchServiceOptions {
  /** Something is searched now that was not before: called after each step of the reading. */
  readonly onMore?: () => void;
  /** How often a store is looked at whose texts are still being indexed. */
  readonly pollMs?: number;
}

/** How long words are counted before a search may come in between. */
const sliceMs = 8;
/** After a key nothing is counted for so long, in ms: the next key is on its way. */
const quietMs = 300;
/** With more changed chats at once, reading everything again is less work. */
const mostSingly = 50;
/** Finds are ranked so far at once: what is asked for next is there then. */
const ranked = 60;

/** Searches the store from memory. Made for a worker of its own: it holds every word that was said. */
export function createSearchService(
  db: StoreDb,
  { onMore = () => undefined, pollMs = 1_000 }: SearchServiceOptions = {},
): SearchService {
  let texts = createLoadedTexts(createSearchIndex());
  let loading: Promise<void> | null = null;
  let complete = false;
  let waiting: Promise<void> | null = null;
  /** Rises with everything that is read. */
  let revision = 0;
  let last: { readonly key: string; readonly answer: IndexAnswer } | null = null;
  const words = createWordCounts(() => texts, touch);

  async function load(): Promise<void> {
    await loadTexts(db, texts, () => {
      touch();
      onMore();
    });
    await settle();
    // The first search would pay for what the engine makes of the code: this one does.
    askIndex(texts.index, 'ready steady', { limit: ranked, now: 0, counts: () => null });
  }
  function touch(): void {
    revision += 1;
  }
  async function settle(): Promise<void> {
    complete = await isIndexed(db);
    touch();
    words.changed();
    void words.count();
    // Where the store is closed meanwhile, whoever opens it again makes a new service.
    if (!complete) waiting ??= waitForIndex().catch(() => undefined);
  }
  /** Older texts are still being indexed by the background, which tells nobody. */
  async function waitForIndex(): Promise<void> {
    while (!(await isIndexed(db))) await sleep(pollMs);
    waiting = null;
    await loadAgain();
    onMore();
  }
  /** Searches go on with the old index until the new one is there. */
  const loadAgain = coalesce(async () => {
    const next = createLoadedTexts(createSearchIndex());
    await loadTexts(db, next, () => undefined);
    texts = next;
    await settle();
  });
  async function reread(sessionId: string): Promise<void> {
    const [row, packs] = await Promise.all([db.get('sessions', sessionId), readTexts(db, sessionId)]);
    if (row === undefined || row.listAt === undefined) texts.remove(sessionId);
    else texts.set(toSearchSession(row), packs);
    touch();
  }
  async function ask(line: string, limit: number, now: number): Promise<IndexAnswer> {
    const depth = Math.max(ranked, limit);
    const find = () => askIndex(texts.index, line, { limit: depth, now, counts: words.known });
    let answer = find();
    if (answer.total > 0 || !answer.asked) return answer;
    if (!complete) return answer;
    // Only what was never said is worth counting all that was; what others ask comes in between.
    const before = revision;
    await words.countNow();
    if (revision !== before) answer = find();
    return answer;
  }
  return {
    load: () => (loading ??= load()),
    async changed(sessionIds) {
      await loading;
      if (sessionIds === null || sessionIds.length > mostSingly) return loadAgain();
      for (const sessionId of sessionIds) await reread(sessionId);
      words.changed();
      return undefined;
    },
    async search(line, { limit, now }) {
      words.pause();
      await texts.begun;
      const key = JSON.stringify([line, revision, Math.max(ranked, limit)]);
      const answer = last?.key === key ? last.answer : await ask(line, limit, now);
      last = { key, answer };
      const { query, hits, asked, total, more, guess } = answer;
      const items = await toItems({ db, texts, answer }, hits.slice(0, limit));
      return { items, total, more, guess, asked, hints: [...query.hints], complete };
    },
  };
}

interface WordCounts {
  /** How often each word was said; null while that is unknown. Those before a change serve until it is counted. */
  known(): ReadonlyMap<string, number> | null;
  changed(): void;
  /** Counts what changed since it was last counted, if anything. */
  count(): Promise<void>;
  /** The same, though somebody types. */
  countNow(): Promise<void>;
  /** Somebody typed: the counting waits for a moment. */
  pause(): void;
}

function createWordCounts(texts: () => LoadedTexts, onCounted: () => void): WordCounts {
  let quietUntil = 0;
  const isQuiet = (): boolean => performance.now() < quietUntil;
  let counts: ReadonlyMap<string, number> | null = null;
  let stale = true;
  const count = coalesce(async () => {
    if (!stale) return;
    stale = false;
    const steps = countInSteps(texts().index);
    let since = performance.now();
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        counts = step.value;
        onCounted();
        return;
      }
      if (performance.now() - since < sliceMs) continue;
      do await sleep(isQuiet() ? sliceMs : 0);
      while (isQuiet());
      since = performance.now();
    }
  });
  return {
    known: () => counts,
    changed() {
      stale = true;
    },
    count,
    countNow() {
      quietUntil = 0;
      return count();
    },
    pause() {
      quietUntil = performance.now() + quietMs;
    },
  };
}

async function toItems(
  { db, texts, answer }: { readonly db: StoreDb; readonly texts: LoadedTexts; readonly answer: IndexAnswer },
  hits: readonly SearchHit[],
): Promise<FoundItem[]> {
  const { query } = answer;
  const messages = await readFound(db, new Set(hits.flatMap(({ messageId }) => messageId ?? [])));
  return hits.flatMap(({ sessionId, messageId, at, copies }) => {
    const session = texts.sessions.get(sessionId);
    const message = messageId === null ? null : (messages.get(messageId) ?? null);
    // Deleted a moment ago.
    if (session === undefined || (messageId !== null && message === null)) return [];
    const title = [...toMarked(session.title, query)];
    const snippet = message === null ? [] : [...toSnippet(passageTextOf(message), query)];
    const { archived } = session;
    return [{ sessionId, messageId, title, snippet, mine: message?.role === 'user', at, archived, copies }];
  });
}
