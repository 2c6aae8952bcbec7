import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { expect, test } from 'vitest';
import { createApp } from '../../server/mirror/create-app.ts';
import { allowedOrigin } from '../../server/mirror/http-guards.ts';
import { createLiveHub } from '../../server/mirror/live-hub.ts';
import { createMemoryStore } from '../../server/mirror/memory-store.ts';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import { createId } from '../../utils/chat/id.ts';
import { msgOp } from '../contracts/mirror-store.ts';
import { temporaryFolder } from './test-mirror.ts';
import { wireMessage } from './wire-sample.ts';

interface LogLine {
  readonly [field: string]: unknown;
}

function newApp({ stopping = false, log = (_line: LogLine): void => {} } = {}): Hono {
  return createApp({
    store: createMemoryStore({ workspaces: ['default'] }),
    hub: createLiveHub(),
    log: { info: log, error: log },
    token: 'ts_right',
    origins: ['https://mine.example'],
    ratePerMinute: 0,
    stopping: () => stopping,
    onChanged: () => {},
  });
}

const auth = { authorization: 'Bearer ts_right' };
const open = ['/health', '/openapi.json'];
const guarded: [string, string][] = [
  ['POST', '/v1/ws/:ws/push'],
  ['GET', '/v1/ws/:ws/changes'],
  ['GET', '/v1/ws/:ws/live.sse'],
  ['GET', '/v1/ws/:ws/sessions'],
  ['GET', '/v1/ws/:ws/sessions/:file{.+\\.json}'],
  ['GET', '/v1/ws/:ws/sessions/:id'],
  ['GET', '/v1/ws/:ws/postings'],
  ['GET', '/v1/ws/:ws/search'],
  ['GET', '/v1/ws/:ws/digest'],
  ['GET', '/v1/ws/:ws/content'],
  ['GET', '/v1/ws/:ws/content/:id'],
  ['GET', '/v1/ws/:ws/bin'],
  ['POST', '/v1/ws/:ws/bin/restore'],
  ['POST', '/v1/ws/:ws/bin/empty'],
];
const toPath = (pattern: string, ws: string): string =>
  pattern.replace(':ws', ws).replace(':file{.+\\.json}', `${createId()}.json`).replace(':id', createId());

test('the tables of this test name every route there is', () => {
  const routes = newApp().routes.filter(({ path, method }) => method !== 'ALL' && !path.includes('*'));
  const known = [...open, '/v1/ws/:ws/live', ...guarded.map(([, path]) => path)];
  expect([...new Set(routes.map(({ path }) => path))].sort()).toEqual(known.sort());
});

test.each(guarded)('%s %s opens to the right token only', async (method, pattern) => {
  const app = newApp();
  const ask = (ws: string, headers: Record<string, string>): Promise<Response> =>
    Promise.resolve(app.request(toPath(pattern, ws), { method, headers }));
  const wrong = [
    '',
    'ts_right',
    'Bearer',
    'Bearer ts_wrong',
    'Bearer ts_right2',
    'Basic ts_right',
    'Bearer  ',
  ];
  for (const authorization of wrong) {
    for (const ws of ['default', 'other']) {
      const refused = await ask(ws, { authorization });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    }
  }
  expect((await ask('other', auth)).status).toBe(method === 'POST' ? 400 : 404);
  expect((await ask('default', auth)).status).not.toBe(401);
});

test('a push to a workspace that does not exist is 404', async () => {
  const body = JSON.stringify({ clientId: 'c', inc: null, ops: [msgOp(wireMessage())] });
  const response = await newApp().request('/v1/ws/other/push', { method: 'POST', headers: auth, body });
  expect(response.status).toBe(404);
});

test.each(open)('%s needs no token', async (path) => {
  expect((await newApp().request(path)).status).toBe(200);
});

test('a path that does not exist tells nothing without the token, and 404 with it', async () => {
  expect((await newApp().request('/v1/secret')).status).toBe(401);
  expect((await newApp().request('/v1/secret', { headers: auth })).status).toBe(404);
  expect((await newApp().request('/')).status).toBe(404);
  expect((await newApp().request('/v1/ws/%E0%A4%A/changes', { headers: auth })).status).toBe(404);
});

