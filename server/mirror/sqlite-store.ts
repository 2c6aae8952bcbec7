import { addSums } from '../../utils/chat/digest.ts';
import { packPush } from './message-text.ts';
import type { MirrorStore, SessionEntry } from './mirror-store.ts';
import type { DigestPageOf } from './sqlite-core.ts';
import type { SessionsPage } from './sqlite-sessions.ts';
import { openStoreThread } from './sqlite-thread.ts';

/**
 * Opens the embedded store in the database file `path` and creates the workspaces that are missing.
 * SQLite blocks, so it has a thread of its own.
 * @throws MirrorStoreError where the file cannot be opened or was written by a newer version.
 */
export async function openSqliteStore({
  path,
  workspaces,
}: {
  path: string;
  workspaces: readonly string[];
}): Promise<MirrorStore> {
  const { ask, close } = await openStoreThread({ path, workspaces });
  return {
    readWorkspace: (ws) => ask({ method: 'readWorkspace', ws }),
    push: async (ws, request) => ask({ method: 'push', ws, request: packPush(request) }),
    readChanges: (ws, query) => ask({ method: 'readChanges', ws, query }),
    async listSessions(ws) {
      const pages = await readPages((after) =>
        ask<SessionsPage | null>({ method: 'listSessions', ws, after: after ?? '' }),
      );
      return pages && pages.flatMap(({ entries }) => entries).sort(byChange);
    },
    readSession: (ws, session) => ask({ method: 'readSession', ws, session }),
    readMessages: (ws, ids) => ask({ method: 'readMessages', ws, ids }),
    indexTexts: (ws) => ask({ method: 'indexTexts', ws }),
    readTexts: (ws, place) => ask({ method: 'readTexts', ws, place }),
    listSearched: (ws, after) => ask({ method: 'listSearched', ws, after }),
    readAbouts: (ws, ids) => ask({ method: 'readAbouts', ws, ids }),
    startIncarnation: (ws) => ask({ method: 'startIncarnation', ws }),
    beginLife: async (ws) => void (await ask({ method: 'beginLife', ws })),
    moveHorizon: (ws, upTo) => ask({ method: 'moveHorizon', ws, upTo }),
    async digest(ws) {
      const pages = await readPages((after) => ask<DigestPageOf | null>({ method: 'digest', ws, after }));
      const last = pages?.at(-1);
      if (pages === null || last === undefined) return null;
      const { inc, bin, bytes } = last;
      return { inc, bin, bytes, sessions: addSums(pages.map(({ sums }) => sums)) };
    },
    sumContent: (ws, after) => ask({ method: 'sumContent', ws, after }),
    readRows: (ws, session, since) => ask({ method: 'readRows', ws, session, since }),
    listBin: (ws) => ask({ method: 'listBin', ws }),
    restoreBin: (ws, undos) => ask({ method: 'restoreBin', ws, undos }),
    emptyBin: (ws, undos) => ask({ method: 'emptyBin', ws, undos }),
    purgeBin: (before) => ask({ method: 'purgeBin', before }),
    forgetOps: (before) => ask({ method: 'forgetOps', before }),
    close,
  };
}

/** All pages, between which pushes may come in; null for an unknown workspace. */
async function readPages<Page extends { readonly next: string | null }>(
  read: (after: string | null) => Promise<Page | null>,
): Promise<readonly Page[] | null> {
  const pages: Page[] = [];
  for (let page = await read(null); page !== null; page = await read(page.next)) {
    pages.push(page);
    if (page.next === null) return pages;
  }
  return null;
}

function byChange(a: SessionEntry, b: SessionEntry): number {
  return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1);
}
