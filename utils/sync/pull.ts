import { MirrorError } from '../mirror/mirror-error.ts';
import { pageRows } from '../mirror/mirror-client.ts';
import { sweep } from '../store/resync.ts';
import { readMirrorState, savePage, seenOf } from '../store/sync-store.ts';
import type { SyncPorts } from './sync-ports.ts';

/** Pulls page after page until the mirror has no more; each page and its cursor are saved together. */
export async function pullAll(ports: SyncPorts, signal: AbortSignal): Promise<void> {
  const { mirror, clock, onChanged } = ports;
  for (;;) {
    signal.throwIfAborted();
    const state = await readMirrorState(await ports.db());
    const { inc, cursor: since } = state;
    const page = await mirror.changes({ since, seen: seenOf(state), inc, limit: pageRows }, signal);
    if (inc !== null && page.inc !== inc) {
      throw new MirrorError('resync', { resync: { resync: 'incarnation', inc: page.inc } });
    }
    if (page.more && page.cursor <= since) throw new MirrorError('not-mirror');
    const sessionIds = await savePage(await ports.db(), { page, clock });
    if (sessionIds === null) throw new MirrorError('not-mirror');
    if (sessionIds.length > 0) onChanged(sessionIds);
    if (!page.more) break;
  }
  if (!(await readMirrorState(await ports.db())).sweep) return;
  const swept = await sweep(await ports.db());
  if (swept.length > 0) onChanged(swept);
}
