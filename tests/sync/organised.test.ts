import 'fake-indexeddb/auto';
import { expect, onTestFinished, test } from 'vitest';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import { createId } from '../../utils/chat/id.ts';
import { type PostingFacts, savedPostingIdOf } from '../../utils/chat/saved-posting.ts';
import type { SessionPosting } from '../../utils/chat/session.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { listPostings } from '../../utils/store/posting-rows.ts';
import { readSession } from '../../utils/store/read.ts';
import { listSessions, listSessionsOfPosting } from '../../utils/store/list-sessions.ts';
import { type SimulatedDevice, startDevice } from '../faults/model/simulated-device.ts';
import { temporaryFolder } from '../mirror-server/test-mirror.ts';
import { turnOf, userMessage } from '../store/fixtures.ts';

const token = 'a-token-for-tests';
const signal = new AbortController().signal;
const posting: SessionPosting = {
  key: 'https://jobs.example/1',
  print: 'p:1',
  url: 'https://jobs.example/1?utm=x',
  title: 'Engineer',
  company: 'Acme',
  place: 'Oslo',
  at: 1,
};
const facts: PostingFacts = {
  ...posting,
  workplace: '',
  employmentType: '',
  salary: '',
  datePosted: null,
  validThrough: null,
  applyUrl: '',
};

async function setUp(): Promise<readonly [SimulatedDevice, SimulatedDevice]> {
  const mirror = await startMirror({ port: 0, dataDir: await temporaryFolder(), token });
  onTestFinished(() => mirror.close());
  let now = Date.now();
  const add = async () => {
    const client = createMirrorClient({ baseUrl: mirror.url, token });
    const device = await startDevice(client, () => (now += 1_000));
    onTestFinished(() => device.close());
    return device;
  };
  return [await add(), await add()];
}

const sync = async (...devices: SimulatedDevice[]) => {
  for (const device of devices) await device.engine().run(signal);
};
const set = (device: SimulatedDevice, sessionId: string, values: Record<string, string | boolean | null>) =>
  device.writer().commit({ type: 'set-registers', sessionId, values });

test('a chat about a posting is found by the address and by the words of the posting, on both devices', async () => {
  const [a, b] = await setUp();
  const sessionId = createId();
  const message = userMessage(sessionId, 'Do I fit?');
  await a.writer().commit({ type: 'start-turn', message, turn: turnOf(message), posting });
  await sync(a, b);
  for (const device of [a, b]) {
    const db = await device.db();
    for (const sought of [
      { key: posting.key, print: '' },
      { key: 'https://elsewhere.example', print: posting.print },
    ]) {
      expect(await listSessionsOfPosting(db, sought)).toMatchObject([{ id: sessionId, posting }]);
    }
    expect(await listSessionsOfPosting(db, { key: 'https://jobs.example/2', print: 'p:2' })).toEqual([]);
  }
});

test('a cleared chat is not offered for its posting any more', async () => {
  const [a] = await setUp();
  const sessionId = createId();
  const message = userMessage(sessionId, 'Do I fit?');
  await a.writer().commit({ type: 'start-turn', message, turn: turnOf(message), posting });
  await a.writer().commit({ type: 'clear', sessionId, undoId: createId(), at: 1 });
  expect(await listSessionsOfPosting(await a.db(), posting)).toEqual([]);
});

test('tags given on two devices while apart are both there afterwards, and pins too', async () => {
  const [a, b] = await setUp();
  const sessionId = createId();
  const message = userMessage(sessionId, 'Hello');
  await a.writer().commit({ type: 'start-turn', message, turn: turnOf(message) });
  await sync(a, b);
  await set(a, sessionId, { 'tag:berlin': true, pinned: true });
  await set(b, sessionId, { 'tag:remote': true, archived: true });
  await sync(b, a, b);
  for (const device of [a, b]) {
    expect(await readSession(await device.db(), sessionId)).toMatchObject({
      tags: ['berlin', 'remote'],
      pinned: true,
      archived: true,
    });
  }
});

test('a posting saved on two devices is one, with the status of one and the note of the other', async () => {
  const [a, b] = await setUp();
  const id = savedPostingIdOf(posting.key);
  for (const device of [a, b]) {
    await device.writer().commit({
      type: 'set-registers',
      sessionId: id,
      values: { 'job.saved': true, 'job.facts': facts },
    });
  }
  await set(a, id, { 'job.status': 'applied' });
  await set(b, id, { 'job.note': 'Ask Kim', 'job.follow-up-on': '2026-12-01' });
  await sync(a, b, a);
  for (const device of [a, b]) {
    const db = await device.db();
    expect(await listPostings(db)).toMatchObject([
      { id, status: 'applied', note: 'Ask Kim', followUpOn: '2026-12-01', facts: { title: 'Engineer' } },
    ]);
    expect(await listSessions(db, { limit: 9, before: null })).toEqual([]);
  }
  await set(a, id, { 'job.saved': false });
  await sync(a, b);
  expect(await listPostings(await b.db())).toEqual([]);
});
