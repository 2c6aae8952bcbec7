import 'fake-indexeddb/auto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import { toBranch } from '../../utils/chat/branches.ts';
import { createId } from '../../utils/chat/id.ts';
import { type Message, textOf } from '../../utils/chat/message.ts';
import { createSearchService } from '../../utils/find/search-service.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { readMessages, readSession } from '../../utils/store/read.ts';
import type { RegisterValue } from '../../utils/store/schema.ts';
import type { Write } from '../../utils/store/write.ts';
import { type SimulatedDevice, startDevice, viewDevice } from '../faults/model/simulated-device.ts';
import { temporaryFolder } from '../mirror-server/test-mirror.ts';
import { binding, replyTo, startAt, turnOf, userMessage } from '../store/fixtures.ts';

const token = 'a-token-for-tests';
const signal = new AbortController().signal;

async function addDevice(client: ReturnType<typeof createMirrorClient>): Promise<SimulatedDevice> {
  let now = Date.now();
  const device = await startDevice(client, () => (now += 1_000));
  onTestFinished(() => device.close());
  return device;
}

/** Two devices that both hold a chat of two questions with their answers, and then lose touch. */
async function setUp(posting: { title: string; company: string } | null = null) {
  const mirror = await startMirror({ port: 0, dataDir: await temporaryFolder(), token });
  onTestFinished(() => mirror.close());
  const client = createMirrorClient({ baseUrl: mirror.url, token });
  const [a, b] = [await addDevice(client), await addDevice(client)];
  const sessionId = createId();
  const said = await say(a, sessionId, 'Apples?', 'Pears?');
  if (posting !== null) await set(a, sessionId, { posting: { ...elsewhere, ...posting } });
  await a.engine().run(signal);
  await b.engine().run(signal);
  return { a, b, sessionId, said };
}

const elsewhere = { key: 'https://jobs.example/1', print: '', url: '', place: '', at: 1 };
const commit = (device: SimulatedDevice, write: Write) => device.writer().commit(write);
const set = (device: SimulatedDevice, sessionId: string, values: Record<string, RegisterValue>) =>
  commit(device, { type: 'set-registers', sessionId, values });

/** Questions and answers, said now on this device. */
async function say(
  device: SimulatedDevice,
  sessionId: string,
  ...questions: readonly (string | Pick<Message, 'variantOf'>)[]
) {
  const messages = questions.flatMap((question) => {
    const text = typeof question === 'string' ? question : `Instead, on ${device.writer().clientId}`;
    const more = typeof question === 'string' ? {} : question;
    const own = { ...userMessage(sessionId, text), ...more, hlc: device.writer().nextHlc() };
    return [own, { ...replyTo(own, `Re: ${text}`), hlc: device.writer().nextHlc() }];
  });
  await commit(device, { type: 'save-messages', messages });
  return messages;
}

async function readChat(device: SimulatedDevice, sessionId: string) {
  const db = await device.db();
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 99 });
  return { session: await readSession(db, sessionId), messages, texts: messages.map(textOf) };
}

/** Both devices meet the mirror again, in the order given, until each has what the other did. */
async function meet(...devices: readonly SimulatedDevice[]): Promise<void> {
  for (const device of [...devices, ...devices]) await device.engine().run(signal);
  const [one, other] = await Promise.all(devices.map(viewDevice));
  expect(other).toEqual(one);
  expect(one).toMatchObject({ outbox: 0, failed: 0 });
}

const orders = [
  ['the device that acted comes back first', ([a, b]: Pair): Pair => [a, b]],
  ['the other comes back first', ([a, b]: Pair): Pair => [b, a]],
] as const;
type Pair = readonly [SimulatedDevice, SimulatedDevice];

