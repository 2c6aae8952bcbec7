import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createId } from '../../utils/chat/id.ts';
import type { BenchWorld } from './bench-world.ts';
import { type Note, quantile } from './figure.ts';
import { createOps } from './fill-mirror.ts';
import { type Memory, type ServerChild, startMirrorChild } from './mirror-child.ts';
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
  const samples: Sample[] = [];
  try {
    const work = Promise.all(
      Array.from({ length: clients }, (_none, client) => workUntil(mirror, client, end)),
    );
    const everyMs = Math.max(1_000, forMs / 60);
    for (let at = performance.now(); at < end; at = performance.now()) {
      samples.push({ minutes: (at - (end - forMs)) / 60_000, ...(await mirror.readMemory()) });
      await wait(Math.min(everyMs, Math.max(0, end - performance.now())));
    }
    const pushes = (await work).flat();
    const settled = samples.filter(({ minutes }) => minutes >= world.loadMinutes * settledAfter);
    const span = `${world.loadMinutes} min of ${(pushesPerSecond * batch).toLocaleString('en')} messages a second`;
    for (const [name, of] of [
      ['memory of the mirror', 'process'],
      ["of that, the main thread's heap", 'heap'],
    ] as const) {
      note({ name: `${name} over ${span}`, unit: 'MB', values: settled.map((sample) => sample[of] / 1e6) });
      const values = [(slopeOf(settled, of) * 60) / 1e6];
      note({ name: `${name}: growth in an hour, by its slope`, unit: 'MB', values });
    }
    note({ name: 'p99 of the time of a push under that load', unit: 'ms', values: [quantile(pushes, 0.99)] });
  } finally {
    for (const socket of listeners) socket.terminate();
    await mirror.kill();
  }
}

/** A device: pushes at its pace and pulls what the others pushed. Answers how long each push took, in ms. */
async function workUntil(mirror: ServerChild, client: number, end: number): Promise<number[]> {
  let line = await openPushLine(mirror.url);
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
    await line.push(request).catch(async () => {
      // The mirror ends a line that was silent for long, and on a busy machine every line is: as a device does, again.
      line = await openPushLine(mirror.url);
      await line.push(request);
    });
    took.push(performance.now() - begin);
    // One of them reads all, as another device does.
    if (client === 0) since = await pull(mirror, since).catch(() => since);
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

interface Sample extends Memory {
  readonly minutes: number;
}

/** Bytes a minute, by least squares. */
function slopeOf(samples: readonly Sample[], of: keyof Memory): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map(({ minutes }) => minutes)), mean(samples.map((sample) => sample[of]))];
  const above = samples.reduce((sum, sample) => sum + (sample.minutes - x) * (sample[of] - y), 0);
  const below = samples.reduce((sum, { minutes }) => sum + (minutes - x) ** 2, 0);
  return above / below;
}
