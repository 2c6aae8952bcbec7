import { join } from 'node:path';
import { createId } from '../../utils/chat/id.ts';
import type { PushRequest } from '../../utils/mirror/protocol.ts';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import type { BenchWorld } from './bench-world.ts';
import { type Note, quantile } from './figure.ts';
import { createOps } from './fill-mirror.ts';
import { startMirrorChild } from './mirror-child.ts';
import { openPushLine, toPushBytes } from './push-line.ts';

/** Messages in one push. */
const batch = 20;
/** The first pushes go through code that was not compiled yet, here and there alike; HTTP has more of it. */
const warmUpMs = 2_000;

interface Appended {
  readonly perSecond: number;
  /** Of each push, in ms. */
  readonly latencies: readonly number[];
}

/** Durable appends over HTTP, in turn with the same pushes handed to the store itself. */
export async function measureAppends(world: BenchWorld, note: Note): Promise<void> {
  const forMs = world.quick ? 1_000 : 3_000;
  const rounds = world.quick ? 1 : 3;
  for (const clients of [1, 16, 256]) {
    const most = Math.ceil((clients === 1 ? 0.7 : 2) * (warmUpMs + forMs));
    const pushes = createPushes(clients, most);
    const own: Appended[] = [];
    const bare: Appended[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const name = `${clients}-${round}`;
      bare.push(await appendToStore(join(world.folder, `bare-${name}.db`), pushes, forMs));
      own.push(await appendToMirror(join(world.folder, `mirror-${name}`), pushes, forMs));
    }
    noteAppends(clients, { own, bare }, note);
  }
}

function noteAppends(
  clients: number,
  { own, bare }: { readonly own: readonly Appended[]; readonly bare: readonly Appended[] },
  note: Note,
): void {
  const name = 'the store without HTTP';
  note({
    name: `durable appends, ${clients} clients, ${batch} in a push`,
    unit: '/s',
    values: own.map(({ perSecond }) => perSecond),
    baseline: { name, values: bare.map(({ perSecond }) => perSecond) },
    ...(clients === 16
      ? { goal: { words: '≥ 0.7 ×', holds: ({ ratio }) => ratio !== null && ratio >= 0.7 } }
      : {}),
  });
  note({
    name: `time of a push, ${clients} clients`,
    unit: 'ms',
    values: own.flatMap(({ latencies }) => latencies),
    baseline: { name, values: bare.flatMap(({ latencies }) => latencies) },
  });
  note({
    name: `p99 of the time of a push, ${clients} clients`,
    unit: 'ms',
    values: own.map(({ latencies }) => quantile(latencies, 0.99)),
    baseline: { name, values: bare.map(({ latencies }) => quantile(latencies, 0.99)) },
  });
}

/** What each client is going to push, made before the clock runs: `most` pushes in all. */
function createPushes(clients: number, most: number): readonly (readonly PushRequest[])[] {
  return Array.from({ length: clients }, (_client, client) => {
    const toOp = createOps(client);
    const session = createId();
    return Array.from({ length: Math.ceil(most / clients) }, () => ({
      clientId: `client-${client}`,
      inc: null,
      ops: Array.from({ length: batch }, () => toOp(session)),
    }));
  });
}

async function appendToMirror(
  dataDir: string,
  pushes: readonly (readonly PushRequest[])[],
  forMs: number,
): Promise<Appended> {
  const mirror = await startMirrorChild(dataDir);
  try {
    const clients = await Promise.all(
      pushes.map(async (own) => {
        const requests = own.map((push) => toPushBytes(mirror, push));
        return { line: await openPushLine(mirror.url), requests };
      }),
    );
    const appended = await append(
      clients.map(({ line, requests }) => ({ pushes: requests, send: line.push })),
      forMs,
    );
    for (const { line } of clients) line.close();
    return appended;
  } finally {
    await mirror.kill();
  }
}

async function appendToStore(
  path: string,
  pushes: readonly (readonly PushRequest[])[],
  forMs: number,
): Promise<Appended> {
  const store = await openSqliteStore({ path, workspaces: ['default'] });
  const send = async (push: PushRequest): Promise<void> => {
    const done = await store.push('default', push);
    if (done?.kind !== 'done') throw new Error('the store refused');
  };
  try {
    return await append(
      pushes.map((own) => ({ pushes: own, send })),
      forMs,
    );
  } finally {
    await store.close();
  }
}

/** Every client pushes as fast as it is answered, until its pushes or the time are used up. */
async function append<T>(
  clients: readonly { readonly pushes: readonly T[]; readonly send: (push: T) => Promise<void> }[],
  forMs: number,
): Promise<Appended> {
  const latencies: number[] = [];
  const start = performance.now() + warmUpMs;
  let end = start;
  await Promise.all(
    clients.map(async ({ pushes, send }) => {
      for (const push of pushes) {
        const begin = performance.now();
        if (begin >= start + forMs) return;
        await send(push);
        end = performance.now();
        if (begin >= start) latencies.push(end - begin);
      }
    }),
  );
  return { perSecond: (latencies.length * batch * 1_000) / (end - start), latencies };
}
