import { setImmediate as breathe } from 'node:timers/promises';
import { askIndex, passageTextOf } from '../../utils/search/ask-index.ts';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import type { SearchQuery } from '../../utils/search/query.ts';
import { createSearchIndex, type SearchHit, type SearchIndex } from '../../utils/search/search-index.ts';
import { type SnippetPiece, toSnippet } from '../../utils/search/snippet.ts';
import type { MirrorStore } from './mirror-store.ts';
import { toSearchPacks, toSearchSession } from './search-session.ts';
import { partsOf } from './wire-parts.ts';

/** A find. `message` and `role` are null where the chat's title, tags or posting say it. */
export interface MirrorFind {
  readonly session: string;
  readonly message: string | null;
  readonly title: string;
  /** The passage; empty for a chat. */
  readonly snippet: SnippetPiece[];
  readonly role: 'user' | 'assistant' | null;
  /** Epoch ms. */
  readonly at: number;
}

export interface MirrorFinds {
  readonly items: MirrorFind[];
  readonly total: number;
  readonly more: boolean;
  readonly guess: string | null;
}

/**
 * The device's search over what the mirror holds. A workspace is read into memory at its first search, in
 * small pieces between other requests; later ones read again only the sessions that changed since.
 */
export interface MirrorSearch {
  /** The sessions changed. Costs nothing until somebody searches. */
  touch(ws: string, sessions: readonly string[]): void;
  /** Null for an unknown workspace. Everything acknowledged before the call is searched. */
  search(ws: string, line: string, limit: number): Promise<MirrorFinds | null>;
}

/** One workspace in memory. */
interface Space {
  readonly index: SearchIndex;
  readonly titles: Map<string, string>;
  readonly dirty: Set<string>;
  /** How often each word was said. Kept with every session that is read: to count anew takes seconds. */
  readonly counts: Map<string, number>;
  /** Ends when all that was dirty is read; one reading at a time. False: there is no such workspace. */
  fresh: Promise<boolean>;
}

/** `keep`: how many workspaces stay in memory, those that were searched last. `now` is epoch ms. */
export function createMirrorSearch({
  store,
  now = Date.now,
  keep = 4,
}: {
  readonly store: MirrorStore;
  readonly now?: () => number;
  readonly keep?: number;
}): MirrorSearch {
  const { spaces, open } = openSpaces(store);
  async function readBodies(ws: string, hits: readonly SearchHit[]): Promise<readonly WireMessage[]> {
    const ids = hits.flatMap(({ messageId }) => messageId ?? []);
    return (await store.readMessages(ws, ids)) ?? [];
  }
  return {
    touch(ws, sessions) {
      const space = spaces.get(ws);
      for (const id of sessions) space?.dirty.add(id);
    },
    async search(ws, line, limit) {
      const space = open(ws);
      if (!(await space.fresh)) {
        spaces.delete(ws);
        return null;
      }
      for (const old of [...spaces.keys()].slice(0, -keep)) spaces.delete(old);
      const { index, counts } = space;
      const { query, hits, total, more, guess } = askIndex(index, line, {
        limit,
        now: now(),
        counts: () => counts,
      });
      return { items: toFinds(space, await readBodies(ws, hits), { query, hits }), total, more, guess };
    },
  };
}

interface Spaces {
  /** The one that was searched last stands last. */
  readonly spaces: Map<string, Space>;
  /** The workspace, about to be fresh. */
  open(ws: string): Space;
}

function openSpaces(store: MirrorStore): Spaces {
  const spaces = new Map<string, Space>();

  async function reread(ws: string, space: Space, id: string): Promise<void> {
    const session = await store.readSession(ws, id);
    await count(space, id, -1);
    if (!session || session.count === 0) {
      space.index.removeSession(id);
      space.titles.delete(id);
    } else {
      const about = toSearchSession(session);
      space.index.setSession(about, await toSearchPacks(session.messages));
      space.titles.set(id, about.title);
    }
    await count(space, id, 1);
  }
  /** What becomes dirty while this runs is left to the search that comes after. */
  async function refresh(ws: string, space: Space): Promise<void> {
    for (const id of Array.from(space.dirty)) {
      space.dirty.delete(id);
      await reread(ws, space, id).catch((error: unknown) => {
        space.dirty.add(id);
        throw error;
      });
      await breathe();
    }
  }
  async function load(ws: string, space: Space): Promise<boolean> {
    const entries = await store.listSessions(ws);
    for (const { id } of entries ?? []) space.dirty.add(id);
    if (entries !== null) await refresh(ws, space);
    return entries !== null;
  }
  function open(ws: string): Space {
    const known = spaces.get(ws);
    if (known !== undefined) {
      // A reading that failed is no reason not to try again: what it did not read is dirty still.
      known.fresh = known.fresh.then(
        (exists) => (exists ? refresh(ws, known).then(() => true) : false),
        () => load(ws, known),
      );
      spaces.delete(ws);
      spaces.set(ws, known);
      return known;
    }
    const index = createSearchIndex();
    const space: Space = {
      index,
      titles: new Map(),
      dirty: new Set(),
      counts: new Map(),
      fresh: Promise.resolve(true),
    };
    space.fresh = load(ws, space);
    spaces.set(ws, space);
    return space;
  }

  return { spaces, open };
}

/** Words that are counted before other requests may come in between. */
const wordsInSlice = 20_000;

/** Adds what a session says to the counts, or (`sign` -1) takes it away. */
async function count({ index, counts }: Space, sessionId: string, sign: 1 | -1): Promise<void> {
  let seen = 0;
  for (const [word, times] of index.wordsOf(sessionId)) {
    const said = (counts.get(word) ?? 0) + sign * times;
    if (said > 0) counts.set(word, said);
    else counts.delete(word);
    seen += 1;
    if (seen % wordsInSlice === 0) await breathe();
  }
}

function toFinds(
  { titles }: Space,
  bodies: readonly WireMessage[],
  { query, hits }: { readonly query: SearchQuery; readonly hits: readonly SearchHit[] },
): MirrorFind[] {
  const byId = new Map(bodies.map((body) => [body.id, body]));
  return hits.flatMap(({ sessionId: session, messageId, at }): MirrorFind[] => {
    const title = titles.get(session) ?? '';
    if (messageId === null) return [{ session, message: null, title, snippet: [], role: null, at }];
    const body = byId.get(messageId);
    // Deleted a moment ago.
    if (body === undefined) return [];
    const snippet = [...toSnippet(passageTextOf({ parts: partsOf(body) }), query)];
    return [{ session, message: messageId, title, snippet, role: body.role, at }];
  });
}
