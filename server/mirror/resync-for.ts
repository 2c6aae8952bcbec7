import type { ResyncOutcome, WorkspaceState } from './mirror-store.ts';

/** How far a new life's first cursor lies beyond the last one: at least 1, and hard to hit by chance. */
export function randomGap(): number {
  return 1 + Math.floor(Math.random() * 2 ** 30);
}

/**
 * Why a client must begin anew, or null. `since` is null for a push. A cursor that the mirror never
 * reached (`wasReached`) means that its data went back; a cursor within the forgotten range that rows may
 * be missing.
 */
export function resyncFor(
  state: WorkspaceState,
  client: { readonly inc: string | null; readonly since: number | null },
  wasReached: (cursor: number) => boolean,
): ResyncOutcome | null {
  const { inc, cursor, minCursor } = state;
  const since = client.since ?? minCursor;
  if ((client.inc !== null && client.inc !== inc) || since > cursor)
    return { kind: 'resync', resync: 'incarnation', inc };
  if (client.since !== null && since > 0 && !wasReached(since))
    return { kind: 'resync', resync: 'incarnation', inc };
  if (since > 0 && since < minCursor) return { kind: 'resync', resync: 'horizon', inc };
  return null;
}
