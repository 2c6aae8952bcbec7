import { openLive, type LiveOptions } from './live.ts';
import { createMirrorRequest, type MirrorAddress } from './mirror-request.ts';
import {
  type ChangesPage,
  changesPageSchema,
  defaultWorkspace,
  limits,
  type PushRequest,
  type PushResponse,
  pushResponseSchema,
} from './protocol.ts';

/** What is asked of the feed. `inc`: the incarnation that `since` and `seen` belong to. */
export interface ChangesQuery {
  readonly since: number;
  /** The newest cursor that any answer named. */
  readonly seen?: number;
  readonly inc: string | null;
  readonly limit: number;
}

/** The mirror over HTTP. Every method rejects with `MirrorError`, or with the signal's reason. */
export interface MirrorClient {
  /** Asks for one row: proves address, token and protocol. Resolves to the mirror's incarnation. */
  check(signal: AbortSignal): Promise<string>;
  push(request: PushRequest, signal: AbortSignal): Promise<PushResponse>;
  changes(query: ChangesQuery, signal: AbortSignal): Promise<ChangesPage>;
  /** Keeps a connection that says when there is news; returns what closes it. */
  openLive(listeners: Pick<LiveOptions, 'onPoke' | 'onDown'>): () => void;
}

/** Makes a client for the single user's workspace. */
export function createMirrorClient(options: MirrorAddress): MirrorClient {
  const { baseUrl, token } = options;
  const root = `${baseUrl}/v1/ws/${defaultWorkspace}`;
  const request = createMirrorRequest(options);

  function changes(query: ChangesQuery, signal: AbortSignal): Promise<ChangesPage> {
    const search = new URLSearchParams({ since: String(query.since), limit: String(query.limit) });
    if (query.inc !== null) search.set('inc', query.inc);
    if (query.seen !== undefined) search.set('seen', String(query.seen));
    return request({ path: `/changes?${search.toString()}`, schema: changesPageSchema }, signal);
  }

  return {
    changes,
    push: (body, signal) => request({ path: '/push', body, schema: pushResponseSchema }, signal),
    check: async (signal) => (await changes({ since: 0, inc: null, limit: 1 }, signal)).inc,
    openLive: (listeners) => openLive({ ...listeners, url: toLiveUrl(root), token }),
  };
}

/** Rows on a page, and ops in a push, that a client asks for. */
export const pageRows = limits.changesRows;

function toLiveUrl(root: string): string {
  return `${root.replace(/^http/, 'ws')}/live`;
}
