import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import type { SessionSummary } from '../../utils/chat/session.ts';
import { pageSize, readMessage, readMessages, readSession, readStart } from '../../utils/store/read.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { openFreshStore, startAt, turnOf, userMessage } from '../store/fixtures.ts';

test('a long session is read page by page, newest page first, each in display order', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const all = Array.from({ length: 100 }, (_, index) => userMessage(sessionId, `No. ${index}`));
  await applyWrite(db, { type: 'save-messages', messages: all.toReversed() });
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(createId(), 'Elsewhere')] });
  await applyWrite(db, { type: 'show-session', sessionId });
  const start = await readStart(db, null);
  expect(start.messages).toEqual(all.slice(-pageSize));
  expect(start).toMatchObject({ more: true, session: { title: 'No. 0', count: 100 } });
  expect((await readStart(db, null, 7)).messages).toEqual(all.slice(-7));
  expect(await readStart(db, null, 100)).toMatchObject({ messages: all, more: false });
  const older = await readMessages(db, { sessionId, before: start.messages[0] ?? null, limit: pageSize });
  expect(older).toEqual({ messages: all.slice(20, 60), more: true });
  const oldest = await readMessages(db, { sessionId, before: older.messages[0] ?? null, limit: 20 });
  expect(oldest).toEqual({ messages: all.slice(0, 20), more: false });
});

test('the panel opens with one readonly transaction', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(sessionId, 'Hello')] });
  const modes: unknown[] = [];
  const watched = new Proxy(db, {
    get(target, key) {
      if (key !== 'transaction') throw new Error('a transaction of its own');
      return (...args: Parameters<StoreDb['transaction']>) => {
        modes.push(args[1]);
        return target.transaction(...args);
      };
    },
  });
  expect((await readStart(watched, sessionId)).messages.map(textOf)).toEqual(['Hello']);
  expect(modes).toEqual(['readonly']);
});

test('without a session shown before, the newest one opens; a deleted one does not', async () => {
  const db = await openFreshStore();
  expect(await readStart(db, null)).toMatchObject({ sessionId: null, messages: [] });
  const [older, newer] = [createId(), createId()];
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(older, 'a')] });
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(newer, 'b')] });
  expect((await readStart(db, null)).sessionId).toBe(newer);
  await applyWrite(db, { type: 'show-session', sessionId: older });
  expect((await readStart(db, null)).sessionId).toBe(older);
  await applyWrite(db, { type: 'delete-session', sessionId: older, undoId: createId(), at: startAt });
  expect((await readStart(db, null)).sessionId).toBeNull();
});

test('the list holds what has messages, newest first, in pages', async () => {
  const db = await openFreshStore();
  const ids = Array.from({ length: 5 }, createId);
  for (const id of ids) {
    await applyWrite(db, { type: 'save-messages', messages: [userMessage(id, 'x')] });
  }
  const [first, , cleared, deleted, last] = ids;
  await applyWrite(db, { type: 'rename', sessionId: createId(), title: 'Empty' });
  await applyWrite(db, { type: 'clear', sessionId: cleared ?? '', undoId: createId(), at: startAt });
  await applyWrite(db, { type: 'delete-session', sessionId: deleted ?? '', undoId: createId(), at: 1 });
  const page = await listSessions(db, { limit: 2, before: null });
  expect(page.map((session) => session.id)).toEqual([last, ids[1]]);
  const rest = await listSessions(db, { limit: 2, before: page[1] ?? null });
  expect(rest.map((session) => session.id)).toEqual([first]);
});

test('chats of one moment are all in the list, however its pages fall', async () => {
  const db = await openFreshStore();
  const ids = Array.from({ length: 7 }, createId);
  const messages = ids.map((id) => ({ ...userMessage(id, 'x'), createdAt: startAt }));
  await applyWrite(db, { type: 'save-messages', messages });
  const listed: string[] = [];
  let before: SessionSummary | null = null;
  for (;;) {
    const page: readonly SessionSummary[] = await listSessions(db, { limit: 2, before });
    listed.push(...page.map(({ id }) => id));
    before = page.at(-1) ?? null;
    if (before === null) break;
  }
  expect(listed.toSorted()).toEqual(ids.toSorted());
});

test('the title is the first words of the user, on one line, until the user gives one', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const text = `Is this\n\n  worth applying for? ${'really '.repeat(20)}`;
  await applyWrite(db, { type: 'save-messages', messages: [userMessage(sessionId, text)] });
  const title = (await readSession(db, sessionId))?.title ?? '';
  expect(title).toMatch(/^Is this worth applying for\? really .*…$/);
  expect(Array.from(title).length).toBeLessThanOrEqual(61);
  await applyWrite(db, { type: 'rename', sessionId, title: 'Site lead, Delft' });
  expect(await readSession(db, sessionId)).toMatchObject({ title: 'Site lead, Delft', titleByUser: true });
});

test('a chat about a posting is called by the posting, whatever was asked first, until the user names it', async () => {
  const db = await openFreshStore();
  const [sessionId, bare, unnamed] = [createId(), createId(), createId()];
  const posting = { key: 'k', print: '', url: '', title: ' Site  lead ', company: 'Acme', place: '', at: 1 };
  const begin = async (id: string, about: typeof posting) => {
    const message = userMessage(id, 'Is this worth applying for?');
    await applyWrite(db, { type: 'start-turn', message, turn: turnOf(message), posting: about });
    return (await readSession(db, id))?.title;
  };
  expect(await begin(sessionId, posting)).toBe('Site lead · Acme');
  expect(await begin(bare, { ...posting, company: '' })).toBe('Site lead');
  expect(await begin(unnamed, { ...posting, title: '' })).toBe('Is this worth applying for?');
  await applyWrite(db, { type: 'rename', sessionId, title: 'Delft' });
  const next = userMessage(sessionId, 'And this one?');
  const other = { ...posting, key: 'other', title: 'Cook' };
  await applyWrite(db, { type: 'start-turn', message: next, turn: turnOf(next), posting: other });
  expect(await readSession(db, sessionId)).toMatchObject({ title: 'Delft', titleByUser: true });
  await applyWrite(db, { type: 'rename', sessionId, title: ' ' });
  expect(await readSession(db, sessionId)).toMatchObject({ title: 'Cook · Acme', titleByUser: false });
});

test('a damaged row costs its message, not the page', async () => {
  const db = await openFreshStore();
  const sessionId = createId();
  const [good, bad] = [userMessage(sessionId, 'good'), userMessage(sessionId, 'bad')];
  await applyWrite(db, { type: 'save-messages', messages: [good, bad] });
  const row = await db.get('messages', bad.id);
  if (row?.message) await db.put('messages', { ...row, message: { ...row.message, createdAt: Number.NaN } });
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 9 });
  expect(messages).toEqual([good]);
  expect(await readMessage(db, bad.id)).toBeNull();
});
