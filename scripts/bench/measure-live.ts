import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { createId } from '../../utils/chat/id.ts';
import type { BenchWorld } from './bench-world.ts';
import type { Note } from './figure.ts';
import { createOps } from './fill-mirror.ts';
import { type ServerChild, startLiveChild, startMirrorChild } from './mirror-child.ts';
import { openPushLine, toPushBytes } from './push-line.ts';

/** A poke that came within this time of the one before belongs to the same news: see the mirror's hub. */
const calmMs = 120;

/** A device that waits for news. */
interface Waiting {
  /** Called with every poke. */
  onPoke: () => void;
  close(): void;
}

interface Live {
  /** Bytes of the server's memory for each connection. */
  readonly bytesEach: number;
  /** From the request that brings news to the last device's having heard of it, in ms. */
  readonly pokeMs: readonly number[];
}

/** Many devices wait for news; somebody pushes. In turn with a bare server that tells as many. */
export async function measureLive(world: BenchWorld, note: Note): Promise<void> {
  const devices = world.quick ? 200 : 1_000;
  const rounds = world.quick ? 5 : 20;
  for (const [name, open, plain] of [
    ['WebSockets', openSocket, 'ws alone'],
    ['event streams', openStream, 'node:http alone'],
  ] as const) {
    const bareServer = await startLiveChild();
    const bare = await measureOne(bareServer, {
      devices,
      rounds,
      open,
      news: () => createPlainNews(bareServer),
    });
    const mirror = await startMirrorChild(join(world.folder, `live-${name}`));
    const own = await measureOne(mirror, { devices, rounds, open, news: () => createPush(mirror) });
    const count = devices.toLocaleString('en');
    note({
      name: `memory of the mirror for each of ${count} ${name}`,
      unit: 'bytes',
      values: [own.bytesEach],
      baseline: { name: plain, values: [bare.bytesEach] },
    });
    note({
      name: `a push until the last of ${count} ${name} heard of it`,
      unit: 'ms',
      values: own.pokeMs,
      baseline: { name: plain, values: bare.pokeMs },
    });
  }
}

interface Asked {
  readonly devices: number;
  readonly rounds: number;
  readonly open: (server: ServerChild) => Promise<Waiting>;
  /** The next request that brings news. */
  readonly news: () => Buffer;
}

async function measureOne(server: ServerChild, { devices, rounds, open, news }: Asked): Promise<Live> {
  try {
    const line = await openPushLine(server.url);
    // What the first connections and the first news need once is no connection's memory.
    for (const first of await Promise.all(Array.from({ length: 20 }, () => open(server)))) first.close();
    await line.push(news());
    const before = (await server.readMemory()).process;
    const waiting: Waiting[] = [];
    // A few at a time: the machine's queue for new connections is short.
    while (waiting.length < devices)
      waiting.push(...(await Promise.all(Array.from({ length: 50 }, () => open(server)))));
    const bytesEach = ((await server.readMemory()).process - before) / waiting.length;
    const pokeMs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await new Promise((done) => setTimeout(done, calmMs));
      const heard = Promise.all(waiting.map((one) => new Promise<void>((done) => (one.onPoke = done))));
      const start = performance.now();
      await line.push(news());
      await heard;
      pokeMs.push(performance.now() - start);
    }
    line.close();
    for (const one of waiting) one.close();
    return { bytesEach, pokeMs };
  } finally {
    await server.kill();
  }
}

/** Open once the server has said where it stands. */
async function openSocket({ url, token }: ServerChild): Promise<Waiting> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws/default/live`);
  const waiting: Waiting = { onPoke: () => undefined, close: () => socket.terminate() };
  await once(socket, 'open');
  socket.send(JSON.stringify({ token }));
  await once(socket, 'message');
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string' && data.includes('poke')) waiting.onPoke();
  });
  return waiting;
}

async function openStream({ url, token }: ServerChild): Promise<Waiting> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const waiting: Waiting = { onPoke: () => undefined, close: () => socket.destroy() };
  const hear = (): Promise<void> => new Promise((done) => (waiting.onPoke = done));
  const first = hear();
  socket.on('data', (chunk) => {
    if (chunk.includes('event: poke')) waiting.onPoke();
  });
  socket.write(
    `GET /v1/ws/default/live.sse HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n\r\n`,
  );
  await first;
  return waiting;
}

const toOp = createOps(7);
const session = createId();

function createPush(mirror: ServerChild): Buffer {
  return toPushBytes(mirror, { clientId: 'bench', inc: null, ops: [toOp(session)] });
}

function createPlainNews({ url }: ServerChild): Buffer {
  return Buffer.from(`POST / HTTP/1.1\r\nhost: ${new URL(url).host}\r\ncontent-length: 0\r\n\r\n`);
}
