import { readChat } from '../../utils/export/read-chat.ts';
import { writeArchive } from '../../utils/export/write-archive.ts';
import { listSessions, type ListPlace } from '../../utils/store/list-sessions.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import type { ExportAsk, ExportSay } from './export-lines.ts';

/** Chats in one read of the list. */
const pageSize = 500;
const progressEveryMs = 100;

/** Writes the archive that was asked for, and says how far it is. */
export async function exportChats(
  db: StoreDb,
  ask: ExportAsk,
  say: (said: ExportSay) => void,
): Promise<void> {
  const { unsaved } = ask;
  const ids = ask.sessionIds ?? (await listAll(db, unsaved));
  let toldAt = 0;
  const { blob, chats, lost } = await writeArchive(ids, ask, {
    readChat: (sessionId) => readChat(db, sessionId, unsaved),
    onProgress(done) {
      const at = performance.now();
      if (at - toldAt < progressEveryMs) return;
      toldAt = at;
      say({ type: 'progress', done, total: ids.length });
    },
  });
  say({ type: 'archive', blob, chats, lost });
}

/** Newest first; a chat of which nothing could be saved yet is one, too. */
async function listAll(db: StoreDb, unsaved: ExportAsk['unsaved']): Promise<readonly string[]> {
  const ids = new Set(unsaved.map(({ sessionId }) => sessionId));
  let before: ListPlace | null = null;
  for (;;) {
    const page = await listSessions(db, { limit: pageSize, before });
    for (const { id } of page) ids.add(id);
    const last: ListPlace | undefined = page.at(-1);
    if (last === undefined || page.length < pageSize) return [...ids];
    before = last;
  }
}
