import type { ResyncOutcome, WorkspaceState } from './mirror-store.ts';

/** How far a new life's first cursor lies beyond the last one: at least 1, and hard to hit by chance. */
export function randomGap(): number {
  return 1 + Math.floor(Math.random() * 2 ** 30);
}

/**
 * Why a client must begin anew, or null. `since` is null for a push; `seen` is the newest cursor that the
 * client was told, also in the answer to a push, which moves no `since`. A cursor that the mirror never
 * reached (`wasReached`) means that its data went back; a cursor within the forgotten range that rows may
 * be missing.
 */
export function resyncFor(
  state: WorkspaceState,
  client: { readonly inc: string | null; readonly since: number | null; readonly seen?: number | undefined },
  wasReached: (cursor: number) => boolean,
): ResyncOutcome | null {
  const { inc, cursor, minCursor } = state;
  const since = client.since ?? minCursor;
  // What a client saw of another incarnation says nothing about this one.
  const seen = Math.max(client.since ?? 0, client.inc === null ? 0 : (client.seen ?? 0));
  if ((client.inc !== null && client.inc !== inc) || seen > cursor)
    return { kind: 'resync', resync: 'incarnation', inc };
  if (seen > 0 && !(wasReached(seen) && wasReached(client.since ?? 0)))
    return { kind: 'resync', resync: 'incarnation', inc };
  if (since > 0 && since < minCursor) return { kind: 'resync', resync: 'horizon', inc };
  return null;
}
