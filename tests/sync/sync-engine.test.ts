import 'fake-indexeddb/auto';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryStore } from '../../server/mirror/memory-store.ts';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { createMirrorClient, type MirrorClient } from '../../utils/mirror/mirror-client.ts';
import { MirrorError } from '../../utils/mirror/mirror-error.ts';
import { pullAll } from '../../utils/sync/pull.ts';
import { defaultWorkspace } from '../../utils/mirror/protocol.ts';
import { readSession } from '../../utils/store/read.ts';
import { temporaryFolder } from '../mirror-server/test-mirror.ts';
import { userMessage } from '../store/fixtures.ts';
import { type SimulatedDevice, startDevice, viewDevice } from '../faults/model/simulated-device.ts';

const signal = new AbortController().signal;
const sessionId = createId();

async function setUp(around: (client: MirrorClient) => Partial<MirrorClient> = () => ({})) {
  const store = createMemoryStore({ workspaces: [defaultWorkspace] });
  const mirror = await startMirror({ port: 0, dataDir: await temporaryFolder(), token: 'tok', store });
  onTestFinished(() => mirror.close());
  const client = createMirrorClient({ baseUrl: mirror.url, token: 'tok' });
  const add = async (own: MirrorClient): Promise<SimulatedDevice> => {
    const device = await startDevice(own, Date.now);
    onTestFinished(() => device.close());
    return device;
  };
  return { a: await add({ ...client, ...around(client) }), b: await add(client), url: mirror.url, add };
}

async function say(device: SimulatedDevice, ...texts: string[]): Promise<void> {
  const messages = texts.map((text) => ({ ...userMessage(sessionId, text), hlc: device.writer().nextHlc() }));
  await device.writer().commit({ type: 'save-messages', messages });
}

const textsOf = async (device: SimulatedDevice) => (await viewDevice(device)).messages.map(textOf);

test('an op that no mirror can read is set aside, visibly, and holds up nothing', async () => {
  const { a, b } = await setUp();
  const poison = { ...userMessage(sessionId, 'Poison'), author: 'x'.repeat(501) };
  await a.writer().commit({ type: 'save-messages', messages: [poison] });
  await say(a, 'Good');
  await a.engine().run(signal);
  await b.engine().run(signal);
  expect(a.status()).toMatchObject({ mirror: 'waiting', waiting: 0, failed: 1 });
  expect(await readSession(await a.db(), sessionId)).toMatchObject({ count: 2, mirrored: false });
  expect(await (await a.db()).getAll('failed')).toMatchObject([{ op: { message: { id: poison.id } } }]);
  expect(await textsOf(b)).toEqual(['Good']);
});

test.each(['refused', 'too-large'] as const)(
  'a push that is %s as a whole is halved until the op at fault stands alone',
  async (reason) => {
    const { a, b } = await setUp((client) => ({
      push: async (request, abort) => {
        if (JSON.stringify(request).includes('Poison')) throw new MirrorError(reason);
        return client.push(request, abort);
      },
    }));
    await say(a, ...Array.from({ length: 30 }, (_, index) => (index === 17 ? 'Poison' : `No. ${index}`)));
    await a.engine().run(signal);
    await b.engine().run(signal);
    expect(a.status()).toMatchObject({ waiting: 0, failed: 1 });
    expect(await textsOf(b)).toHaveLength(29);
  },
);

test('a mirror that refuses whatever is pushed has judged no op: all of them wait', async () => {
  const { a } = await setUp(() => ({ push: () => Promise.reject(new MirrorError('refused')) }));
  await say(a, 'One', 'Two');
  await a.engine().run(signal);
  expect(a.status()).toMatchObject({ mirror: 'offline', waiting: 2, failed: 0 });
});

