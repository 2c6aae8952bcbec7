import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createHlcClock, hlcToleranceMs } from '../../utils/chat/hlc.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Message } from '../../utils/chat/message.ts';
import type { ChangesPage, PushResponse, Row } from '../../utils/mirror/protocol.ts';
import { readDevice } from '../../utils/store/device.ts';
import { readMessage, readMessages, readSession } from '../../utils/store/read.ts';
import { beginResync, healStep } from '../../utils/store/resync.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { readTexts } from '../../utils/store/text-rows.ts';
import { readBatch, readMirrorState, savePage, savePush, seenOf } from '../../utils/store/sync-store.ts';
import { fromWire, toWire } from '../../utils/store/wire.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, replyTo, startAt, userMessage } from './fixtures.ts';

const sessionId = createId();
const question = userMessage(sessionId, 'Question');
const most = { ops: 500, bytes: 1e6 };
const clock = createHlcClock({ node: 'here', last: null, now: () => startAt });

const rowOf = (message: Message, cursor: number): Row => ({
  kind: 'msg',
  cursor,
  deleted: false,
  message: toWire(message),
});
const pageOf = (rows: Row[], since = 0): ChangesPage => ({ inc: 'i', since, rows, cursor: 9, more: false });

function acksOf(batch: Awaited<ReturnType<typeof readBatch>>, rows: Row[] = []): PushResponse {
  const acks = batch.sent.map(({ op }) => ({ opId: op.opId, status: 'applied' as const }));
  return { acks, rows, cursor: 9, inc: 'i' };
}

async function pull(db: StoreDb, rows: Row[]): Promise<void> {
  const { cursor } = await readMirrorState(db);
  expect(await savePage(db, { page: pageOf(rows, cursor), clock })).not.toBeNull();
}

test('an answer that rose here is not pulled down, and is sent as it rose', async () => {
  const db = await openFreshStore();
  const half = replyTo(question, 'Half', 'interrupted');
  const whole = replyTo(question, 'Half and the rest');
  await applyWrite(db, { type: 'save-messages', messages: [question, half] });
  await applyWrite(db, { type: 'save-messages', messages: [whole] });
  await pull(db, [rowOf(half, 3)]);
  expect(await readMessage(db, half.id)).toEqual({ ...whole, hlc: half.hlc });
  const { sent } = await readBatch(db, most);
  const bodies = sent.flatMap(({ op }) => (op.t === 'msg' ? [op.message] : []));
  expect(bodies.findLast((message) => message.id === half.id)?.status).toBe('final');
});

test('a page of news in which something is known already brings the one and joins the other', async () => {
  const db = await openFreshStore();
  const said = Array.from({ length: 12 }, (_, at) => userMessage(sessionId, `News ${at}`));
  const [, , raised = question, cleared = question] = said;
  await applyWrite(db, { type: 'save-messages', messages: [cleared] });
  await applyWrite(db, { type: 'clear', sessionId, undoId: createId(), at: startAt });
  await applyWrite(db, { type: 'save-messages', messages: [raised] });
  const half = { ...raised, status: 'interrupted' as const, parts: [] };
  const rows = said.map((message, at) => rowOf(message === raised ? half : message, at + 1));
  const gone: Row = { kind: 'tomb', cursor: 20, session: sessionId, id: createId() };
  await pull(db, [...rows, gone, ...rows.slice(0, 1)]);
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 99 });
  const shown = said.filter((message) => message !== cleared);
  expect(messages).toEqual(shown);
  expect(await readSession(db, sessionId)).toMatchObject({ count: shown.length });
  expect(await db.get('messages', gone.id)).toMatchObject({ deleted: true, cursor: 20 });
  const ids = (await readTexts(db, sessionId)).flatMap((pack) => pack.ids);
  expect(ids.toSorted()).toEqual(shown.map(({ id }) => id).toSorted());
});

