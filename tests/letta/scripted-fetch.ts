import type { Fetch } from '../../utils/letta/http.ts';

/** A request as it went out. `path` carries the query. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly init: RequestInit;
}

/** A `fetch` that answers from a script and remembers what was asked; an Error is thrown. */
export function createScriptedFetch(answer: (request: SeenRequest) => Response | Error | Promise<Response>): {
  readonly fetch: Fetch;
  readonly seen: SeenRequest[];
} {
  const seen: SeenRequest[] = [];
  return {
    seen,
    async fetch(input, init) {
      const url = new URL(input);
      const request = {
        method: init.method ?? 'GET',
        path: url.pathname + url.search,
        headers: new Headers(init.headers),
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        init,
      };
      seen.push(request);
      const result = await answer(request);
      if (result instanceof Error) throw result;
      return result;
    },
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

export function html(status = 200): Response {
  return new Response('<!doctype html><title>Sign in</title>', {
    status,
    headers: { 'content-type': 'text/html' },
  });
}

export function sse(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}
