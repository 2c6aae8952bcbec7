import { askIndex, passageTextOf } from '../../utils/search/ask-index.ts';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import type { SearchQuery } from '../../utils/search/query.ts';
import type { SearchHit } from '../../utils/search/search-index.ts';
import { type SnippetPiece, toSnippet } from '../../utils/search/snippet.ts';
import type { MirrorStore } from './mirror-store.ts';
import { createSearchSpace, type SearchSpace } from './search-space.ts';
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
 * The device's search over what the mirror holds. The store keeps an index of the words, which grows when
 * somebody searches, by what is new since the last time; a workspace's index is in memory while it is in use.
 */
export interface MirrorSearch {
  /** Null for an unknown workspace. Everything acknowledged before the call is searched. */
  search(ws: string, line: string, limit: number): Promise<MirrorFinds | null>;
}

/** A workspace in memory. */
interface Open {
  readonly space: SearchSpace;
  /** Ends when it is up to date; one reading at a time. False: there is no such workspace. */
  fresh: Promise<boolean>;
}

/** So long after its last search a workspace leaves the memory: to read its index again takes a moment. */
const usualIdleMs = 15 * 60_000;

/**
 * `keep`: how many workspaces stay in memory, those that were searched last, and for `idleMs` at most.
 * `now` is epoch ms.
 */
export function createMirrorSearch({
  store,
  now = Date.now,
  keep = 4,
  idleMs = usualIdleMs,
}: {
  readonly store: MirrorStore;
  readonly now?: () => number;
  readonly keep?: number;
  readonly idleMs?: number;
}): MirrorSearch {
  /** The one that was searched last stands last. */
  const spaces = new Map<string, Open>();
  let idle: NodeJS.Timeout | undefined;

  function open(ws: string): Open {
    const known = spaces.get(ws) ?? { space: createSearchSpace(store, ws), fresh: Promise.resolve(true) };
    known.fresh = inTurn(known, () => known.space.refresh());
    spaces.delete(ws);
    spaces.set(ws, known);
    return known;
  }

  async function readBodies(ws: string, hits: readonly SearchHit[]): Promise<readonly WireMessage[]> {
    const ids = hits.flatMap(({ messageId }) => messageId ?? []);
    return (await store.readMessages(ws, ids)) ?? [];
  }

  return {
    async search(ws, line, limit) {
      const opened = open(ws);
      clearTimeout(idle);
      idle = setTimeout(() => spaces.clear(), idleMs).unref();
      if (!(await opened.fresh)) {
        spaces.delete(ws);
        return null;
      }
      for (const old of [...spaces.keys()].slice(0, -keep)) spaces.delete(old);
      const { space } = opened;
      const ask = () => askIndex(space.index, line, { limit, now: now(), counts: space.counts });
      let answer = ask();
      if (answer.asked && answer.total === 0 && space.counts() === null) {
        opened.fresh = inTurn(opened, () => space.count().then(() => true));
        await opened.fresh;
        answer = ask();
      }
      const { query, hits, total, more, guess } = answer;
      return { items: toFinds(space, await readBodies(ws, hits), { query, hits }), total, more, guess };
    },
  };
}

/** After what is under way, also where that failed. */
function inTurn({ fresh }: Open, work: () => Promise<boolean>): Promise<boolean> {
  return fresh.then(work, work);
}

function toFinds(
  space: SearchSpace,
  bodies: readonly WireMessage[],
  { query, hits }: { readonly query: SearchQuery; readonly hits: readonly SearchHit[] },
): MirrorFind[] {
  const byId = new Map(bodies.map((body) => [body.id, body]));
  return hits.flatMap(({ sessionId: session, messageId, at }): MirrorFind[] => {
    const title = space.titleOf(session);
    if (messageId === null) return [{ session, message: null, title, snippet: [], role: null, at }];
    const body = byId.get(messageId);
    // Deleted a moment ago.
    if (body === undefined) return [];
    const snippet = [...toSnippet(passageTextOf({ parts: partsOf(body) }), query)];
    return [{ session, message: messageId, title, snippet, role: body.role, at }];
  });
}
