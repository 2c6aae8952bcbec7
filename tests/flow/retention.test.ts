import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { dayMs } from '../../utils/std/day-ms.ts';
import { createBackgroundItems } from '../../utils/settings/background-items.ts';
import { listBin } from '../../utils/store/bin-rows.ts';
import { openStore } from '../../utils/store/open-store.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import type { Device } from '../fakes/device.ts';
import type { Screen } from '../fakes/screen.ts';
import { userMessage } from '../store/fixtures.ts';
import { endAfterTest, openDevice, openMirror } from './setup.ts';

async function openDb({ name }: Device): Promise<StoreDb> {
  const db = await openStore({ name });
  endAfterTest(async () => db.close());
  return db;
}

/** Brings a chat in whose only message is so many days old. */
async function addChat(screen: Screen, text: string, daysOld: number): Promise<string> {
  const sessionId = createId();
  const createdAt = Date.now() - daysOld * dayMs;
  await screen.command({
    type: 'import-messages',
    undoId: createId(),
    index: 0,
    sessions: [{ sessionId, createdAt, fields: {} }],
    messages: [{ ...userMessage(sessionId, text), createdAt }],
  });
  return sessionId;
}

async function setUp() {
  const mirror = await openMirror();
  const settings = { mirror: mirror.settings, keepDays: 30 };
  const [here, there] = [openDevice(settings), openDevice({ mirror: mirror.settings })];
  // Its clock was looked at before; a first look at old chats alone would wait for a week.
  const clock = { seenAt: Date.now(), heldSince: null };
  await createBackgroundItems(here.local).retention.save({ ranAt: 0, clock, untold: [] });
  const [screen, other] = [await here.open(), await there.open()];
  const [db, otherDb] = [await openDb(here), await openDb(there)];
  return { mirror, here, there, screen, other, db, otherDb };
}

const titles = async (db: StoreDb) =>
  (await listSessions(db, { limit: 99, before: null })).map(({ title }) => title).toSorted();
const binned = async (db: StoreDb) => (await listBin(db)).map(({ title }) => title).toSorted();

test('an old chat goes here and on the other device, a pinned and a young one stay, and the bin has it', async () => {
  const { here, there, screen, other, db, otherDb } = await setUp();
  await addChat(screen, 'Old', 40);
  await addChat(screen, 'Young', 3);
  const pinned = await addChat(screen, 'Old and pinned', 90);
  await screen.command({ type: 'set-session-fields', sessionId: pinned, pinned: true });
  await here.idle();
  await there.idle();
  expect(await titles(otherDb)).toEqual(['Old', 'Old and pinned', 'Young']);
  here.wake();
  await screen.until(async () => (await binned(db)).length > 0, 'the old chat in the bin');
  expect(await titles(db)).toEqual(['Old and pinned', 'Young']);
  await here.idle();
  there.wake();
  await other.until(async () => (await titles(otherDb)).length === 2, 'the deletion on the other device');
  const [entry] = await listBin(db);
  await screen.command({ type: 'restore', undoIds: [entry?.undoId ?? ''] });
  expect(await titles(db)).toEqual(['Old', 'Old and pinned', 'Young']);
  await here.idle();
  await there.idle();
  await other.until(async () => (await titles(otherDb)).length === 3, 'the restored chat there');
  // What came back stays: its time began anew.
  here.laterMs = 2 * dayMs;
  here.mirrorLaterMs = 2 * dayMs;
  here.wake();
  await here.idle();
  expect(await titles(db)).toEqual(['Old', 'Old and pinned', 'Young']);
});

test('what was written to an old chat on a device that was offline stays, in both orders', async () => {
  for (const first of ['deleter', 'writer']) {
    const { mirror, here, there, screen, other, db, otherDb } = await setUp();
    const sessionId = await addChat(screen, 'Old', 40);
    await here.idle();
    await there.idle();
    await mirror.stop();
    here.wake();
    await screen.until(async () => (await binned(db)).length > 0, 'the old chat in the bin');
    const late = { ...userMessage(sessionId, 'Written meanwhile'), createdAt: Date.now() };
    await other.command({
      type: 'import-messages',
      undoId: createId(),
      index: 0,
      sessions: [],
      messages: [late],
    });
    await mirror.start();
    const order = first === 'deleter' ? [here, there, here] : [there, here, there];
    for (const device of order) {
      device.wake();
      await device.idle();
    }
    await screen.until(async () => (await titles(db)).includes('Written meanwhile'), 'the late words here');
    expect(await titles(otherDb)).toEqual(['Written meanwhile']);
    expect(await binned(db)).toEqual(['Old']);
  }
});

test('a clock that is years ahead deletes nothing, nor does one with which the mirror does not agree', async () => {
  const { here, screen, db } = await setUp();
  await addChat(screen, 'Young', 3);
  here.laterMs = 1_000 * dayMs;
  here.mirrorLaterMs = 0;
  here.wake();
  await here.idle();
  here.settings = { ...here.settings, mirror: null };
  here.laterMs = 1_001 * dayMs;
  here.wake();
  await here.idle();
  expect(await titles(db)).toEqual(['Young']);
});

test('without a bin an old chat leaves no words behind', async () => {
  const { here, screen, db } = await setUp();
  await addChat(screen, 'Old secret', 40);
  await createBackgroundItems(here.local).keeping.save({ bin: false, tags: [], changedAt: 0 });
  here.wake();
  await screen.until(async () => (await titles(db)).length === 0);
  await here.idle();
  here.kill();
  here.laterMs = 120_000;
  here.wake();
  await here.idle();
  expect(JSON.stringify(await db.getAll('messages'))).not.toContain('secret');
});