describe.each(orders)('%s', (_name, inOrder) => {
  test('a fork holds what was said up to its message, and the chat what was said meanwhile', async () => {
    const { a, b, sessionId, said } = await setUp();
    const fork = createId();
    const messageId = said[1]?.id ?? '';
    await commit(a, { type: 'fork', fromSessionId: sessionId, messageId, sessionId: fork, binding });
    await say(a, fork, 'In the fork');
    await say(b, sessionId, 'Meanwhile');
    await meet(...inOrder([a, b]));
    for (const device of [a, b]) {
      const copy = await readChat(device, fork);
      expect(copy.texts).toEqual(['Apples?', 'Re: Apples?', 'In the fork', 'Re: In the fork']);
      expect(copy.session?.lineage?.forkOf).toEqual({ sessionId, messageId, title: 'Apples?' });
      expect((await readChat(device, sessionId)).texts.slice(-2)).toEqual(['Meanwhile', 'Re: Meanwhile']);
    }
  });

  test('a fork outlives the clearing of its source, and the source comes back with Undo', async () => {
    const { a, b, sessionId, said } = await setUp();
    const [fork, undoId] = [createId(), createId()];
    const messageId = said[3]?.id ?? '';
    await commit(a, { type: 'fork', fromSessionId: sessionId, messageId, sessionId: fork, binding });
    await commit(b, { type: 'delete-session', sessionId, undoId, at: startAt });
    await meet(...inOrder([a, b]));
    for (const device of [a, b]) {
      expect((await readChat(device, fork)).texts).toHaveLength(4);
      expect(await readChat(device, sessionId)).toMatchObject({ session: { deleted: true }, texts: [] });
    }
    await commit(b, { type: 'undo', undoId, at: startAt + 1 });
    await meet(...inOrder([a, b]));
    for (const device of [a, b]) {
      expect((await readChat(device, sessionId)).texts).toEqual((await readChat(device, fork)).texts);
    }
  });

  test('a merge keeps what one of its chats lost meanwhile, and takes nothing that was said later', async () => {
    const { a, b, sessionId } = await setUp();
    const [other, both] = [createId(), createId()];
    await say(a, other, 'Plums?');
    const fromSessionIds = [sessionId, other];
    await commit(a, { type: 'merge', fromSessionIds, sessionId: both, title: 'Fruit', binding });
    await say(b, sessionId, 'Meanwhile');
    await commit(b, { type: 'clear', sessionId, undoId: createId(), at: startAt });
    await meet(...inOrder([a, b]));
    for (const device of [a, b]) {
      const { session, texts } = await readChat(device, both);
      expect(session).toMatchObject({ title: 'Fruit', count: 6 });
      expect(session?.lineage?.mergedFrom.map((from) => from.sessionId)).toEqual(fromSessionIds);
      expect(texts.filter((text) => text.endsWith('?') && !text.startsWith('Re'))).toEqual([
        'Apples?',
        'Pears?',
        'Plums?',
      ]);
      expect((await readChat(device, sessionId)).texts).toEqual([]);
    }
  });

  test('tags, a pin and the archive of both devices are joined', async () => {
    const { a, b, sessionId } = await setUp();
    await set(a, sessionId, { 'tag:berlin': true, 'tag:old': true, pinned: true });
    await meet(a, b);
    await set(a, sessionId, { 'tag:remote': true, 'tag:old': false, archived: true });
    await set(b, sessionId, { 'tag:berlin': false, 'tag:oslo': true, pinned: false });
    await meet(...inOrder([a, b]));
    for (const device of [a, b]) {
      expect((await readChat(device, sessionId)).session).toMatchObject({
        tags: ['oslo', 'remote'],
        pinned: false,
        archived: true,
      });
    }
  });

  test('no automatic title takes the place of one that the user gave on the other device', async () => {
    const { a, b, sessionId } = await setUp({ title: 'Engineer', company: 'Acme' });
    expect((await readChat(b, sessionId)).session?.title).toBe('Engineer · Acme');
    await commit(a, { type: 'rename', sessionId, title: 'My title' });
    const message = { ...userMessage(sessionId, 'And this job?'), hlc: b.writer().nextHlc() };
    const posting = { ...elsewhere, key: 'https://jobs.example/2', title: 'Cook', company: 'Diner' };
    await commit(b, { type: 'start-turn', message, turn: turnOf(message), posting });
    expect((await readChat(b, sessionId)).session?.title).toBe('Cook · Diner');
    await meet(...inOrder([a, b]));
    for (const device of [a, b]) {
      const { session } = await readChat(device, sessionId);
      expect(session).toMatchObject({ title: 'My title', titleByUser: true, posting });
    }
  });

  test('a question that both devices edited has three versions, the same ones on both', async () => {
    const { a, b, sessionId, said } = await setUp();
    const variantOf = said[2]?.id ?? '';
    await say(a, sessionId, { variantOf });
    await say(b, sessionId, { variantOf });
    await meet(...inOrder([a, b]));
    const [here, there] = await Promise.all(
      [a, b].map(async (device) => toBranch((await readChat(device, sessionId)).messages, new Map())),
    );
    expect(there).toEqual(here);
    expect([...(here?.versions.values() ?? [])]).toMatchObject([{ ids: { length: 3 }, index: 2 }]);
    expect(here?.shown.map(textOf)).toMatchObject({ length: 4, 0: 'Apples?' });
  });

  test('a search on the other device finds what was said, forked and tagged, and not what was cleared', async () => {
    const { a, b, sessionId, said } = await setUp();
    const [service, fork] = [createSearchService(await b.db()), createId()];
    await service.load();
    const find = async (line: string) => {
      const { items } = await service.search(line, { limit: 9, now: Date.now() });
      return items.map((item) => item.sessionId);
    };
    expect(await find('pears in:mine')).toEqual([sessionId]);
    const messageId = said[3]?.id ?? '';
    await commit(a, { type: 'fork', fromSessionId: sessionId, messageId, sessionId: fork, binding });
    await commit(a, { type: 'clear', sessionId, undoId: createId(), at: startAt });
    await set(a, fork, { 'tag:orchard': true });
    await say(b, sessionId, 'Quinces?');
    await meet(...inOrder([a, b]));
    await service.changed([sessionId, fork]);
    expect(await find('pears in:mine')).toEqual([fork]);
    expect(await find('tag:orchard')).toEqual([fork]);
    expect(await find('quinces in:mine')).toEqual([sessionId]);
  });
});
