import 'fake-indexeddb/auto';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type RunningMirror, startMirror } from '../../server/mirror/start-mirror.ts';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { createMirrorClient, type MirrorClient } from '../../utils/mirror/mirror-client.ts';
import { listTurns, readMessages, readSession } from '../../utils/store/read.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import { temporaryFolder } from '../mirror-server/test-mirror.ts';
import { replyTo, startAt, turnOf, userMessage } from '../store/fixtures.ts';
import { type SimulatedDevice, startDevice, viewDevice } from '../faults/model/simulated-device.ts';

const token = 'a-token-for-tests';
const signal = new AbortController().signal;
const sessionId = createId();

async function start(dataDir: string, options: { newIncarnation?: boolean; forgetDeleted?: boolean } = {}) {
  const mirror = await startMirror({ port: 0, dataDir, token, ...options });
  onTestFinished(() => mirror.close());
  return mirror;
}

/** A client that follows the mirror when it is started again at another port. */
function clientOf(current: () => RunningMirror): MirrorClient {
  const client = () => createMirrorClient({ baseUrl: current().url, token });
  return {
    check: (...args) => client().check(...args),
    push: (...args) => client().push(...args),
    changes: (...args) => client().changes(...args),
    openLive: (...args) => client().openLive(...args),
  };
}

async function addDevice(client: MirrorClient, skewMs = 0): Promise<SimulatedDevice> {
  let now = Date.now();
  const device = await startDevice(client, () => (now += 1_000) + skewMs);
  onTestFinished(() => device.close());
  return device;
}

async function setUp(): Promise<{ a: SimulatedDevice; b: SimulatedDevice; client: MirrorClient }> {
  const mirror = await start(await temporaryFolder());
  const client = clientOf(() => mirror);
  return { client, a: await addDevice(client), b: await addDevice(client) };
}

const say = (device: SimulatedDevice, ...texts: string[]) =>
  device.writer().commit({
    type: 'save-messages',
    messages: texts.map((text) => ({ ...userMessage(sessionId, text), hlc: device.writer().nextHlc() })),
  });
const clear = (device: SimulatedDevice, undoId = createId()) =>
  device.writer().commit({ type: 'clear', sessionId, undoId, at: startAt });
const sync = async (...devices: SimulatedDevice[]) => {
  for (const device of devices) await device.engine().run(signal);
};
const texts = async (device: SimulatedDevice) => (await viewDevice(device)).messages.map(textOf);

test('what is said on one device is on the other, answer and title too', async () => {
  const { a, b } = await setUp();
  const question = userMessage(sessionId, 'Hello');
  await a.writer().commit({ type: 'start-turn', message: question, turn: turnOf(question) });
  await a.writer().commit({
    type: 'finish-turn',
    turnId: question.id,
    sessionId,
    reply: replyTo(question, 'Good morning'),
  });
  await a.writer().commit({ type: 'rename', sessionId, title: 'Morning' });
  expect(await readSession(await a.db(), sessionId)).toMatchObject({ mirrored: false });
  await sync(a, b);
  const expected = { title: 'Morning', count: 2, mirrored: true, deleted: false };
  expect(await readSession(await a.db(), sessionId)).toMatchObject(expected);
  expect(await listSessions(await b.db(), { limit: 9, before: null })).toMatchObject([expected]);
  const page = { sessionId, before: null, limit: 9 };
  expect(await readMessages(await b.db(), page)).toEqual(await readMessages(await a.db(), page));
  expect(a.status()).toEqual({ mirror: 'mirrored', waiting: 0, failed: 0, retryAfterMs: null });
});

test('a device that was offline for a week catches up, and an empty profile gets everything', async () => {
  const { client, a, b } = await setUp();
  await sync(a, b);
  const week = Array.from({ length: 1_200 }, (_, index) => `No. ${index}`);
  await say(a, ...week.slice(0, 600));
  await say(b, 'Meanwhile, offline');
  await say(a, ...week.slice(600));
  await sync(a, b, a);
  const empty = await addDevice(client);
  await sync(empty);
  for (const device of [a, b, empty]) {
    expect((await texts(device)).toSorted()).toEqual([...week, 'Meanwhile, offline'].toSorted());
    expect(await texts(device)).toEqual(await texts(a));
  }
});

test('a clear takes what was seen, everywhere; what an offline device said meanwhile stays', async () => {
  const { a, b } = await setUp();
  await say(a, 'Seen');
  await sync(a, b);
  await say(b, 'Not seen by a');
  await clear(a);
  await sync(a, b, a);
  expect(await texts(a)).toEqual(['Not seen by a']);
  expect(await texts(b)).toEqual(['Not seen by a']);
  expect(JSON.stringify(await (await b.db()).getAll('messages'))).not.toContain('"Seen"');
});

test('what was cleared before it was sent never leaves the device', async () => {
  const { a, b } = await setUp();
  await say(a, 'Never mind');
  await clear(a);
  await sync(a, b);
  expect(await texts(b)).toEqual([]);
  expect(a.status()).toMatchObject({ mirror: 'mirrored' });
  expect(JSON.stringify(await (await b.db()).getAll('messages'))).not.toContain('Never mind');
});

test('an undo is undone everywhere, also when the clear has arrived already', async () => {
  const { a, b } = await setUp();
  await say(a, 'One', 'Two');
  const undoId = createId();
  await clear(a, undoId);
  await sync(a, b);
  expect(await texts(b)).toEqual([]);
  await a.writer().commit({ type: 'undo', undoId, at: startAt + 9_000 });
  await sync(a, b);
  expect(await texts(b)).toEqual(['One', 'Two']);
});

