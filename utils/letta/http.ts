import { LettaError } from './letta-error.ts';

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the base URL, starting with `/v1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
}

export interface JsonAnswer {
  readonly body: unknown;
  readonly headers: Headers;
}

export interface OpenStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Ends the exchange with the server. */
  readonly close: () => void;
}

export interface Http {
  json(request: HttpRequest, signal?: AbortSignal): Promise<JsonAnswer>;
  stream(request: HttpRequest, signal?: AbortSignal): Promise<OpenStream>;
}

/**
 * One exchange with the server for each call, never repeated. Redirects are not followed: the browser
 * could carry the key or the user's words to another origin, and our addresses need none.
 */
export function createHttp({
  baseUrl,
  apiKey,
  fetch,
  stallMs,
}: {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: Fetch;
  readonly stallMs: number;
}): Http {
  function open(request: HttpRequest, signal: AbortSignal): Promise<Response> {
    return fetch(baseUrl + request.path + toQuery(request.query), {
      method: request.method,
      headers: toHeaders(request, apiKey),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      signal,
    });
  }

  return {
    json(request, signal) {
      return withDeadline({ ms: stallMs, signal }, async (own) => {
        const response = await open(request, own);
        if (!response.ok) throw await toError(response);
        return { body: parseAnswer(await response.text(), response.status), headers: response.headers };
      });
    },
    async stream(request, signal) {
      const controller = new AbortController();
      const both = signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]);
      const response = await withDeadline({ ms: stallMs, signal: both }, async (own) => {
        own.addEventListener('abort', () => controller.abort(own.reason), { once: true });
        const opened = await open(request, both);
        if (!opened.ok) throw await toError(opened);
        return opened;
      });
      const close = (): void => controller.abort();
      if (response.body === null || !isEventStream(response)) {
        close();
        throw new LettaError('not-letta', 'The answer is no event stream.', { status: response.status });
      }
      return { body: response.body, close };
    },
  };
}

/** What the answer means; how, is loaded with the first one that is an error. */
async function toError(response: Response): Promise<LettaError> {
  const { toResponseError } = await import('./response-error.ts');
  return toResponseError(response);
}

/** Runs one exchange and says why it failed: given up by the caller, too slow, or not reached at all. */
async function withDeadline<T>(
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal | undefined },
  exchange: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), ms);
  try {
    signal?.throwIfAborted();
    return await exchange(
      signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]),
    );
  } catch (cause) {
    if (cause instanceof LettaError) throw cause;
    if (signal?.aborted === true && !deadline.signal.aborted) {
      throw new LettaError('aborted', 'Given up.', { cause });
    }
    if (deadline.signal.aborted) throw new LettaError('stalled', `No answer for ${ms} ms.`, { cause });
    throw new LettaError('unreachable', 'The server cannot be reached.', { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** The package version passes the server's check for old clients, which refuses browsers otherwise. */
function toHeaders({ body }: HttpRequest, apiKey: string): Record<string, string> {
  return {
    'X-Stainless-Package-Version': '1.12.1',
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(apiKey === '' ? {} : { Authorization: `Bearer ${apiKey}` }),
  };
}

function toQuery(query: HttpRequest['query']): string {
  if (query === undefined) return '';
  const params = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `?${new URLSearchParams(params).toString()}`;
}

function parseAnswer(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LettaError('not-letta', 'The answer is not JSON.', { status, cause });
  }
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.includes('text/event-stream') ?? false;
}
