import { expect, test } from 'vitest';
import { createKeepingPorts, createStoragePorts } from '../../entrypoints/options/storage-ports.ts';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { createContentDesk } from '../../utils/mirror/content-desk.ts';
import { createMirrorClient } from '../../utils/mirror/mirror-client.ts';
import { createMirrorDesk } from '../../utils/mirror/mirror-desk.ts';
import { createKeepingItem } from '../../utils/settings/keeping.ts';
import { createStoreHandle } from '../../utils/store/open-store.ts';
import { readSession } from '../../utils/store/read.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import { readMirrorState } from '../../utils/store/sync-store.ts';
import { toWire } from '../../utils/store/wire.ts';
import { userMessage } from '../store/fixtures.ts';
import { endAfterTest, openDevice, openMirror } from './setup.ts';

/** Two devices on one mirror, a chat that both have, and the storage page of the first. */
async function setUp() {
  const mirror = await openMirror();
  const [here, there] = [openDevice({ mirror: mirror.settings }), openDevice({ mirror: mirror.settings })];
  const [screen, other] = [await here.open(), await there.open()];
  const stores = [here, there].map(({ name }) => createStoreHandle({ name }));
  for (const store of stores) endAfterTest(store.close);
  const [store, otherStore] = stores;
  if (store === undefined || otherStore === undefined) throw new Error('two devices have two stores');
  const sessionId = createId();
  const messages = ['One', 'Two', 'Three'].map((text) => userMessage(sessionId, text));
  await screen.command({
    type: 'import-messages',
    undoId: createId(),
    index: 0,
    sessions: [{ sessionId, createdAt: 1, fields: { title: 'A title that says much' } }],
    messages,
  });
  await here.idle();
  await there.idle();
  const outside: Parameters<typeof createStoragePorts>[0] = {
    store,
    keeping: createKeepingItem(here.local),
    readSettings: async () => here.settings,
    saveSettings: async (settings) => void (here.settings = settings),
    createDesk: createMirrorDesk,
    createContent: createContentDesk,
    command: screen.command,
    estimate: async () => ({}),
    forgetPanels: () => {},
    now: Date.now,
  };
  const page = createStoragePorts(outside);
  const keeping = createKeepingPorts(outside);
  const db = await store.db();
  const otherDb = await otherStore.db();
  return { mirror, here, there, screen, other, page, outside, keeping, db, otherDb, sessionId, messages };
}

test('the storage page tells how much is here and on the mirror', async () => {
  const { page, mirror } = await setUp();
  const state = await page.read();
  expect(state.facts).toMatchObject({
    sessions: 1,
    messages: 3,
    waiting: 0,
    mirroredSessions: 1,
    refused: [],
  });
  expect(state.mirror).toMatchObject({ bin: 0, sessions: [{ count: 3 }] });
  await mirror.stop();
  expect((await page.read()).mirror).toBe('silent');
});

test('a check finds nothing where both hold the same, and brings back what either lost', async () => {
  const { page, db, otherDb, there, other, messages, sessionId } = await setUp();
  const same = { sessions: 1, messages: 3, differences: [] };
  expect(await page.check(() => {})).toEqual({ before: same, after: null, mended: null });
  // Lost here; and here alone, so that the mirror never heard of it.
  await db.delete('messages', messages[1]?.id ?? '');
  const late = userMessage(sessionId, 'Never sent');
  const place = { generation: 0, cursor: 0, deleted: false };
  await db.put('messages', { id: late.id, sessionId, message: late, liveHlc: late.hlc, ...place });
  const found = await page.check(() => {});
  expect(found.before.differences).toMatchObject([{ sessionId, here: 3, there: 3 }]);
  expect(found.mended).toEqual({ missingHere: 1, missingThere: 1, changed: 0, deleted: 0, details: 0 });
  expect(found.after).toEqual({ sessions: 1, messages: 4, differences: [] });
  there.wake();
  await other.until(
    async () => (await otherDb.getAllKeys('messages')).includes(late.id),
    'on the other device what was never sent',
  );
});