test('the mirror decides on a place in the order, and older rows change nothing any more', async () => {
  const db = await openFreshStore();
  await applyWrite(db, { type: 'save-messages', messages: [question] });
  const placed = { ...question, hlc: clock.next() };
  await pull(db, [rowOf(placed, 5)]);
  await pull(db, [rowOf({ ...question, hlc: clock.next() }, 4)]);
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 9 });
  expect(messages).toEqual([placed]);
  expect(await readSession(db, sessionId)).toMatchObject({ count: 1 });
});

test('the clock follows the mirror within its tolerance, and the device remembers it', async () => {
  const db = await openFreshStore();
  const own = createHlcClock({ node: 'here', last: null, now: () => startAt });
  const remote = (ms: number) => createHlcClock({ node: 'there', last: null, now: () => ms }).next();
  const near = remote(startAt + hlcToleranceMs);
  const far = remote(startAt + 1e9);
  const rows = [
    { ...question, hlc: near },
    { ...userMessage(sessionId, 'x'), hlc: far },
  ].map(rowOf);
  await savePage(db, { page: pageOf(rows), clock: own });
  expect((await readDevice(db)).hlc).toBe(near);
  expect(own.next() > near).toBe(true);
});

test('a page of another incarnation, or one that does not follow on, changes nothing', async () => {
  const db = await openFreshStore();
  await pull(db, []);
  const before = await readMirrorState(db);
  const pages = [{ ...pageOf([rowOf(question, 1)], 9), inc: 'j' }, pageOf([rowOf(question, 1)], 8)];
  for (const page of pages) expect(await savePage(db, { page, clock })).toBeNull();
  expect(await readMirrorState(db)).toEqual(before);
  expect(await readMessage(db, question.id)).toBeNull();
});

test('an answer to a push that comes after the mirror was changed settles nothing', async () => {
  const db = await openFreshStore();
  await applyWrite(db, { type: 'save-messages', messages: [question] });
  const batch = await readBatch(db, most);
  await beginResync(db, { resync: 'incarnation', inc: 'j' });
  const response = acksOf(batch, [rowOf(question, 1)]);
  expect(await savePush(db, { batch, response, asked: null, clock, at: 1 })).toMatchObject({ removed: 0 });
  expect((await readBatch(db, most)).sent).toHaveLength(1);
});

test('an edit made during the push of an earlier one stays pending', async () => {
  const db = await openFreshStore();
  await applyWrite(db, { type: 'rename', sessionId, title: 'First' });
  const batch = await readBatch(db, most);
  await applyWrite(db, { type: 'rename', sessionId, title: 'Second' });
  const op = batch.sent[0]?.op;
  const rows: Row[] =
    op?.t === 'reg'
      ? [{ kind: 'reg', cursor: 1, session: sessionId, field: 'title', value: 'First', hlc: op.hlc }]
      : [];
  await savePush(db, { batch, response: acksOf(batch, rows), asked: null, clock, at: 1 });
  expect(await readSession(db, sessionId)).toMatchObject({ title: 'Second', mirrored: false });
  const second = await readBatch(db, most);
  // A mirror that acknowledges without sending the row: the title stays.
  await savePush(db, { batch: second, response: acksOf(second), asked: 'i', clock, at: 1 });
  const row = await db.get('registers', [sessionId, 'title']);
  expect(row).toMatchObject({ pending: null, base: { value: 'Second' } });
});

test('a mirror that went back cannot hide a title before it was offered', async () => {
  const db = await openFreshStore();
  const row = (value: string, cursor: number): Row => {
    return { kind: 'reg', cursor, session: sessionId, field: 'title', value, hlc: clock.next() };
  };
  const old = row('Old', 2);
  await pull(db, [row('New', 3)]);
  await beginResync(db, { resync: 'incarnation', inc: 'j' });
  await savePage(db, { page: { ...pageOf([old]), inc: 'j' }, clock });
  const { sent } = await readBatch(db, most);
  expect(sent.map(({ op }) => op)).toMatchObject([{ t: 'reg', value: 'New' }]);
});

