import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as v from 'valibot';
import { createApp } from '../../server/mirror/create-app.ts';
import { createLiveHub } from '../../server/mirror/live-hub.ts';
import { createMemoryStore } from '../../server/mirror/memory-store.ts';
import { silentLog } from '../../server/mirror/mirror-log.ts';
import { livePokeSchema } from '../../utils/mirror/protocol.ts';
import { msgOp } from '../contracts/mirror-store.ts';
import { startTestMirror, temporaryFolder, until, type TestMirror } from './test-mirror.ts';
import { wireMessage } from './wire-sample.ts';

interface Ear {
  readonly socket: WebSocket;
  readonly cursors: number[];
  readonly closed: Promise<number>;
}

function listen(mirror: TestMirror, { hello, ws = 'default' }: { hello: string | null; ws?: string }): Ear {
  const socket = new WebSocket(`${mirror.url.replace('http', 'ws')}/v1/ws/${ws}/live`);
  onTestFinished(() => socket.terminate());
  const cursors: number[] = [];
  socket.on('open', () => hello !== null && socket.send(hello));
  socket.on('message', (data) => {
    const frame = v.parse(livePokeSchema, JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''));
    if ('poke' in frame) cursors.push(frame.poke.cursor);
  });
  return { socket, cursors, closed: new Promise((resolve) => socket.on('close', resolve)) };
}

const tokenOf = ({ token }: TestMirror): string => JSON.stringify({ token });

test('a socket that shows the token hears where the mirror stands, and then each change', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const ear = listen(mirror, { hello: tokenOf(mirror) });
  await until(async () => ear.cursors.includes(0));
  await mirror.push(msgOp(wireMessage()));
  await until(async () => ear.cursors.includes(1));
});

test.each([
  ['a wrong token', '{"token":"wrong"}', 4401],
  ['no JSON', 'hello', 4401],
  ['deep nesting', '['.repeat(4000), 4401],
  ['more than a token can be', 'x'.repeat(5000), 1009],
])('a socket that says %s is closed', async (_what, hello, code) => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  expect(await listen(mirror, { hello }).closed).toBe(code);
});

test('a socket to an unknown workspace is closed, and a plain request to it is told why', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  expect(await listen(mirror, { hello: tokenOf(mirror), ws: 'other' }).closed).toBe(4404);
  expect((await mirror.get('/live')).status).toBe(426);
});

test('a socket that says nothing is closed within five seconds', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const start = Date.now();
  expect(await listen(mirror, { hello: null }).closed).toBe(4401);
  expect(Date.now() - start).toBeLessThan(8_000);
});

test('many changes in a moment are few pokes, and the last one carries the newest cursor', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const hub = createLiveHub();
  const cursors: number[] = [];
  const leave = hub.join('w', { poke: ({ cursor }) => cursors.push(cursor), bye: () => {} });
  for (let cursor = 1; cursor <= 100; cursor += 1) hub.poke('w', { inc: 'i', cursor });
  vi.advanceTimersByTime(1000);
  expect(cursors).toEqual([1, 100]);
  hub.poke('w', { inc: 'i', cursor: 101 });
  expect(cursors).toEqual([1, 100, 101]);
  leave();
  vi.advanceTimersByTime(1000);
  hub.poke('w', { inc: 'i', cursor: 102 });
  expect(cursors).toHaveLength(3);
  hub.close();
});

test('server-sent events carry the same pokes', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const response = await mirror.get('/live.sse');
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  let heard = '';
  const reading = (async () => {
    for await (const bytes of response.body ?? []) heard += new TextDecoder().decode(bytes);
  })();
  await until(async () => heard.includes('"cursor":0'));
  await mirror.push(msgOp(wireMessage()));
  await until(async () => heard.includes('"cursor":1'));
  await mirror.close();
  await reading;
  expect(heard).toContain('event: bye');
});

test('a client that reads none of its events is let go, and the others hear on', async () => {
  const hub = createLiveHub({ gapMs: 0 });
  const app = createApp({
    store: createMemoryStore({ workspaces: ['default'] }),
    hub,
    log: silentLog,
    token: 'ts_right',
    origins: [],
    ratePerMinute: 0,
    stopping: () => false,
    onChanged: () => {},
  });
  const open = async () =>
    (
      await app.request('/v1/ws/default/live.sse', { headers: { authorization: 'Bearer ts_right' } })
    ).body?.getReader();
  const [deaf, ear] = [await open(), await open()];
  const decoder = new TextDecoder();
  for (let cursor = 1; cursor <= 200; cursor += 1) {
    hub.poke('default', { inc: 'i', cursor });
    expect(decoder.decode((await ear?.read())?.value)).toContain('poke');
    await new Promise((done) => setTimeout(done, 2));
  }
  await expect(deaf?.read()).rejects.toThrow('does not read');
  hub.close();
  const last: string[] = [];
  for (let read = await ear?.read(); read?.done === false; read = await ear?.read())
    last.push(decoder.decode(read.value));
  expect(last.at(-1)).toContain('event: bye');
});

test('a stop finishes the pushes under way, closes the sockets, and takes no more', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const ear = listen(mirror, { hello: tokenOf(mirror) });
  await until(async () => ear.cursors.includes(0));
  const pushes = Array.from({ length: 20 }, () => mirror.push(msgOp(wireMessage())));
  await pushes[0];
  const [done] = await Promise.all([Promise.allSettled(pushes), mirror.close()]);
  expect(await ear.closed).toBe(1001);
  await expect(fetch(`${mirror.url}/health`)).rejects.toThrow();
  // A push is either acked, or answered with 503 and sent again later: never left hanging.
  expect(done.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
});

test('a connection that sends its request byte by byte is cut', { timeout: 30_000 }, async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const { hostname, port } = new URL(mirror.url);
  const socket = connect(Number(port), hostname);
  const start = Date.now();
  const drip = setInterval(() => socket.write('x'), 500);
  socket.on('error', () => {});
  socket.write('GET /health HTTP/1.1\r\nx: ');
  await new Promise((resolve) => socket.on('close', resolve));
  clearInterval(drip);
  expect(Date.now() - start).toBeLessThan(20_000);
});

test('a client that does not read its answers is cut, and a quiet WebSocket is not', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder(), stallMs: 500 });
  const parts = [{ type: 'text', key: 'own', text: 'x'.repeat(3_000_000), whole: true }];
  await mirror.push(msgOp(wireMessage({ parts })));
  const quiet = listen(mirror, { hello: tokenOf(mirror) });
  await until(async () => quiet.cursors.length === 1);
  const { hostname, port } = new URL(mirror.url);
  const socket = connect(Number(port), hostname);
  let bytes = 0;
  socket.on('error', () => {}).on('data', (data) => (bytes += data.length));
  const head = `Host: x\r\nAuthorization: Bearer ${mirror.token}`;
  socket.write(`GET /v1/ws/default/changes HTTP/1.1\r\n${head}\r\n\r\n`.repeat(8));
  await once(socket, 'data');
  socket.pause();
  await wait(2_500);
  const closed = once(socket, 'close');
  socket.resume();
  await closed;
  expect(bytes).toBeLessThan(8 * 3_000_000);
  await mirror.push(msgOp(wireMessage()));
  await until(async () => quiet.cursors.length === 2);
});

test('an upgrade to something else than a WebSocket is answered like any request', async () => {
  const mirror = await startTestMirror({ dataDir: await temporaryFolder() });
  const { hostname, port } = new URL(mirror.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.write('GET /health HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n');
  const answer = await new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});