test('a check finds words that were changed on disk, deletions that one side lacks, and other titles', async () => {
  const { page, db, here, screen, mirror, messages, sessionId } = await setUp();
  const [one, two, three] = messages;
  if (!one || !two || !three) throw new Error('there are three messages');
  // Damaged here: words, a title; and a deletion that never left.
  const row = await db.get('messages', one.id);
  if (row?.message) {
    const parts = [{ type: 'text', key: 'own', text: 'Spoilt', whole: true } as const];
    await db.put('messages', { ...row, message: { ...row.message, parts } });
  }
  const title = await db.get('registers', [sessionId, 'title']);
  if (title?.base) await db.put('registers', { ...title, base: { ...title.base, value: 'Spoilt title' } });
  const gone = await db.get('messages', two.id);
  if (gone) {
    const { liveHlc: _liveHlc, ...dead } = gone;
    await db.put('messages', { ...dead, deleted: true, message: null });
  }
  // One that the mirror deleted: the deletion was lost here after it was heard of. And a chat that was lost.
  const other = userMessage(createId(), 'Only there');
  const client = createMirrorClient(mirror.settings);
  const ops = [
    { t: 'tomb' as const, opId: createId(), session: sessionId, ids: [three.id] },
    { t: 'msg' as const, opId: createId(), message: toWire(other) },
  ];
  const live = await db.get('messages', three.id);
  await client.push({ clientId: 'other', inc: null, ops }, AbortSignal.timeout(5_000));
  await screen.until(async () => (await db.get('messages', other.id)) !== undefined, 'the other chat');
  if (live) await db.put('messages', { ...live, cursor: (await readMirrorState(db)).cursor - 1 });
  await db.delete('messages', other.id);
  await db.delete('sessions', other.sessionId);
  const found = await page.check(() => {});
  expect(found.before.differences.map((each) => each.sessionId).toSorted()).toEqual(
    [sessionId, other.sessionId].toSorted(),
  );
  expect(found.mended).toEqual({ changed: 1, details: 1, missingThere: 0, missingHere: 1, deleted: 2 });
  expect(found.after?.differences).toEqual([]);
  await here.idle();
  const left = (await db.getAll('messages')).flatMap(({ message }) =>
    message === null ? [] : [textOf(message)],
  );
  expect(left.toSorted()).toEqual(['One', 'Only there']);
  expect(await readSession(db, sessionId)).toMatchObject({ title: 'A title that says much', count: 1 });
  expect((await page.read()).mirror).toMatchObject({ sessions: [{ count: 1 }, { count: 1 }] });
});

test('only what differs is read, and an old mirror that tells ids only is repaired as before', async () => {
  const { db, outside, messages, sessionId } = await setUp();
  const asked: string[] = [];
  const spied: typeof fetch = (input, init) => {
    asked.push(input instanceof Request ? input.url : input.toString());
    return fetch(input, init);
  };
  const gone: typeof fetch = async () => new Response('{"error":"No such page."}', { status: 404 });
  const old = createStoragePorts({
    ...outside,
    createDesk: (mirror) => createMirrorDesk({ ...mirror, fetch: spied }),
    createContent: (mirror) => createContentDesk({ ...mirror, fetch: gone }),
  });
  await db.delete('messages', messages[1]?.id ?? '');
  expect(await old.check(() => {})).toMatchObject({ before: { differences: [{ sessionId }] }, mended: null });
  expect(await db.count('messages')).toBe(3);
  expect(asked.filter((url) => url.includes('/digest'))).toHaveLength(2);
  const now = createStoragePorts({
    ...outside,
    createContent: (mirror) => createContentDesk({ ...mirror, fetch: spied }),
  });
  // What an old mirror cannot tell: the number in the list was wrong, too.
  await now.check(() => {});
  expect(await readSession(db, sessionId)).toMatchObject({ count: 3 });
  asked.length = 0;
  expect(await now.check(() => {})).toMatchObject({ before: { differences: [] } });
  expect(asked.filter((url) => /content\/|changes/.test(url))).toEqual([]);
});

test('the list of chats says of each how far the mirror has it', async () => {
  const { page, db, here, screen, mirror, sessionId } = await setUp();
  const standings = async () =>
    (await page.listStandings()).map(({ title, standing, changes }) => [title, standing, changes]);
  expect(await standings()).toEqual([['A title that says much', 'mirrored', 0]]);
  // Lost on this device, its row included.
  await db.delete('sessions', sessionId);
  const there = {
    sessionId,
    title: 'A title that says much',
    messages: 3,
    standing: 'only-there',
    changes: 0,
  };
  expect(await page.listStandings()).toEqual([there]);
  await page.check(() => {});
  expect(await standings()).toEqual([['A title that says much', 'mirrored', 0]]);
  await mirror.stop();
  await screen.command({ type: 'rename', sessionId, title: 'Renamed' });
  await here.idle();
  expect((await standings())[0]).toEqual(['Renamed', 'waiting', 1]);
  here.settings = { ...here.settings, mirror: null };
  expect((await standings())[0]).toEqual(['Renamed', 'here', 0]);
});

test('what the mirror refused is sent again', async () => {
  const { page, db, messages, sessionId } = await setUp();
  const messageId = messages[0]?.id ?? '';
  const entry = { t: 'msg', opId: createId(), sessionId, messageId } as const;
  const op = { t: 'tomb', opId: entry.opId, session: sessionId, ids: [] } as const;
  await db.put('failed', { opId: entry.opId, entry, op: { ...op, ids: [] }, reason: 'refused', at: 1 });
  const [row] = await db.getAll('sessions');
  if (row !== undefined) await db.put('sessions', { ...row, failed: 1 });
  expect((await page.read()).facts.refused).toMatchObject([{ kind: 'msg', reason: 'refused' }]);
  expect(await page.retryFailed()).toBe(true);
  expect((await page.read()).facts).toMatchObject({ refused: [], waiting: 0, mirroredSessions: 1 });
});