test('a deleted session goes everywhere, and comes back with a message that its deleter had not seen', async () => {
  const { a, b } = await setUp();
  await say(a, 'Old');
  await sync(a, b);
  await a.writer().commit({ type: 'delete-session', sessionId, undoId: createId(), at: startAt });
  await sync(a, b);
  expect(await readSession(await b.db(), sessionId)).toMatchObject({ deleted: true });
  await say(b, 'Late');
  await sync(b, a);
  expect(await readSession(await a.db(), sessionId)).toMatchObject({ deleted: false, count: 1 });
});

test('a turn whose question was cleared elsewhere is dropped, and its answer too', async () => {
  const { a, b } = await setUp();
  const question = userMessage(sessionId, 'Long question');
  await a.writer().commit({ type: 'start-turn', message: question, turn: turnOf(question) });
  await sync(a, b);
  await clear(b);
  await sync(b, a);
  expect(await listTurns(await a.db())).toEqual([]);
  const reply = replyTo(question, 'Answer');
  await a.writer().commit({ type: 'finish-turn', turnId: question.id, sessionId, reply });
  await sync(a, b);
  expect([await texts(a), await texts(b)]).toEqual([[], []]);
});

test('a device whose clock is slow can still rename what another has named', async () => {
  const { client, a } = await setUp();
  const slow = await addDevice(client, -3_600_000);
  await say(a, 'x');
  await a.writer().commit({ type: 'rename', sessionId, title: 'By a' });
  await sync(a, slow);
  await slow.writer().commit({ type: 'rename', sessionId, title: 'By the slow one' });
  await sync(slow, a);
  const session = await readSession(await a.db(), sessionId);
  expect(session?.title).toBe('By the slow one');
});

test('what is said and answered on a device whose clock is slow stands below what was there', async () => {
  const { client, a } = await setUp();
  const slow = await addDevice(client, -3_600_000);
  const hlcs = (device: SimulatedDevice) => ({ hlc: device.writer().nextHlc() });
  await a.writer().commit({
    type: 'save-messages',
    messages: [{ ...userMessage(sessionId, 'By a'), ...hlcs(a) }],
  });
  await sync(a, slow);
  const question = { ...userMessage(sessionId, 'By the slow one'), ...hlcs(slow) };
  await slow.writer().commit({ type: 'start-turn', message: question, turn: turnOf(question) });
  const reply = { ...replyTo(question, 'Answered there'), ...hlcs(slow) };
  await slow.writer().commit({ type: 'finish-turn', turnId: question.id, sessionId, reply });
  await sync(slow, a);
  const expected = ['By a', 'By the slow one', 'Answered there'];
  expect([await texts(slow), await texts(a)]).toEqual([expected, expected]);
});

test('a mirror restored from a backup gets back what the devices have, and no clear is undone', async () => {
  const dataDir = await temporaryFolder();
  const backup = join(await temporaryFolder(), 'backup');
  let mirror = await start(dataDir);
  const client = clientOf(() => mirror);
  const [a, b] = [await addDevice(client), await addDevice(client)];
  const other = createId();
  const elsewhere = { ...userMessage(other, 'Cleared later'), hlc: a.writer().nextHlc() };
  await say(a, 'Before');
  await a.writer().commit({ type: 'save-messages', messages: [elsewhere] });
  await sync(a, b);
  await mirror.close();
  await cp(dataDir, backup, { recursive: true });
  mirror = await start(dataDir);
  await say(a, 'After the backup');
  await a.writer().commit({ type: 'clear', sessionId: other, undoId: createId(), at: startAt });
  await a.writer().commit({ type: 'rename', sessionId, title: 'Also after' });
  await sync(a, b);
  await mirror.close();
  await rm(dataDir, { recursive: true });
  mirror = await start(backup, { newIncarnation: true });
  await say(b, 'After the restore');
  await sync(b, a, b);
  const empty = await addDevice(client);
  await sync(empty);
  for (const device of [a, b, empty]) {
    expect((await texts(device)).toSorted()).toEqual(['After the backup', 'After the restore', 'Before']);
    expect(await readSession(await device.db(), sessionId)).toMatchObject({ title: 'Also after' });
    expect(device.status()).toMatchObject({ mirror: 'mirrored' });
  }
});

test('another mirror is offered everything', async () => {
  let mirror = await start(await temporaryFolder());
  const client = clientOf(() => mirror);
  const a = await addDevice(client);
  await say(a, ...Array.from({ length: 700 }, (_, index) => `No. ${index}`));
  await a.writer().commit({ type: 'rename', sessionId, title: 'Mine' });
  await sync(a);
  mirror = await start(await temporaryFolder());
  await sync(a);
  const b = await addDevice(client);
  await sync(b);
  expect(await texts(b)).toEqual(await texts(a));
  expect(await readSession(await b.db(), sessionId)).toMatchObject({ title: 'Mine', count: 700 });
});

test('a mirror that has forgotten old deletions makes them go on a device that missed them', async () => {
  const dataDir = await temporaryFolder();
  let mirror = await start(dataDir);
  const client = clientOf(() => mirror);
  const [a, b] = [await addDevice(client), await addDevice(client)];
  await say(a, 'Cleared while b was away');
  await sync(a, b);
  await clear(a);
  await say(a, 'Kept');
  await sync(a);
  await mirror.close();
  mirror = await start(dataDir, { forgetDeleted: true });
  await say(b, 'Unsent');
  await sync(b, a);
  for (const device of [a, b]) {
    expect((await texts(device)).toSorted()).toEqual(['Kept', 'Unsent']);
    expect(await readSession(await device.db(), sessionId)).toMatchObject({ count: 2, mirrored: true });
  }
});