test('a mirror that went back and gave a message a second place is told the first', async () => {
  const db = await openFreshStore();
  const first = { ...question, hlc: clock.next() };
  await pull(db, [rowOf(first, 3)]);
  const below = { ...userMessage(sessionId, 'Said below'), hlc: clock.next() };
  await applyWrite(db, { type: 'save-messages', messages: [below] });
  await beginResync(db, { resync: 'incarnation', inc: 'j' });
  const second = rowOf({ ...question, hlc: clock.next() }, 2);
  await savePage(db, { page: { ...pageOf([second]), inc: 'j' }, clock });
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 9 });
  expect(messages).toEqual([first, below]);
  while (await healStep(db, most.ops));
  const offered = (await readBatch(db, most)).sent.flatMap(({ op }) => (op.t === 'msg' ? [op.message] : []));
  expect(offered.find(({ id }) => id === question.id)?.hlc).toBe(first.hlc);
});

test('an answer to a push is remembered as seen, and says nothing about another mirror', async () => {
  const db = await openFreshStore();
  await applyWrite(db, { type: 'save-messages', messages: [question] });
  const batch = await readBatch(db, most);
  await savePush(db, { batch, response: acksOf(batch), asked: null, clock, at: 1 });
  const state = await readMirrorState(db);
  expect(state.cursor).toBe(0);
  expect(seenOf(state)).toBe(9);
  await beginResync(db, { resync: 'incarnation', inc: 'j' });
  expect(seenOf(await readMirrorState(db))).toBe(0);
});

test('what was cleared before it was sent is in no batch, and leaves the outbox with the next answer', async () => {
  const db = await openFreshStore();
  await applyWrite(db, { type: 'save-messages', messages: [question] });
  await applyWrite(db, { type: 'clear', sessionId, undoId: createId(), at: startAt });
  const batch = await readBatch(db, most);
  expect(batch.sent.map(({ op }) => op)).toMatchObject([{ t: 'tomb', ids: [question.id] }]);
  expect(JSON.stringify(batch.sent)).not.toContain('Question');
  const tomb: Row = { kind: 'tomb', cursor: 1, session: sessionId, id: question.id };
  await savePush(db, { batch, response: acksOf(batch, [tomb]), asked: null, clock, at: 1 });
  expect(await db.count('outbox')).toBe(0);
  // Acknowledged, and still there for an undo.
  expect((await db.get('messages', question.id))?.message).toEqual(question);
});

test('a batch stays near its size, and takes one op of any size', async () => {
  const db = await openFreshStore();
  const messages = Array.from({ length: 5 }, () => userMessage(sessionId, 'ä'.repeat(1_000)));
  await applyWrite(db, { type: 'save-messages', messages });
  expect((await readBatch(db, { ops: 500, bytes: 5_200 })).sent).toHaveLength(2);
  expect((await readBatch(db, { ops: 500, bytes: 10 })).sent).toHaveLength(1);
  expect((await readBatch(db, { ops: 3, bytes: 1e9 })).sent).toHaveLength(3);
});

test('fields and parts of a newer version pass through this one', async () => {
  const db = await openFreshStore();
  const wire = { ...toWire(question), parts: [{ type: 'diagram', nodes: [1, 2] }] };
  await pull(db, [
    { kind: 'msg', cursor: 1, deleted: false, message: wire },
    { kind: 'reg', cursor: 2, session: sessionId, field: 'tag:x', value: { deep: [1] }, hlc: question.hlc },
  ]);
  const message = await readMessage(db, question.id);
  expect(message && toWire(message)).toEqual(wire);
  expect(fromWire(wire).parts).toEqual([{ type: 'other', raw: { type: 'diagram', nodes: [1, 2] } }]);
  await beginResync(db, { resync: 'incarnation', inc: 'j' });
  expect(await db.get('registers', [sessionId, 'tag:x'])).toMatchObject({ base: { value: { deep: [1] } } });
});