test('an op that the mirror rejects is kept and counted, and offered again to another mirror', async () => {
  let rejects = true;
  const { a, b } = await setUp((client) => ({
    push: async (request, abort) => {
      if (!rejects) return client.push(request, abort);
      const acks = request.ops.map(({ opId }) => ({ opId, status: 'rejected' as const, reason: 'no' }));
      return { acks, rows: [], cursor: 0, inc: 'another-mirror' };
    },
    changes: async (query, abort) =>
      rejects
        ? { inc: 'another-mirror', since: query.since, rows: [], cursor: query.since, more: false }
        : client.changes(query, abort),
  }));
  await say(a, 'Hello');
  await a.writer().commit({ type: 'rename', sessionId, title: 'Title' });
  await a.engine().run(signal);
  expect(a.status()).toMatchObject({ mirror: 'waiting', waiting: 0, failed: 2 });
  rejects = false;
  await a.engine().run(signal);
  await b.engine().run(signal);
  expect(a.status()).toMatchObject({ mirror: 'mirrored', waiting: 0, failed: 0 });
  expect(await readSession(await b.db(), sessionId)).toMatchObject({ title: 'Title', count: 1 });
});

test('answers without acks are asked for once a run, not for ever', async () => {
  let pushes = 0;
  const { a } = await setUp(() => ({
    push: async () => {
      pushes += 1;
      return { acks: [], rows: [], cursor: 0, inc: 'x' };
    },
  }));
  await say(a, 'Hello');
  await a.engine().run(signal);
  expect(pushes).toBe(1);
  expect(a.status()).toMatchObject({ mirror: 'offline', waiting: 1 });
});

test('pages that do not follow on are refused, and do not loop', async () => {
  const page = { inc: 'x', rows: [], cursor: 0, since: 0, more: true };
  const { a } = await setUp(() => ({ changes: async () => page }));
  await a.engine().run(signal);
  expect(a.status()).toMatchObject({ mirror: 'offline' });
});

test('a mirror that changes its mind at every request is left alone for a while', async () => {
  let asked = 0;
  const { a } = await setUp(() => ({
    changes: async () => {
      asked += 1;
      throw new MirrorError('resync', { resync: { resync: 'incarnation', inc: `inc-${asked}` } });
    },
    push: async () => {
      throw new MirrorError('resync', { resync: { resync: 'incarnation', inc: `inc-${asked}` } });
    },
  }));
  await a.engine().run(signal);
  expect(asked).toBe(4);
  expect(a.status()?.mirror).toBe('offline');
});

test('a wrong token asks for a sign-in, a busy mirror for patience, a dead one says offline', async () => {
  const { add, url } = await setUp();
  const stranger = await add(createMirrorClient({ baseUrl: url, token: 'wrong' }));
  await say(stranger, 'Hello');
  await stranger.engine().run(signal);
  expect(stranger.status()).toMatchObject({ mirror: 'sign-in-needed', waiting: 1 });
  const { a: busy } = await setUp(() => ({
    push: () => Promise.reject(new MirrorError('rate-limited', { retryAfterMs: 600_000 })),
  }));
  await say(busy, 'Hello');
  await busy.engine().run(signal);
  expect(busy.status()).toMatchObject({ mirror: 'waiting', waiting: 1, retryAfterMs: 600_000 });
  const { a: absurd } = await setUp(() => ({
    push: () => Promise.reject(new MirrorError('rate-limited', { retryAfterMs: 99_999_999_999_000 })),
  }));
  await say(absurd, 'Hello');
  await absurd.engine().run(signal);
  // Longer than timers know would be no wait at all.
  expect(absurd.status()?.retryAfterMs).toBe(3_600_000);
  const dead = await add(createMirrorClient({ baseUrl: 'http://127.0.0.1:1', token: '' }));
  await dead.engine().run(signal);
  const first = dead.status()?.retryAfterMs ?? 0;
  for (let index = 0; index < 9; index += 1) await dead.engine().run(signal);
  expect(dead.status()).toMatchObject({ mirror: 'offline', waiting: 0 });
  expect(dead.status()?.retryAfterMs ?? 0).toBeGreaterThan(first * 10);
});

