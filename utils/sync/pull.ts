import { MirrorError } from '../mirror/mirror-error.ts';
import { type ChangesQuery, pageRows } from '../mirror/mirror-client.ts';
import type { ChangesPage } from '../mirror/protocol.ts';
import { readMirrorState, savePage, seenOf } from '../store/sync-store.ts';
import type { SyncPorts } from './sync-ports.ts';

/**
 * Pulls page after page until the mirror has no more; each page and its cursor are saved together. While one
 * is written the next is on its way: at most two are held, and none is saved that does not follow on.
 */
export async function pullAll(ports: SyncPorts, signal: AbortSignal): Promise<void> {
  const ahead = createAhead(ports);
  try {
    await pullPages(ports, ahead, signal);
  } finally {
    ahead.close();
    ports.onPulling?.(null);
  }
  if (!(await readMirrorState(await ports.db())).sweep) return;
  const { sweep } = await import('../store/resync.ts');
  const swept = await sweep(await ports.db());
  if (swept.length > 0) ports.onChanged(swept);
}

async function pullPages(
  { db, clock, onChanged, onPulling }: SyncPorts,
  ahead: ReturnType<typeof createAhead>,
  signal: AbortSignal,
): Promise<void> {
  let rows = 0;
  for (;;) {
    signal.throwIfAborted();
    const state = await readMirrorState(await db());
    const { inc, cursor: since } = state;
    const page = await ahead.take({ since, seen: seenOf(state), inc, limit: pageRows }, signal);
    if (inc !== null && page.inc !== inc) {
      throw new MirrorError('resync', { resync: { resync: 'incarnation', inc: page.inc } });
    }
    if (page.more && page.cursor <= since) throw new MirrorError('not-mirror');
    const { cursor } = page;
    if (page.more) {
      ahead.ask({ since: cursor, seen: seenOf(state, cursor), inc: page.inc, limit: pageRows }, signal);
    }
    const sessionIds = await savePage(await db(), { page, clock });
    if (sessionIds === null) throw new MirrorError('not-mirror');
    if (sessionIds.length > 0) onChanged(sessionIds);
    if (!page.more) return;
    rows += page.rows.length;
    onPulling?.(rows);
  }
}

/** One page asked for before it is wanted. It is forgotten where something else is wanted by then. */
function createAhead({ mirror }: SyncPorts) {
  const given = new AbortController();
  let next: { readonly query: string; readonly page: Promise<ChangesPage> } | null = null;
  return {
    ask(query: ChangesQuery, signal: AbortSignal): void {
      const page = mirror.changes(query, AbortSignal.any([signal, given.signal]));
      // Whoever takes the page hears of it; nobody may.
      page.catch(() => undefined);
      next = { query: JSON.stringify(query), page };
    },
    take(query: ChangesQuery, signal: AbortSignal): Promise<ChangesPage> {
      const asked = next;
      next = null;
      return asked?.query === JSON.stringify(query) ? asked.page : mirror.changes(query, signal);
    },
    close: () => given.abort(),
  };
}
