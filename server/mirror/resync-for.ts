import type { ResyncOutcome, WorkspaceState } from './mirror-store.ts';

/**
 * Why a client must begin anew, or null. `since` is null for a push. A cursor that the mirror never
 * reached means that its data went back; a cursor within the forgotten range that rows may be missing.
 */
export function resyncFor(
  state: WorkspaceState,
  client: { readonly inc: string | null; readonly since: number | null },
): ResyncOutcome | null {
  const { inc, cursor, minCursor } = state;
  const since = client.since ?? minCursor;
  if ((client.inc !== null && client.inc !== inc) || since > cursor)
    return { kind: 'resync', resync: 'incarnation', inc };
  if (since > 0 && since < minCursor) return { kind: 'resync', resync: 'horizon', inc };
  return null;
}
