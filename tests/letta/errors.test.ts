import { createServer, type Server } from 'node:http';
import { describe, expect, test } from 'vitest';
import { toReplyTrouble, toTrouble } from '../../utils/letta/to-trouble.ts';
import { LettaError } from '../../utils/letta/letta-error.ts';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { foldRecording, readRecording } from './fold-recording.ts';
import { createScriptedFetch, html, json, sse } from './scripted-fetch.ts';

const send = {
  thread: { agentId: 'agent-1', conversationId: 'conv-1' },
  text: 'Hello',
  decisions: [],
  otid: 'otid-1',
  background: true,
  clientTools: [],
};

/** What a send that gets this answer fails with, and how many requests it took. */
async function failureOf(response: Response | Error): Promise<{ error: LettaError; requests: number }> {
  const { fetch, seen } = createScriptedFetch(() => response);
  const client = createRestClient({ baseUrl: 'http://letta.test', apiKey: 'key', fetch });
  const error = await client
    .send(send)
    [Symbol.asyncIterator]()
    .next()
    .then(
      () => new Error('it did not fail'),
      (thrown: unknown) => thrown,
    );
  if (!(error instanceof LettaError)) throw error;
  return { error, requests: seen.length };
}

const busy = JSON.parse(readRecording('conversation-busy-409.http'));
const approval = JSON.parse(readRecording('plain-message-while-approval-pending-not-streamed.http'));
const limit = (reasons: string[], more = {}): unknown => ({
  error: 'Rate limited',
  reasons,
  reason_text: 'Wait',
  ...more,
});
const redis = { detail: 'Background streaming requires Redis to be running.' };
const lock = { detail: 'CONFLICT: database lock' };

