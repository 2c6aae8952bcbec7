import type * as z from 'zod/mini';
import { openLive, type LiveOptions } from './live.ts';
import { MirrorError, type MirrorReason } from './mirror-error.ts';
import {
  type ChangesPage,
  changesPageSchema,
  defaultWorkspace,
  limits,
  type PushRequest,
  type PushResponse,
  pushResponseSchema,
  resyncSchema,
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

export interface MirrorClientOptions {
  /** Origin plus optional path, without a trailing slash. */
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
  /** How long one request may take, in ms. */
  readonly timeoutMs?: number;
}

/** Makes a client for the single user's workspace. */
export function createMirrorClient(options: MirrorClientOptions): MirrorClient {
  const { baseUrl, token, timeoutMs = 30_000 } = options;
  // A `fetch` taken from the global object must be called on it.
  const send: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const root = `${baseUrl}/v1/ws/${defaultWorkspace}`;

  async function request<Answer>(
    { path, body, schema }: { path: string; body?: PushRequest; schema: z.ZodMiniType<Answer> },
    signal: AbortSignal,
  ): Promise<Answer> {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const response = await send(`${root}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: 'omit',
        cache: 'no-store',
        // A redirect could carry the user's words to another origin, and a mirror sends none.
        redirect: 'manual',
        signal: timed,
      });
      // The body is read under the same clock: a server may stall in the middle of it.
      return parseAnswer({ response, text: await response.text(), schema });
    } catch (cause) {
      if (cause instanceof MirrorError) throw cause;
      signal.throwIfAborted();
      throw new MirrorError('unreachable', { cause });
    }
  }

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

const reasons: Readonly<Record<number, MirrorReason>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  413: 'too-large',
  429: 'rate-limited',
};

function parseAnswer<Answer>({
  response,
  text,
  schema,
}: {
  readonly response: Response;
  readonly text: string;
  readonly schema: z.ZodMiniType<Answer>;
}): Answer {
  const { status } = response;
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'));
  const reason = status >= 500 ? 'server' : reasons[status];
  if (reason !== undefined) throw new MirrorError(reason, { retryAfterMs });
  const json = parseJson(text);
  if (status === 409 || status === 410) {
    const resync = resyncSchema.safeParse(json);
    if (resync.success) throw new MirrorError('resync', { resync: resync.data });
  }
  // A proxy's or a stranger's error page is no verdict on the ops that were sent.
  if ((status === 400 || status === 422) && json !== undefined) throw new MirrorError('refused');
  const answer = schema.safeParse(json);
  if (status !== 200 || !answer.success) throw new MirrorError('not-mirror', { cause: answer.error });
  return answer.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 9110: seconds, or a date. */
function parseRetryAfter(value: string | null): number | null {
  if (value === null) return null;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1_000;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
