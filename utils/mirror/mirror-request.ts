import * as v from 'valibot';
import { MirrorError } from './mirror-error.ts';
import { defaultWorkspace } from './protocol.ts';

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
      const json = parseJson(await response.text());
      const answer = response.status === 200 ? v.safeParse(schema, json) : null;
      if (answer?.success === true) return answer.output;
      const { toRequestError } = await import('./request-error.ts');
      throw toRequestError(response, json, answer?.issues);
    } catch (cause) {
      if (cause instanceof MirrorError) throw cause;
      signal.throwIfAborted();
      throw new MirrorError('unreachable', { cause });
    }
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