test('nothing is called mirrored before its ack, and calls during a run join it', async () => {
  const seen: (string | undefined)[] = [];
  const { a } = await setUp((client) => ({
    push: async (request, abort) => {
      seen.push(a.status()?.mirror);
      // What is said during the push is not in it, and not called mirrored after it.
      if (seen.length === 1) {
        await say(a, 'Two');
        void a.engine().run(signal);
      }
      return client.push(request, abort);
    },
  }));
  await say(a, 'One');
  await Promise.all([a.engine().run(signal), a.engine().run(signal)]);
  expect(seen).toEqual(['waiting', 'waiting']);
  expect(a.status()).toMatchObject({ mirror: 'mirrored', waiting: 0 });
});

test('an aborted run ends quietly and leaves the rest for the next', async () => {
  const stop = new AbortController();
  const { a, b } = await setUp((client) => ({
    push: (request, abort) => {
      stop.abort();
      return client.push(request, abort);
    },
  }));
  await say(a, 'One');
  await a.engine().run(stop.signal);
  expect((await viewDevice(a)).outbox).toBe(1);
  await a.engine().run(signal);
  await b.engine().run(signal);
  expect(await textsOf(b)).toEqual(['One']);
});

test('the next page is on its way while one is written, and never more than that one', async () => {
  const known: number[] = [];
  const { a, add, url } = await setUp();
  await say(a, ...Array.from({ length: 35 }, (_, at) => `No. ${at}`));
  await a.engine().run(signal);
  const client = createMirrorClient({ baseUrl: url, token: 'tok' });
  const fresh = await add({
    ...client,
    async changes(query, abort) {
      known.push(await (await fresh.db()).count('messages'));
      return client.changes({ ...query, limit: 10 }, abort);
    },
  });
  await fresh.engine().run(signal);
  expect(known).toEqual([0, 0, 10, 20]);
  expect(await textsOf(fresh)).toHaveLength(35);
});

test('a first fetch tells how far it is, and a look that brings a page or nothing does not', async () => {
  const { a, add, url } = await setUp();
  await say(a, ...Array.from({ length: 25 }, (_, at) => `No. ${at}`));
  await a.engine().run(signal);
  const client = createMirrorClient({ baseUrl: url, token: 'tok' });
  const fresh = await add(client);
  const told: (number | null)[] = [];
  const mirror: MirrorClient = {
    ...client,
    changes: (query, abort) => client.changes({ ...query, limit: 10 }, abort),
  };
  const { clientId, clock } = fresh.writer();
  const onPulling = (rows: number | null): void => void told.push(rows);
  const ports = { db: fresh.db, mirror, clientId, clock, onChanged: () => undefined, onPulling };
  await pullAll(ports, signal);
  expect(told).toEqual([10, 20, null]);
  await pullAll(ports, signal);
  expect(told).toEqual([10, 20, null, null]);
});

test('what was asked for ahead counts for nothing when its page could not be saved', async () => {
  let asked = 0;
  const { a, add, url } = await setUp();
  await say(a, ...Array.from({ length: 25 }, (_, at) => `No. ${at}`));
  await a.engine().run(signal);
  const client = createMirrorClient({ baseUrl: url, token: 'tok' });
  const fresh = await add({
    ...client,
    async changes(query, abort) {
      asked += 1;
      const page = await client.changes({ ...query, limit: 10 }, abort);
      // The first page comes twice: the second time it does not follow on what is there.
      return asked === 2 ? { ...page, since: 0 } : page;
    },
  });
  await fresh.engine().run(signal);
  expect(fresh.status()).toMatchObject({ mirror: 'offline' });
  expect(await textsOf(fresh)).toHaveLength(10);
  await fresh.engine().run(signal);
  expect(await textsOf(fresh)).toHaveLength(25);
});