/** Answer, the client's reason, the user's trouble, and what else is told. */
const table: readonly [string, Response | Error, string, string, object?][] = [
  ['a wrong key', json({ detail: 'Unauthorized' }, 401), 'unauthorized', 'wrong-key'],
  ['a proxy that wants a name', html(401), 'unauthorized', 'wrong-key'],
  ['a key without the right', json({ detail: 'Forbidden' }, 403), 'unauthorized', 'wrong-key'],
  [
    'a plan that is too small',
    json({ error: 'only available for pro or enterprise' }, 403),
    'refused',
    'unknown',
  ],
  [
    'no credit at the model',
    json({ error: { type: 'llm_insufficient_credits' } }, 402),
    'out-of-credit',
    'out-of-credit',
  ],
  [
    'no credit at Cloud',
    json(limit(['not-enough-credits']), 402),
    'out-of-credit',
    'out-of-credit',
    { message: 'Wait' },
  ],
  ['a plan used up', json(limit(['free-usage-exceeded']), 429), 'out-of-credit', 'out-of-credit'],
  [
    'a limit of the plan',
    json({ error: 'You have reached your limit for X' }, 402),
    'out-of-credit',
    'out-of-credit',
  ],
  [
    'a quota that comes back',
    json(limit(['exceeded-quota'], { timeToQuotaResetMs: 90_000 }), 429),
    'rate-limited',
    'rate-limited',
    { retryAfterMs: 90_000 },
  ],
  ['a model that Cloud does not know', json(limit(['model-unknown']), 429), 'refused', 'unknown'],
  [
    'too many requests',
    json({ detail: 'Slow down' }, 429, { 'retry-after': '7' }),
    'rate-limited',
    'rate-limited',
    { retryAfterMs: 7_000 },
  ],
  ['a page for too many requests', html(429), 'rate-limited', 'rate-limited'],
  [
    'a page for too many requests, with the time to wait',
    new Response('<html>', { status: 429, headers: { 'retry-after': '7' } }),
    'rate-limited',
    'rate-limited',
    { retryAfterMs: 7_000 },
  ],
  [
    'the model’s rate limit',
    json({ error: { type: 'llm_rate_limit', message: 'm' } }, 429),
    'rate-limited',
    'rate-limited',
  ],
  [
    'the model’s key refused',
    json({ error: { type: 'llm_authentication', message: 'm' } }, 401),
    'model',
    'model-error',
  ],
  ['the model too slow', json({ error: { type: 'llm_timeout', message: 'm' } }, 504), 'model', 'model-error'],
  [
    'the model broken',
    json({ error: { type: 'llm_error', message: 'm', detail: 'd' } }, 500),
    'model',
    'model-error',
    { detail: 'd' },
  ],
  ['too long a text', json({ error: { type: 'context_window_overflow' } }, 400), 'too-long', 'too-long'],
  ['a body beyond the proxy’s limit', html(413), 'too-long', 'too-long'],
  ['no agent', json({ detail: 'Agent with ID agent-1 not found' }, 404), 'not-found', 'no-agent'],
  ['no conversation', json({ detail: 'Conversation conv-1 not found' }, 404), 'not-found', 'unknown'],
  ['no such route', json({ detail: 'Not Found' }, 404), 'no-route', 'server-too-old'],
  ['another server', html(404), 'not-letta', 'not-letta'],
  ['a captive portal', html(200), 'not-letta', 'not-letta'],
  ['an answer of another kind', json({ hello: 1 }), 'not-letta', 'not-letta'],
  [
    'a redirect',
    new Response(null, { status: 307, headers: { location: 'http://b/' } }),
    'not-letta',
    'not-letta',
  ],
  [
    'a busy conversation',
    json(busy, 409),
    'busy',
    'busy',
    { runId: 'run-662a9384-e685-42a0-a733-926b47e416f7' },
  ],
  [
    'a busy conversation told in words only',
    json({ detail: 'Another request (run_id=run-12-ab) is currently being processed' }, 409),
    'busy',
    'busy',
    { runId: 'run-12-ab' },
  ],
  [
    'a locked row',
    json(lock, 409, { 'retry-after': '1' }),
    'busy',
    'busy',
    { retryAfterMs: 1_000, runId: null },
  ],
  ['a request left open', json(approval, 409), 'approval-pending', 'approval-pending'],
  [
    'a run that is over',
    json({ detail: 'INVALID_ARGUMENT: No active runs found for this conversation.' }, 400),
    'no-active-run',
    'cut',
  ],
  [
    'a run of the foreground',
    json({ detail: 'Run was not created in background mode' }, 400),
    'no-active-run',
    'cut',
  ],
  ['a run too old', json({ detail: 'Run stream expired' }, 410), 'expired', 'cut'],
  ['no Redis', json(redis, 503), 'no-background', 'server-error'],
  [
    'Cloud going down',
    json({ errorCode: 'cloud_api_shutting_down', retryable: true }, 503, { 'retry-after': '2' }),
    'server',
    'server-error',
    { retryAfterMs: 2_000 },
  ],
  [
    'a list of complaints',
    json({ detail: [{ msg: 'field required' }] }, 422),
    'refused',
    'unknown',
    { message: 'field required' },
  ],
  ['an error inside', json({ detail: 'An unknown error occurred' }, 500), 'server', 'server-error'],
  ['a gateway’s page', html(522), 'server', 'server-error'],
  ['an error without any words', new Response('', { status: 500 }), 'server', 'server-error'],
  ['no server', new TypeError('fetch failed'), 'unreachable', 'server-down'],
];

describe('a send that meets', () => {
  test.each(table)('%s fails with its reason, once', async (_, response, reason, trouble, more = {}) => {
    const { error, requests } = await failureOf(response);
    expect(error).toMatchObject({ reason, ...more });
    expect(toTrouble(error).reason).toBe(trouble);
    expect(requests).toBe(1);
  });

  test('a date to come back at waits until then', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { error } = await failureOf(json({ detail: 'x' }, 429, { 'retry-after': date }));
    expect(error.retryAfterMs).toBeGreaterThan(50_000);
  });
});