test('everything is deleted here alone: the mirror is disconnected and keeps its copy', async () => {
  const { page, db, here, otherDb } = await setUp();
  expect(await page.deleteEverything('here')).toBe(true);
  expect(here.settings.mirror).toBeNull();
  await here.idle();
  expect(await db.count('messages')).toBe(0);
  expect(await db.count('texts')).toBe(0);
  expect(await listSessions(otherDb, { limit: 9, before: null })).toHaveLength(1);
});

test('everything is deleted everywhere, and no words are left on device or mirror', async () => {
  const { page, db, here, there, other, otherDb, mirror } = await setUp();
  expect(await page.deleteEverything('everywhere')).toBe(true);
  await here.idle();
  there.wake();
  await other.until(
    async () => (await listSessions(otherDb, { limit: 9, before: null })).length === 0,
    'the deletion on the other device',
  );
  for (const each of [db, otherDb]) {
    const left = JSON.stringify([
      await each.getAll('messages'),
      await each.getAll('sessions'),
      await each.getAll('registers'),
    ]);
    expect(left).not.toMatch(/One|Two|Three|says much/);
  }
  const desk = createMirrorDesk(mirror.settings);
  expect(await desk.listBin(AbortSignal.timeout(5_000))).toEqual([]);
  expect(await desk.digest(AbortSignal.timeout(5_000))).toMatchObject({ sessions: [], bin: 0 });
});

test('a bin that is turned off is emptied here and on the mirror, and what is kept how long takes a day', async () => {
  const { screen, here, keeping, mirror, db, sessionId } = await setUp();
  await screen.command({ type: 'delete-session', sessionId, undoId: createId() });
  await here.idle();
  expect(await keeping.read()).toMatchObject({ bin: true, binned: 1, days: 0 });
  await keeping.save({ bin: false });
  await here.idle();
  expect(await createMirrorDesk(mirror.settings).listBin(AbortSignal.timeout(5_000))).toEqual([]);
  expect(JSON.stringify(await db.getAll('messages'))).not.toMatch(/One|Two|Three/);
  const before = Date.now();
  await keeping.save({ days: 30 });
  const { changedAt, days, bin } = await keeping.read();
  expect({ days, bin, late: changedAt >= before }).toEqual({ days: 30, bin: false, late: true });
});

test('without a bin a clear leaves no words behind, neither here nor in the mirror’s bin', async () => {
  const { screen, here, there, other, mirror, db, otherDb, sessionId } = await setUp();
  await createKeepingItem(here.local).save({ bin: false, tags: [], changedAt: 0 });
  const undoId = createId();
  await screen.command({ type: 'clear', sessionId, undoId });
  await here.idle();
  expect(await createMirrorDesk(mirror.settings).listBin(AbortSignal.timeout(5_000))).toEqual([]);
  // Its Undo is there all the same, and all the same for a minute only.
  await screen.command({ type: 'undo', undoId });
  expect(await listSessions(db, { limit: 9, before: null })).toMatchObject([{ count: 3 }]);
  await screen.command({ type: 'clear', sessionId, undoId: createId() });
  await here.idle();
  here.kill();
  here.laterMs = 120_000;
  here.wake();
  await here.idle();
  there.wake();
  await other.until(async () => (await listSessions(otherDb, { limit: 9, before: null })).length === 0);
  for (const each of [db, otherDb])
    expect(JSON.stringify(await each.getAll('messages'))).not.toMatch(/One|Two|Three/);
});

test('what one device deleted for good is gone from the mirror’s bin, what it only deleted is in it', async () => {
  const { screen, here, there, other, mirror, db, otherDb, sessionId } = await setUp();
  const undoId = createId();
  await mirror.stop();
  await screen.command({ type: 'delete-session', sessionId, undoId });
  await mirror.start();
  await here.idle();
  const desk = createMirrorDesk(mirror.settings);
  const signal = AbortSignal.timeout(10_000);
  expect(await desk.listBin(signal)).toMatchObject([
    { undo: undoId, count: 3, title: 'A title that says much' },
  ]);
  // The other device brings it back by the mirror, then this one by its own bin: it is there once.
  expect(await desk.restore([undoId], signal)).toBe(1);
  await screen.command({ type: 'restore', undoIds: [undoId] });
  for (const device of [here, there, here]) {
    device.wake();
    await device.idle();
  }
  const list = { limit: 9, before: null };
  await other.until(async () => (await listSessions(otherDb, list)).length === 1, 'the chat on the other');
  expect(await listSessions(otherDb, list)).toMatchObject([{ count: 3 }]);
  expect(await listSessions(db, list)).toMatchObject([{ count: 3 }]);
  const again = createId();
  await screen.command({ type: 'delete-session', sessionId, undoId: again });
  await screen.command({ type: 'empty-bin', undoIds: null });
  await here.idle();
  expect(await desk.listBin(signal)).toEqual([]);
});