test.each([
  ['chrome-extension://liomcgjddddhgkdlddmkokbagdmkjnoe', true],
  ['moz-extension://7b5e1f60-0000-4000-8000-0123456789ab', true],
  ['https://mine.example', true],
  ['chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', false],
  ['chrome-extension://liomcgjddddhgkdlddmkokbagdmkjnoe.evil.example', false],
  ['moz-extension://evil', false],
  ['https://mine.example.evil.example', false],
  ['http://localhost:3000', false],
  ['null', false],
])('CORS for %s: %s', async (origin, allowed) => {
  expect(allowedOrigin(origin, ['https://mine.example'])).toBe(allowed ? origin : null);
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  const preflight = await newApp().request('/v1/ws/default/push', { method: 'OPTIONS', headers });
  const plain = await newApp().request('/v1/ws/default/changes', { headers: { ...auth, origin } });
  for (const response of [preflight, plain]) {
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed ? origin : null);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  }
  if (allowed) expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization/i);
});

test('every answer carries the security headers', async () => {
  for (const path of ['/health', '/v1/ws/default/changes', '/nowhere']) {
    const { headers } = await newApp().request(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
  }
});

test('openapi.json describes every route, with a schema for every answer that has a body', async () => {
  const app = newApp();
  const document = await (await app.request('/openapi.json')).json();
  for (const { path, method } of app.routes) {
    if (method === 'ALL' || path.includes('*')) continue;
    const key = path.replace(/:(\w+)(\{.*?\})?/g, '{$1}');
    const described = document.paths[key]?.[method.toLowerCase()];
    expect(described, `${method} ${path}`).toBeDefined();
    if (path.startsWith('/v1') && !path.endsWith('/live'))
      expect(described.security).toEqual([{ token: [] }]);
    for (const [status, answer] of Object.entries<{ content?: object }>(described.responses)) {
      if (status === '304') continue;
      const media: { schema?: unknown }[] = Object.values(answer.content ?? {});
      expect(media[0]?.schema, `${method} ${path} ${status}`).toBeTypeOf('object');
    }
  }
  expect(
    document.paths['/v1/ws/{ws}/push'].post.requestBody.content['application/json'].schema,
  ).toMatchObject({
    required: ['clientId', 'inc', 'ops'],
  });
  expect(document.components.securitySchemes.token).toEqual({ type: 'http', scheme: 'bearer' });
});

test('health tells a mirror from other servers, and answers 503 while stopping', async () => {
  expect(await (await newApp().request('/health')).json()).toEqual({
    name: 'talentscout-mirror',
    protocol: 1,
    status: 'ok',
  });
  const stopping = newApp({ stopping: true });
  expect((await stopping.request('/health')).status).toBe(503);
  expect((await stopping.request('/v1/ws/default/changes', { headers: auth })).status).toBe(503);
});

test('the log has one line for each request, without text, token or ids', async () => {
  const lines: LogLine[] = [];
  const app = newApp({ log: (line) => void lines.push(line) });
  const message = wireMessage({ parts: [{ type: 'text', text: 'my secret salary' }] });
  const body = JSON.stringify({ clientId: 'c', inc: null, ops: [msgOp(message)] });
  await app.request('/v1/ws/default/push', { method: 'POST', headers: auth, body });
  await app.request(`/v1/ws/default/sessions/${message.session}`, { headers: auth });
  await app.request('/v1/ws/default/push', { method: 'POST', headers: auth, body: '{"my secret salary"' });
  expect(lines).toMatchObject([
    { method: 'POST', route: '/v1/ws/:ws/push', status: 200, ms: expect.any(Number) },
    { method: 'GET', route: '/v1/ws/:ws/sessions/:id', status: 200 },
    { method: 'POST', route: '/v1/ws/:ws/push', status: 400 },
  ]);
  const text = JSON.stringify(lines);
  for (const secret of ['secret', 'ts_right', message.id, message.session])
    expect(text).not.toContain(secret);
});

test('the token is made once, readable by its owner only, and a given one is not kept', async () => {
  const dataDir = await temporaryFolder();
  const first = await startMirror({ port: 0, dataDir });
  await first.close();
  expect(first).toMatchObject({ tokenIsNew: true, token: expect.stringMatching(/^ts_[\w-]{43}$/) });
  const path = join(dataDir, 'token');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const second = await startMirror({ port: 0, dataDir });
  await second.close();
  expect(second).toMatchObject({ tokenIsNew: false, token: first.token });
  const given = await startMirror({ port: 0, dataDir, token: 'given' });
  await given.close();
  expect(given.token).toBe('given');
  expect((await readFile(path, 'utf8')).trim()).toBe(first.token);
});

test('a mirror that others could reach does not start without a token', async () => {
  const dataDir = await temporaryFolder();
  await expect(startMirror({ port: 0, dataDir, host: '0.0.0.0' })).rejects.toThrow(/give it a token/);
  const open = await startMirror({ port: 0, dataDir, host: '0.0.0.0', token: 'given' });
  await open.close();
});
