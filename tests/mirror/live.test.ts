import { afterEach, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { openLive, type Poke } from '../../utils/mirror/live.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that hands every socket to `onSocket` once its first frame came. */
async function startServer(
  onSocket: (socket: WebSocket, hello: string) => void,
): Promise<{ url: string; drop: () => void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    socket.once('message', (data) => onSocket(socket, Buffer.isBuffer(data) ? data.toString('utf8') : ''));
  });
  const drop = (): void => {
    for (const socket of server.clients) socket.terminate();
  };
  closers.push(() => {
    drop();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : address;
  return { url: `ws://127.0.0.1:${port}`, drop };
}

function listen(url: string, silenceMs = 10_000) {
  const pokes: (Poke | null)[] = [];
  const downs: number[] = [];
  const close = openLive({
    url,
    token: 'secret',
    onPoke: (poke) => pokes.push(poke),
    onDown: () => downs.push(1),
    silenceMs,
    retry: { firstMs: 20, mostMs: 50 },
  });
  closers.push(close);
  return { pokes, downs, close };
}

const poke = (cursor: number) => JSON.stringify({ poke: { ws: 'default', cursor, inc: 'i' } });

test('the first frame is the token; pokes come through, and nonsense does no harm', async () => {
  const hellos: string[] = [];
  const { url } = await startServer((socket, hello) => {
    hellos.push(hello);
    for (const frame of [poke(1), '<html>', '{"what":1}', '{"heartbeat":1}', poke(2)]) socket.send(frame);
  });
  const { pokes } = listen(url);
  await vi.waitFor(() => expect(pokes).toHaveLength(3), 5_000);
  expect(pokes).toEqual([null, { cursor: 1, inc: 'i' }, { cursor: 2, inc: 'i' }]);
  expect(hellos).toEqual(['{"token":"secret"}']);
});

test('a lost connection is said, and the next one says that something may have been missed', async () => {
  const { url, drop } = await startServer((socket) => socket.send('{"heartbeat":1}'));
  const { pokes, downs } = listen(url);
  await vi.waitFor(() => expect(pokes).toEqual([null]), 5_000);
  drop();
  await vi.waitFor(() => expect(pokes).toEqual([null, null]), 5_000);
  expect(downs).toHaveLength(1);
});

test('silence is taken for the end of the connection', async () => {
  let sockets = 0;
  const { url } = await startServer((socket) => {
    sockets += 1;
    socket.send('{"heartbeat":1}');
  });
  const { downs } = listen(url, 60);
  await vi.waitFor(() => expect(sockets).toBeGreaterThan(2), 5_000);
  expect(downs.length).toBeGreaterThan(1);
});

test('a mirror that is not there, or an address that is none, is tried again and never throws', async () => {
  listen('ws://127.0.0.1:1');
  const { close, pokes } = listen('not an address');
  await new Promise((resolve) => setTimeout(resolve, 200));
  close();
  expect(pokes).toEqual([]);
});

test('after closing nothing is heard and nothing is tried', async () => {
  let sockets = 0;
  const { url, drop } = await startServer((socket) => {
    sockets += 1;
    socket.send('{"heartbeat":1}');
  });
  const { pokes, close } = listen(url);
  await vi.waitFor(() => expect(pokes).toEqual([null]), 5_000);
  close();
  drop();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(sockets).toBe(1);
  expect(pokes).toEqual([null]);
});
