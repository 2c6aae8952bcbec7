import { expect, test } from 'vitest';
import { savedPostingIdOf } from '../../utils/chat/saved-posting.ts';
import { openStore } from '../../utils/store/open-store.ts';
import { findPosting, listPostings, listPostingsWithChats } from '../../utils/store/posting-rows.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import type { SavedFields } from '../../entrypoints/sidepanel/saved-verbs.ts';
import type { Device } from '../fakes/device.ts';
import { factsOf } from '../saved/saved-samples.ts';
import { connectTo, endAfterTest, openAgent, openDevice, openMirror } from './setup.ts';

const facts = factsOf('a');
const postingId = savedPostingIdOf(facts.key);

async function readerOf(device: Device) {
  const db = await openStore({ name: device.name });
  endAfterTest(async () => db.close());
  return db;
}
async function set(device: Device, fields: SavedFields): Promise<void> {
  const screen = await device.open();
  expect(await screen.command({ type: 'set-saved-posting', postingId, fields })).toBe(null);
}

for (const first of ['desk', 'laptop'] as const) {
  test(`two devices, one of them offline, end with the same list; ${first} comes back first`, async () => {
    const mirror = await openMirror();
    const devices = {
      desk: openDevice({ mirror: mirror.settings }),
      laptop: openDevice({ mirror: mirror.settings }),
    };
    await set(devices.desk, { 'job.saved': true, 'job.facts': facts });
    await devices.desk.idle();
    await devices.laptop.idle();
    await mirror.stop();
    await set(devices.desk, { 'job.status': 'applied', 'job.applied-on': '2026-11-22' });
    await set(devices.laptop, { 'job.note': 'Ask Kim', 'job.follow-up-on': '2026-12-01' });
    await set(devices.laptop, { 'job.status': 'closed' });
    await set(devices.desk, { 'job.status': 'offer' }); // later than "closed": wins on both
    await mirror.start();
    const second = first === 'desk' ? 'laptop' : 'desk';
    for (const name of [first, second, first] as const) await devices[name].idle();
    for (const device of Object.values(devices)) {
      expect(await listPostings(await readerOf(device))).toMatchObject([
        {
          id: postingId,
          status: 'offer',
          note: 'Ask Kim',
          appliedOn: '2026-11-22',
          followUpOn: '2026-12-01',
          facts: { title: 'Engineer a' },
        },
      ]);
    }
  });
}

test('a posting taken off on one device goes on the other, and comes back with its note', async () => {
  const mirror = await openMirror();
  const [desk, laptop] = [openDevice({ mirror: mirror.settings }), openDevice({ mirror: mirror.settings })];
  await set(desk, { 'job.saved': true, 'job.facts': facts, 'job.note': 'Kept' });
  await desk.idle();
  await laptop.idle();
  await set(laptop, { 'job.saved': false });
  await laptop.idle();
  await desk.idle();
  expect(await listPostings(await readerOf(desk))).toEqual([]);
  await set(desk, { 'job.saved': true });
  expect(await listPostings(await readerOf(desk))).toMatchObject([{ note: 'Kept' }]);
});

test('a saved posting is no chat, and the chats about it are found under its address and its words', async () => {
  const agent = await openAgent();
  const device = openDevice(connectTo(agent));
  await set(device, { 'job.saved': true, 'job.facts': facts });
  const { key, print, url, title, company, place } = facts;
  const about = { url, title, company, place, at: 1 };
  const sessions: string[] = [];
  for (const posting of [
    { ...about, key, print: '' },
    { ...about, key: 'elsewhere', print },
    { ...about, key: 'other', print: 'other' },
  ]) {
    const screen = await device.open();
    const messageId = crypto.randomUUID();
    await screen.command({
      type: 'send',
      sessionId: screen.sessionId,
      messageId,
      text: 'Do I fit?',
      posting,
      variantOf: null,
    });
    await screen.reply(messageId);
    sessions.push(screen.sessionId);
  }
  const db = await readerOf(device);
  const [row] = await listPostingsWithChats(db);
  expect(row?.chats.map(({ id }) => id)).toEqual([sessions[1], sessions[0]]);
  expect(await listSessions(db, { limit: 9, before: null })).toHaveLength(3);
  expect(await findPosting(db, { key: 'other', print: facts.print })).toMatchObject({ id: postingId });
  expect(await findPosting(db, { key: '', print: '' })).toBe(null);
});

test('a note that storage refuses is not lost', async () => {
  const device = openDevice({});
  await set(device, { 'job.saved': true, 'job.facts': facts });
  device.refuseWrites = true;
  await set(device, { 'job.note': 'Typed on a full disk' });
  device.refuseWrites = false;
  const screen = await device.open();
  await screen.command({ type: 'save-now' });
  expect(await listPostings(await readerOf(device))).toMatchObject([{ note: 'Typed on a full disk' }]);
});
