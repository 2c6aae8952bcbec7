import * as v from 'valibot';
import { MirrorError, type MirrorReason } from './mirror-error.ts';
import { defaultWorkspace, resyncSchema } from './protocol.ts';

/** Where a mirror is. */
export interface MirrorAddress {
  /** Origin plus optional path, without a trailing slash. */
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
  /** How long one request may take, in ms. */
  readonly timeoutMs?: number;
}

/** One request to a path below the workspace; with a `body` a POST. Rejects with `MirrorError`, or the signal's reason. */
export type MirrorRequest = <Answer>(
  ask: { readonly path: string; readonly body?: unknown; readonly schema: v.GenericSchema<unknown, Answer> },
  signal: AbortSignal,
) => Promise<Answer>;

/** Makes what sends requests to the single user's workspace, and parses what comes back. */
export function createMirrorRequest(address: MirrorAddress): MirrorRequest {
  const { baseUrl, token, timeoutMs = 30_000 } = address;
  // A `fetch` taken from the global object must be called on it.
  const send: typeof fetch = address.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const root = `${baseUrl}/v1/ws/${defaultWorkspace}`;
  return async ({ path, body, schema }, signal) => {
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
  };
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
  readonly schema: v.GenericSchema<unknown, Answer>;
}): Answer {
  const { status } = response;
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'));
  const reason = status >= 500 ? 'server' : reasons[status];
  if (reason !== undefined) throw new MirrorError(reason, { retryAfterMs });
  const json = parseJson(text);
  if (status === 409 || status === 410) {
    const resync = v.safeParse(resyncSchema, json);
    if (resync.success) throw new MirrorError('resync', { resync: resync.output });
  }
  // A proxy's or a stranger's error page is no verdict on the ops that were sent.
  if ((status === 400 || status === 422) && json !== undefined) throw new MirrorError('refused');
  const answer = v.safeParse(schema, json);
  if (status !== 200 || !answer.success) throw new MirrorError('not-mirror', { cause: answer.issues });
  return answer.output;
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
