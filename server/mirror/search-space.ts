import { setImmediate as breathe } from 'node:timers/promises';
import { type SearchSession, toAbout, wordsOfAbout } from '../../utils/search/about-session.ts';
import { countInSteps } from '../../utils/search/ask-index.ts';
import { createSearchIndex, type SearchIndex } from '../../utils/search/search-index.ts';
import { type TextPack, wordsOfPack } from '../../utils/search/text-pack.ts';
import type { MirrorStore, TextsPage, TextsPlace } from './mirror-store.ts';
import { readPack } from './stored-pack.ts';

/** One workspace's texts in memory, as far as they were asked for. */
export interface SearchSpace {
  readonly index: SearchIndex;
  titleOf(session: string): string;
  /** How often each word was said; null until `count` made it. From then on it is kept with every change. */
  counts(): ReadonlyMap<string, number> | null;
  /** Takes in what changed, in small pieces between other requests. False: there is no such workspace. */
  refresh(): Promise<boolean>;
  count(): Promise<void>;
}

/** Sessions whose names are read in one go. */
const aboutsAtOnce = 50;
/** Packs that are taken in before other requests may come in between. */
const packsAtOnce = 8;

export function createSearchSpace(store: MirrorStore, ws: string): SearchSpace {
  const index = createSearchIndex();
  const counts = createWordCounts(index);
  const held = createHeldSessions(index, counts);
  /** Sessions of which something was taken in that the index does not show yet. */
  const dirty = new Set<string>();
  let place: TextsPlace = { life: '', rev: 0 };
  let listed = false;

  async function bringIndexOn(): Promise<boolean> {
    const state = await store.readWorkspace(ws);
    // Only what was there when it was asked for: whoever pushes on and on would keep the search waiting.
    for (let reached = -1; state !== null && reached < state.cursor;) {
      const step = await store.indexTexts(ws);
      if (step === null) return false;
      for (const id of step.sessions) dirty.add(id);
      reached = step.cursor;
    }
    return state !== null;
  }

  /** At the first reading every session is news. */
  async function listAll(): Promise<void> {
    for (let after = ''; !listed;) {
      const ids = (await store.listSearched(ws, after)) ?? [];
      for (const id of ids) dirty.add(id);
      after = ids.at(-1) ?? after;
      listed = ids.length === 0;
    }
  }

  async function readPacks(): Promise<void> {
    for (let more = true; more;) {
      const page: TextsPage | null = await store.readTexts(ws, place);
      if (page === null) return;
      // The index was built anew: nothing that is held of it counts any more.
      if (page.life !== place.life) for (const id of held.dropPacks()) dirty.add(id);
      for (const [at, { session, n, pack }] of page.rows.entries()) {
        dirty.add(session);
        held.setPack(session, n, pack === null ? null : readPack(pack));
        if (at % packsAtOnce === packsAtOnce - 1) await breathe();
      }
      ({ more } = page);
      place = { life: page.life, rev: page.rev };
    }
  }

  async function show(): Promise<void> {
    for (let ids = firstOf(dirty); ids.length > 0; ids = firstOf(dirty)) {
      const abouts = (await store.readAbouts(ws, ids)) ?? [];
      for (const [at, id] of ids.entries()) {
        held.show(id, abouts[at] ?? null);
        // Only now: where the reading fails before, the next search tries again.
        dirty.delete(id);
      }
    }
  }

  return {
    index,
    titleOf: held.titleOf,
    counts: counts.get,
    count: counts.begin,
    async refresh() {
      if (!(await bringIndexOn())) return false;
      await listAll();
      await readPacks();
      await show();
      return true;
    },
  };
}

interface HeldSessions {
  titleOf(session: string): string;
  setPack(session: string, n: number, pack: TextPack | null): void;
  /** Answers the sessions that had any. */
  dropPacks(): string[];
  /** Brings a session as it is now into the index; null: nothing of it is searched any more. */
  show(session: string, about: SearchSession | null): void;
}

interface Held {
  about: SearchSession | null;
  readonly packs: Map<number, TextPack>;
}

function createHeldSessions(index: SearchIndex, counts: WordCounts): HeldSessions {
  const sessions = new Map<string, Held>();

  function heldOf(id: string): Held {
    const held = sessions.get(id) ?? { about: null, packs: new Map() };
    sessions.set(id, held);
    return held;
  }

  return {
    titleOf: (session) => sessions.get(session)?.about?.title ?? '',
    setPack(session, n, pack) {
      const { packs } = heldOf(session);
      const before = packs.get(n);
      if (before !== undefined) counts.add(wordsOfPack(before), -1);
      if (pack === null) packs.delete(n);
      else packs.set(n, pack);
      if (pack !== null) counts.add(wordsOfPack(pack), 1);
    },
    dropPacks() {
      for (const { packs } of sessions.values()) {
        for (const pack of packs.values()) counts.add(wordsOfPack(pack), -1);
        packs.clear();
      }
      return [...sessions.keys()];
    },
    show(session, about) {
      const held = heldOf(session);
      if (held.about !== null) counts.add(wordsOfAbout(toAbout(held.about)), -1);
      if (about !== null) counts.add(wordsOfAbout(toAbout(about)), 1);
      held.about = about;
      if (about !== null) return index.setSession(about, toList(held.packs));
      index.removeSession(session);
      if (held.packs.size === 0) sessions.delete(session);
    },
  };
}

function firstOf(ids: ReadonlySet<string>): string[] {
  const first: string[] = [];
  for (const id of ids) {
    if (first.length === aboutsAtOnce) break;
    first.push(id);
  }
  return first;
}

/** A session's packs in their order. */
function toList(packs: ReadonlyMap<number, TextPack>): TextPack[] {
  return [...packs].sort(([a], [b]) => a - b).map(([, pack]) => pack);
}

interface WordCounts {
  get(): ReadonlyMap<string, number> | null;
  /** Counts the whole index. Only for a misspelt word: most workspaces are never asked for one. */
  begin(): Promise<void>;
  /** Adds words to what was counted, or (`sign` -1) takes them away. */
  add(words: Iterable<readonly [word: string, times: number]>, sign: 1 | -1): void;
}

function createWordCounts(index: SearchIndex): WordCounts {
  let counts: Map<string, number> | null = null;
  return {
    get: () => counts,
    async begin() {
      if (counts !== null) return;
      const steps = countInSteps(index);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) await breathe();
      counts = new Map(step.value);
    },
    add(words, sign) {
      if (counts === null) return;
      for (const [word, times] of words) {
        const said = (counts.get(word) ?? 0) + sign * times;
        if (said > 0) counts.set(word, said);
        else counts.delete(word);
      }
    },
  };
}
