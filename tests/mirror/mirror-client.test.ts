import { expect, test } from 'vitest';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';

const page = { inc: 'i', since: 0, rows: [], cursor: 0, more: false };
const signal = new AbortController().signal;

function clientOf(answer: () => Response | Promise<Response>, seen: Request[] = []) {
  return createMirrorClient({
    baseUrl: 'https://mirror.test/base',
    token: 'secret',
    timeoutMs: 50,
    fetch: async (input, init) => {
      // Node's `Request` knows no `cache: 'no-store'` without its own agent: what counts is the rest.
      seen.push(new Request(typeof input === 'string' ? input : '', { ...init, signal: null }));
      return answer();
    },
  });
}

const ask = (answer: () => Response | Promise<Response>) =>
  clientOf(answer).changes({ since: 0, inc: null, limit: 10 }, signal);

test('it asks for changes with the token in the header and nothing in the address', async () => {
  const seen: Request[] = [];
  await clientOf(() => Response.json(page), seen).changes({ since: 7, inc: 'i', limit: 10 }, signal);
  expect(seen[0]?.url).toBe('https://mirror.test/base/v1/ws/default/changes?since=7&limit=10&inc=i');
  expect(seen[0]?.headers.get('authorization')).toBe('Bearer secret');
  expect(seen[0]?.credentials).toBe('omit');
});

test('it follows no redirect, which could carry the words elsewhere', async () => {
  const seen: Request[] = [];
  const portal = () => new Response('<html>', { status: 307, headers: { location: 'https://else.where/' } });
  const asking = clientOf(portal, seen).push({ clientId: 'c', inc: null, ops: [] }, signal);
  await expect(asking).rejects.toMatchObject({ reason: 'not-mirror' });
  expect(seen.map(({ redirect }) => redirect)).toEqual(['manual']);
});

test('a check proves address, token and protocol at once', async () => {
  expect(await clientOf(() => Response.json(page)).check(signal)).toBe('i');
});

test.each([
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [404, 'not-mirror'],
  [413, 'too-large'],
  [500, 'server'],
  [502, 'server'],
  [204, 'not-mirror'],
])('%i means %s', async (status, reason) => {
  const answer = () => new Response(status === 204 ? null : '<html>', { status });
  await expect(ask(answer)).rejects.toMatchObject({ name: 'MirrorError', reason });
});

test('a refusal in JSON is one; the error page of a stranger is no verdict', async () => {
  await expect(ask(() => Response.json({ error: 'no' }, { status: 400 }))).rejects.toMatchObject({
    reason: 'refused',
  });
  await expect(ask(() => new Response('<html>', { status: 400 }))).rejects.toMatchObject({
    reason: 'not-mirror',
  });
});

test.each([
  ['a page of a hotel network', '<!doctype html><title>Sign in</title>'],
  ['half of an answer', JSON.stringify(page).slice(0, 20)],
  ['another server', '{"ok":true}'],
  ['nothing', ''],
])('200 with %s is not the mirror', async (_what, body) => {
  await expect(ask(() => new Response(body))).rejects.toMatchObject({ reason: 'not-mirror' });
});

test.each([
  [409, 'incarnation'],
  [410, 'horizon'],
])('%i says that we start over: %s', async (status, resync) => {
  await expect(ask(() => Response.json({ resync, inc: 'new' }, { status }))).rejects.toMatchObject({
    reason: 'resync',
    resync: { resync, inc: 'new' },
  });
});

test('409 from someone else is not an order to start over', async () => {
  await expect(ask(() => Response.json({ detail: 'x' }, { status: 409 }))).rejects.toMatchObject({
    reason: 'not-mirror',
  });
});

test('how long to wait is read in seconds and as a date', async () => {
  const wait = (value: string) =>
    ask(() => new Response('', { status: 429, headers: { 'retry-after': value } })).catch(
      (error: unknown) => error,
    );
  expect(await wait('7')).toMatchObject({ reason: 'rate-limited', retryAfterMs: 7_000 });
  expect(await wait('soon')).toMatchObject({ reason: 'rate-limited', retryAfterMs: null });
  const error = await wait(new Date(Date.now() + 60_000).toUTCString());
  expect(error).toHaveProperty('retryAfterMs', expect.closeTo(60_000, -4));
});

test('no answer, and one that stalls in its middle, are the same: unreachable', async () => {
  const unreachable = { reason: 'unreachable' };
  await expect(ask(() => Promise.reject(new TypeError('fetch failed')))).rejects.toMatchObject(unreachable);
  const client = createMirrorClient({
    baseUrl: 'https://mirror.test',
    token: '',
    timeoutMs: 50,
    fetch: async (_input, init) =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"inc":'));
            init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
          },
        }),
      ),
  });
  await expect(client.check(signal)).rejects.toMatchObject(unreachable);
});

test('who aborts gets the own reason back', async () => {
  const reason = new Error('settings changed');
  const client = createMirrorClient({
    baseUrl: 'https://mirror.test',
    token: '',
    fetch: (_input, init) => Promise.reject(init?.signal?.reason ?? new Error('no signal')),
  });
  await expect(client.check(AbortSignal.abort(reason))).rejects.toBe(reason);
});
