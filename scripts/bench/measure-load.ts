import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createId } from '../../utils/chat/id.ts';
import type { BenchWorld } from './bench-world.ts';
import { type Note, quantile } from './figure.ts';
import { createOps } from './fill-mirror.ts';
import { type ServerChild, startMirrorChild } from './mirror-child.ts';
import { openPushLine, toPushBytes } from './push-line.ts';

const clients = 16;
const pushesPerSecond = 50;
const batch = 20;
/** What a mirror takes while it warms up says nothing about an hour. */
const settledAfter = 0.25;

/** A mirror under steady load: pushes, pulls of what is new, and devices that hear of it. */
export async function measureLoad(world: BenchWorld, note: Note): Promise<void> {
  const forMs = world.loadMinutes * 60_000;
  const mirror = await startMirrorChild(join(world.folder, 'load'));
  const listeners = Array.from({ length: clients }, () => listen(mirror));
  const end = performance.now() + forMs;
  const samples: { readonly minutes: number; readonly bytes: number }[] = [];
  try {
    const work = Promise.all(
      Array.from({ length: clients }, (_none, client) => workUntil(mirror, client, end)),
    );
    const everyMs = Math.max(1_000, forMs / 60);
    for (let at = performance.now(); at < end; at = performance.now()) {
      const bytes = await mirror.readMemory();
      samples.push({ minutes: (at - (end - forMs)) / 60_000, bytes });
      await wait(Math.min(everyMs, Math.max(0, end - performance.now())));
    }
    const pushes = (await work).flat();
    const settled = samples.filter(({ minutes }) => minutes >= world.loadMinutes * settledAfter);
    const span = `${world.loadMinutes} min of ${(pushesPerSecond * batch).toLocaleString('en')} messages a second`;
    note({
      name: `memory of the mirror over ${span}`,
      unit: 'MB',
      values: settled.map(({ bytes }) => bytes / 1e6),
    });
    note({
      name: 'what that memory grows in an hour, by its slope',
      unit: 'MB',
      values: [(slopeOf(settled) * 60) / 1e6],
    });
    note({ name: 'p99 of the time of a push under that load', unit: 'ms', values: [quantile(pushes, 0.99)] });
  } finally {
    for (const socket of listeners) socket.terminate();
    await mirror.kill();
  }
}

/** A device: pushes at its pace and pulls what the others pushed. Answers how long each push took, in ms. */
async function workUntil(mirror: ServerChild, client: number, end: number): Promise<number[]> {
  const line = await openPushLine(mirror.url);
  const toOp = createOps(client);
  const everyMs = (clients * 1_000) / pushesPerSecond;
  const took: number[] = [];
  let session = createId();
  let since = 0;
  for (let next = performance.now() + (everyMs * client) / clients; next < end; next += everyMs) {
    await wait(Math.max(0, next - performance.now()));
    if (took.length % 20 === 19) session = createId();
    const ops = Array.from({ length: batch }, () => toOp(session));
    const request = toPushBytes(mirror, { clientId: `client-${client}`, inc: null, ops });
    const begin = performance.now();
    await line.push(request);
    took.push(performance.now() - begin);
    // One of them reads all, as another device does.
    if (client === 0) since = await pull(mirror, since);
  }
  line.close();
  return took;
}

async function pull({ url, token }: ServerChild, since: number): Promise<number> {
  const response = await fetch(`${url}/v1/ws/default/changes?since=${since}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  return Number(/"cursor":(\d+),"more":/.exec(text)?.[1] ?? since);
}

function listen({ url, token }: ServerChild): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws/default/live`);
  socket.on('open', () => socket.send(JSON.stringify({ token })));
  return socket;
}

/** Bytes a minute, by least squares. */
function slopeOf(samples: readonly { readonly minutes: number; readonly bytes: number }[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map(({ minutes }) => minutes)), mean(samples.map(({ bytes }) => bytes))];
  const above = samples.reduce((sum, { minutes, bytes }) => sum + (minutes - x) * (bytes - y), 0);
  const below = samples.reduce((sum, { minutes }) => sum + (minutes - x) ** 2, 0);
  return above / below;
}
