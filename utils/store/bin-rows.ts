import { toSessionTitle } from '../chat/to-session-title.ts';
import { opIdOf } from './changes.ts';
import type { Scope, Stamp } from './scope.ts';
import type { StoreDb, StoreName, UndoRow } from './schema.ts';
import { spend, tombIds } from './undo-rows.ts';

/** How long the bin keeps what was cleared, in ms; the mirror keeps it as long. */
export const binMs = 30 * 86_400_000;
/** How many messages are looked at for the user's first one. */
const titleSearch = 20;

/** What one clear or delete removed, as the bin lists it. */
export interface BinEntry {
  readonly undoId: string;
  readonly sessionId: string;
  /** The chat's title, or its first words, or empty. */
  readonly title: string;
  /** Messages that come back. */
  readonly count: number;
  /** Epoch ms. */
  readonly at: number;
  readonly deletedSession: boolean;
  /** True where the chat was older than chats are kept. */
  readonly expired: boolean;
}

/** Lists what this device cleared and can still bring back, newest first. */
export async function listBin(db: StoreDb): Promise<BinEntry[]> {
  const names: StoreName[] = ['undos', 'sessions', 'messages'];
  const tx = db.transaction(names, 'readonly');
  const rows = (await tx.objectStore('undos').index('by-at').getAll()).filter(isInBin).reverse();
  return Promise.all(
    rows.map(async (row) => {
      const [session, ...first] = await Promise.all([
        tx.objectStore('sessions').get(row.sessionId),
        ...row.ids.slice(0, titleSearch).map((id) => tx.objectStore('messages').get(id)),
      ]);
      const words = first.flatMap((each) => (each?.message?.role === 'user' ? [each.message] : []))[0];
      const own = session?.titleByUser === true ? session.title : '';
      return {
        undoId: row.id,
        sessionId: row.sessionId,
        title: own !== '' ? own : toSessionTitle(session?.posting ?? null, words),
        count: row.ids.length,
        at: row.at,
        deletedSession: row.deletedSession,
        expired: row.expired === true,
      };
    }),
  );
}

/**
 * Purges the bodies of these clears (null: of all) here, and tells the mirror to do the same. What another
 * device cleared lies in that device's bin and the mirror's.
 */
export async function emptyBin(scope: Scope, stamp: Stamp, undoIds: readonly string[] | null): Promise<void> {
  const undos = scope.tx.objectStore('undos');
  const rows =
    undoIds === null
      ? await undos.getAll()
      : (await Promise.all(undoIds.map((id) => undos.get(id)))).flatMap((row) => row ?? []);
  for (const row of rows.filter(isInBin)) {
    const { id, sessionId, ids } = row;
    await spend(scope.tx, row);
    for (let from = 0; from < ids.length; from += tombIds) {
      const opId = opIdOf(stamp, `purge:${id}:${from}`);
      const part = ids.slice(from, from + tombIds);
      scope.addEntry({ t: 'tomb', opId, sessionId, ids: part, undo: id, purge: true });
    }
  }
}

function isInBin(row: UndoRow): boolean {
  return !row.spent && row.imported !== true && row.ids.length > 0;
}
