import { cutMessage, toPack } from '../../utils/search/text-pack.ts';
import { readSpace, type Space, type Spaces } from './memory-space.ts';
import type { MirrorStore } from './mirror-store.ts';
import { titleSearch, toSearchedMessage, toSearchSession } from './search-session.ts';
import { writePack } from './stored-pack.ts';

/** The memory store's index: made when it is asked for, one pack for each session. */
export function createMemoryTexts(
  spaces: Spaces,
): Pick<MirrorStore, 'indexTexts' | 'readTexts' | 'listSearched' | 'readAbouts'> {
  const indexed = new Map<string, number>();
  return {
    async indexTexts(ws) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const since = indexed.get(ws) ?? 0;
      indexed.set(ws, space.state.cursor);
      const sessions = changedSince(space, since);
      const fresh = [...space.messages.values()].filter(({ message, cursor }) => message && cursor > since);
      return { sessions, read: fresh.length, cursor: space.state.cursor };
    },
    async readTexts(ws, { rev }) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const rows = changedSince(space, rev).map((session) => {
        const texts = (readSpace(space, session)?.messages ?? []).map(toSearchedMessage).flatMap(cutMessage);
        return { session, n: 0, pack: texts.length === 0 ? null : writePack(toPack(texts)) };
      });
      return { life: 'memory', rows, rev: space.state.cursor, more: false };
    },
    async listSearched(ws, after) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      const ids = new Set([...space.messages.values()].map(({ session }) => session));
      return [...ids].filter((id) => id > after).sort();
    },
    async readAbouts(ws, ids) {
      const space = spaces.get(ws);
      if (space === undefined) return null;
      return ids.map((id) => {
        const { messages = [], registers = {} } = readSpace(space, id) ?? {};
        const newest = messages.at(-1);
        if (newest === undefined) return null;
        const asked = messages.slice(0, titleSearch).find(({ role }) => role === 'user') ?? null;
        return toSearchSession({ id, registers, asked, lastAt: newest.created_at });
      });
    },
  };
}

function changedSince(space: Space, cursor: number): string[] {
  const rows = [...space.messages.values(), ...space.registers.values()];
  return [...new Set(rows.filter((row) => row.cursor > cursor).map(({ session }) => session))];
}