describe('an answer that fails on the way', () => {
  const failures = [
    ['llm-error-401.sse', 'model-error', 'UNAUTHENTICATED'],
    ['llm-error-429.sse', 'rate-limited', 'RATE_LIMIT_EXCEEDED'],
    ['llm-error-500.sse', 'model-error', 'INTERNAL_SERVER_ERROR'],
    ['plain-message-while-approval-pending.http', 'approval-pending', ''],
    ['approval-with-wrong-tool-call-id.sse', 'server-error', 'Invalid tool call IDs'],
    ['foreground-cancelled-no-done.sse', 'stopped', ''],
  ] as const;
  test.each(failures)('%s is %s trouble', async (name, reason, detail) => {
    const trouble = toReplyTrouble((await foldRecording(name)).draft);
    expect(trouble?.reason).toBe(reason);
    expect(trouble?.detail).toContain(detail);
  });

  test.each([
    ['llm_error', 'PAYMENT_REQUIRED: Insufficient credits: x', 'out-of-credit'],
    ['context_window_overflow', '', 'too-long'],
    ['llm_timeout', '', 'model-error'],
    ['stream_incomplete', '', 'cut'],
  ])('%s (%s) is %s trouble', (errorType, detail, reason) => {
    expect(toReplyTrouble({ failure: { errorType, message: '', detail }, stop: 'error' })?.reason).toBe(
      reason,
    );
  });

  test('an answer that ended well, or waits for the user, is no trouble', () => {
    for (const stop of [null, 'end_turn', 'requires_approval', 'unknown'] as const) {
      expect(toReplyTrouble({ failure: null, stop })).toBeNull();
    }
  });
});

describe('a send that takes too long or is given up', () => {
  const never = (): Promise<Response> => new Promise(() => undefined);

  test('is stalled when no answer begins', async () => {
    let aborted = false;
    const { fetch } = createScriptedFetch(
      ({ init }) =>
        new Promise((_, reject) =>
          init.signal?.addEventListener('abort', () => {
            aborted = true;
            reject(new DOMException('gone', 'AbortError'));
          }),
        ),
    );
    const client = createRestClient({ baseUrl: 'http://letta.test', apiKey: '', fetch, stallMs: 20 });
    await expect(client.send(send)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      reason: 'stalled',
    });
    expect(aborted).toBe(true);
  });

  test('is aborted before it begins', async () => {
    const { fetch, seen } = createScriptedFetch(never);
    const client = createRestClient({ baseUrl: 'http://letta.test', apiKey: '', fetch });
    const aborted = client.send(send, AbortSignal.abort())[Symbol.asyncIterator]().next();
    await expect(aborted).rejects.toMatchObject({ reason: 'aborted' });
    expect(seen).toHaveLength(0);
  });

  test('is no failure where the reader has enough', async () => {
    const { fetch, seen } = createScriptedFetch(() => sse(readRecording('slow-turn-background.sse')));
    for await (const event of createRestClient({ baseUrl: 'http://a.test', apiKey: '', fetch }).send(send)) {
      expect(event.type).toBe('alive');
      break;
    }
    expect(seen[0]?.init.signal?.aborted).toBe(true);
  });
});

function listen(server: Server): Promise<string> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    }),
  );
}

test('neither key nor words follow a redirect to another origin', async () => {
  const heard: string[] = [];
  const thief = createServer((request, response) => {
    heard.push(`${request.method} ${request.headers.authorization}`);
    response.end('[]');
  });
  const stolen = await listen(thief);
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(307, { location: `${stolen}${request.url}` }).end();
  });
  try {
    const client = createRestClient({ baseUrl: await listen(server), apiKey: 'secret' });
    await expect(client.listAgents()).rejects.toMatchObject({
      reason: 'not-letta',
      detail: expect.stringContaining(stolen),
    });
    await expect(client.send(send)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      reason: 'not-letta',
    });
    expect(heard).toEqual([]);
  } finally {
    for (const one of [thief, server]) {
      one.closeAllConnections();
      one.close();
    }
  }
});
