import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import { createId } from '../../utils/chat/id.ts';
import type { Op } from '../../utils/mirror/protocol.ts';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import type { BenchWorld } from './bench-world.ts';
import type { Note } from './figure.ts';
import { createOps } from './fill-mirror.ts';
import { pushOver } from './push-over.ts';

/** Messages in one push. */
const batch = 20;
const warmUpMs = 500;

const placeSchema = v.object({ url: v.string(), token: v.string() });

interface Appended {
  readonly perSecond: number;
  /** Of each push, in ms. */
  readonly latencies: readonly number[];
}

/** Durable appends over HTTP, in turn with the same pushes handed to the store itself. */
export async function measureMirror(world: BenchWorld, note: Note): Promise<void> {
  const forMs = world.quick ? 1_000 : 3_000;
  const rounds = world.quick ? 1 : 3;
  for (const clients of [1, 16, 256]) {
    const own: Appended[] = [];
    const bare: Appended[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const name = `${clients}-${round}`;
      bare.push(await appendToStore(join(world.folder, `bare-${name}.db`), clients, forMs));
      own.push(await appendToMirror(join(world.folder, `mirror-${name}`), clients, forMs));
    }
    note({
      name: `durable appends, ${clients} clients, ${batch} in a push`,
      unit: '/s',
      values: own.map(({ perSecond }) => perSecond),
      baseline: { name: 'the store without HTTP', values: bare.map(({ perSecond }) => perSecond) },
      ...(clients === 16
        ? { goal: { words: '≥ 0.7 ×', holds: ({ ratio }) => ratio !== null && ratio >= 0.7 } }
        : {}),
    });
    note({
      name: `time of a push, ${clients} clients`,
      unit: 'ms',
      values: own.flatMap(({ latencies }) => latencies),
      baseline: { name: 'the store without HTTP', values: bare.flatMap(({ latencies }) => latencies) },
    });
  }
}

async function appendToMirror(dataDir: string, clients: number, forMs: number): Promise<Appended> {
  // A process of its own, as it is in use: the clients' work is not the mirror's.
  const child = fork(join(import.meta.dirname, 'mirror-process.ts'), [dataDir]);
  const agent = new Agent({ keepAlive: true });
  try {
    const [mirror] = v.parse(v.looseTuple([placeSchema]), await once(child, 'message'));
    return await append(clients, forMs, (ops, clientId) => pushOver(agent, mirror, { ops, clientId }));
  } finally {
    agent.destroy();
    child.kill();
    if (child.exitCode === null) await once(child, 'exit');
  }
}

async function appendToStore(path: string, clients: number, forMs: number): Promise<Appended> {
  const store = await openSqliteStore({ path, workspaces: ['default'] });
  try {
    return await append(clients, forMs, async (ops, clientId) => {
      const done = await store.push('default', { clientId, inc: null, ops: [...ops] });
      if (done?.kind !== 'done') throw new Error('the store refused');
    });
  } finally {
    await store.close();
  }
}

/** Every client pushes as fast as it is answered. */
async function append(
  clients: number,
  forMs: number,
  send: (ops: readonly Op[], client: string) => Promise<void>,
): Promise<Appended> {
  const latencies: number[] = [];
  // The first pushes go through code that was not compiled yet, here and there alike.
  const start = performance.now() + warmUpMs;
  await Promise.all(
    Array.from({ length: clients }, async (_none, client) => {
      const toOp = createOps(client);
      const session = createId();
      while (performance.now() < start + forMs) {
        const ops = Array.from({ length: batch }, () => toOp(session));
        const begin = performance.now();
        await send(ops, `client-${client}`);
        if (begin >= start) latencies.push(performance.now() - begin);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  return { perSecond: (latencies.length * batch) / seconds, latencies };
}
