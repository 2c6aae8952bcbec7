import { describe, expect, test } from 'vitest';
import { toExportFile } from '../../utils/export/to-export-file.ts';
import { createId } from '../../utils/chat/id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { readMessages, readSession } from '../../utils/store/read.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import type { Device } from '../fakes/device.ts';
import type { Screen } from '../fakes/screen.ts';
import { connectTo, endAfterTest, openAgent, openDevice, openMirror } from '../flow/setup.ts';
import { type ImportDesk, openImportDesk, readFixture, toFile } from './import-desk.ts';

interface Place {
  readonly device: Device;
  readonly screen: Screen;
  readonly desk: ImportDesk;
}

async function openPlace(settings: Parameters<typeof openDevice>[0] = {}): Promise<Place> {
  const device = openDevice(settings);
  const screen = await device.open();
  const desk = await openImportDesk(device, screen);
  endAfterTest(async () => desk.close());
  return { device, screen, desk };
}

async function exportChat(db: StoreDb, sessionId: string): Promise<string> {
  const session = await readSession(db, sessionId);
  if (session === null) throw new Error('there is no such chat');
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 10_000 });
  return toExportFile({ session, messages }, { format: 'json', reasoning: true, toolCalls: true }).text;
}

const listChats = (db: StoreDb) => listSessions(db, { limit: 100, before: null });

async function linesOf(db: StoreDb, sessionId: string): Promise<string[]> {
  const { messages } = await readMessages(db, { sessionId, before: null, limit: 1000 });
  return messages.map((message) => `${message.role}: ${textOf(message).slice(0, 30)}`);
}

/** A chat with everything on it: an answer, a title, tags, a pin, a posting. */
async function talk(): Promise<Place & { readonly text: string }> {
  const agent = await openAgent();
  const place = await openPlace(connectTo(agent));
  const { screen, desk } = place;
  const { sessionId } = screen;
  await screen.reply(await screen.say('Do I fit?'));
  await screen.command({ type: 'rename', sessionId, title: 'Northwind' });
  const posting = {
    key: 'https://jobs.example/1',
    print: 'p:1',
    url: 'https://jobs.example/1',
    title: 'Engineer',
    company: 'Northwind',
    place: 'Oslo',
    at: 5,
  };
  await screen.command({
    type: 'set-session-fields',
    sessionId,
    pinned: true,
    posting,
    tags: { 'to apply': true, far: true },
  });
  return { ...place, text: await exportChat(desk.db, sessionId) };
}

describe('a chat of ours', () => {
  test('exported and imported elsewhere is the same to the letter, tags, pin and posting included', async () => {
    const { screen, text } = await talk();
    const { desk } = await openPlace();
    const report = await desk.take(toFile(text));
    expect(report).toMatchObject({ chats: 1, messages: 2, known: 0, losses: [], stopped: null });
    expect(await exportChat(desk.db, screen.sessionId)).toBe(text);
    expect(await readSession(desk.db, screen.sessionId)).toMatchObject({
      title: 'Northwind',
      pinned: true,
      tags: ['far', 'to apply'],
      posting: { company: 'Northwind' },
    });
  });

  test('imported where it already is adds nothing, and changes nothing that was changed since', async () => {
    const { screen, desk, text } = await talk();
    const { sessionId } = screen;
    await screen.command({ type: 'rename', sessionId, title: 'Renamed since' });
    await screen.command({ type: 'set-session-fields', sessionId, pinned: false, tags: { far: false } });
    const before = await exportChat(desk.db, sessionId);
    expect((await desk.preview(toFile(text))).rows).toMatchObject([{ count: 2, fresh: 0 }]);
    expect(await desk.take(toFile(text))).toMatchObject({ chats: 0, messages: 0, known: 2 });
    expect(await exportChat(desk.db, sessionId)).toBe(before);
  });

  test('that was cleared comes back by an import, once however often it is repeated, and after another clear again', async () => {
    const { screen, desk, text } = await talk();
    const { sessionId } = screen;
    const lines = await linesOf(desk.db, sessionId);
    for (let round = 0; round < 2; round += 1) {
      await screen.command({ type: 'clear', sessionId, undoId: createId() });
      expect(await linesOf(desk.db, sessionId)).toEqual([]);
      expect(await desk.take(toFile(text))).toMatchObject({ messages: 2 });
      expect(await desk.take(toFile(text))).toMatchObject({ messages: 0, known: 2 });
      expect(await linesOf(desk.db, sessionId)).toEqual(lines);
    }
    const { messages } = await readMessages(desk.db, { sessionId, before: null, limit: 10 });
    expect(messages[1]?.replyTo).toBe(messages[0]?.id);
  });

  test('that was deleted is in the list again, by its name', async () => {
    const { screen, desk, text } = await talk();
    const { sessionId } = screen;
    await screen.command({ type: 'delete-session', sessionId, undoId: createId() });
    expect(await listChats(desk.db)).toEqual([]);
    await desk.take(toFile(text));
    expect(await listChats(desk.db)).toMatchObject([{ id: sessionId, title: 'Northwind', deleted: false }]);
  });

  test('as the mirror wrote it comes in under the same ids', async () => {
    const { screen, desk, text } = await talk();
    const document = JSON.parse(text);
    const { id, title, messages } = document;
    const registers = { title, pinned: true, 'tag:far': true, deleted: true, 'later-version': [1] };
    const file = { incarnation: 'i', cursor: 3, id, title, agent: null, messages, registers };
    const { desk: other } = await openPlace();
    expect(await other.take(toFile(file))).toMatchObject({ chats: 1, messages: 2 });
    expect(await linesOf(other.db, screen.sessionId)).toEqual(await linesOf(desk.db, screen.sessionId));
    expect(await readSession(other.db, id)).toMatchObject({
      title: 'Northwind',
      deleted: false,
      tags: ['far'],
    });
  });
});

describe('an import', () => {
  test('takes in what was chosen and no more', async () => {
    const { desk } = await openPlace();
    const file = await readFixture('chatgpt-conversations.json');
    const { rows, losses } = await desk.preview(file);
    expect(rows.map(({ title, count, fresh, kind }) => [title, count, fresh, kind])).toEqual([
      ['Salary', 2, 2, 'chatgpt'],
      ['Cover letter for Northwind', 6, 6, 'chatgpt'],
    ]);
    expect(losses).toHaveLength(2);
    const salary = rows[0]?.sessionId ?? '';
    expect(await desk.take(file, [salary])).toMatchObject({ chats: 1, messages: 2 });
    expect(await listChats(desk.db)).toMatchObject([{ title: 'Salary', archived: true, count: 2 }]);
  });

  test('lists old chats at their own dates, behind what was said since', async () => {
    const agent = await openAgent();
    const { desk, screen } = await openPlace(connectTo(agent));
    await screen.reply(await screen.say('Today'));
    await desk.take(await readFixture('page-assist.json'));
    const chats = await listChats(desk.db);
    expect(chats.map(({ title }) => title)).toEqual(['Today', 'What is Rust']);
    expect(chats[1]).toMatchObject({ createdAt: 1_714_000_000_000, lastAt: 1_714_000_002_000, pinned: true });
  });

  test('is taken back by one Undo, which leaves alone what was there before', async () => {
    const { screen, desk } = await talk();
    const { sessionId } = screen;
    const before = await exportChat(desk.db, sessionId);
    const more = JSON.parse(before);
    const [first] = more.messages;
    more.messages.push({ ...first, id: createId(), hlc: `${first.hlc.slice(0, 17)}.import`, content: 'x' });
    const { undoId } = await desk.take(toFile(more));
    const other = await desk.take(await readFixture('chatgpt-conversations.json'));
    expect(await listChats(desk.db)).toHaveLength(3);
    await desk.undo(other.undoId);
    expect(await listChats(desk.db)).toMatchObject([{ id: sessionId, count: 3 }]);
    await desk.undo(undoId);
    expect(await exportChat(desk.db, sessionId)).toBe(before);
  });

  test('that was taken back can be made again', async () => {
    const { desk } = await openPlace();
    const file = await readFixture('claude-conversations.json');
    const { undoId } = await desk.take(file);
    await desk.undo(undoId);
    expect(await listChats(desk.db)).toEqual([]);
    expect(await desk.take(file)).toMatchObject({ chats: 2, messages: 7 });
    expect(await listChats(desk.db)).toHaveLength(2);
  });

  test('reaches the other device whole, and is gone there too once it is taken back', async () => {
    const mirror = await openMirror();
    const { desk, screen } = await openPlace({ mirror: mirror.settings });
    const there = await openPlace({ mirror: mirror.settings });
    const { undoId } = await desk.take(await readFixture('chatgpt-conversations.json'));
    await screen.until(() => screen.status()?.mirror === 'mirrored' && screen.status()?.waiting === 0);
    await there.screen.until(async () => (await listChats(there.desk.db)).length === 2, 'two chats');
    const [a, b] = await Promise.all([listChats(desk.db), listChats(there.desk.db)]);
    expect(b.map(({ id, title, pinned, archived }) => [id, title, pinned, archived])).toEqual(
      a.map(({ id, title, pinned, archived }) => [id, title, pinned, archived]),
    );
    for (const { id } of a) expect(await linesOf(there.desk.db, id)).toEqual(await linesOf(desk.db, id));
    await desk.undo(undoId);
    await there.screen.until(async () => (await listChats(there.desk.db)).length === 0, 'no chat');
  });

  test('that the full disk refuses says so, and is completed by a repeat', async () => {
    const { device, desk, screen } = await openPlace();
    const file = await readFixture('chatgpt-conversations.json');
    device.refuseWrites = true;
    expect(await desk.take(file)).toMatchObject({ messages: 0, stopped: 'not-saved' });
    device.refuseWrites = false;
    await screen.command({ type: 'save-now' });
    expect(await desk.take(file)).toMatchObject({ stopped: null });
    expect(await listChats(desk.db)).toMatchObject([{ count: 2 }, { count: 6 }]);
  });

  test('of a long chat keeps its order over many batches', async () => {
    const device = openDevice({});
    const screen = await device.open();
    const sizes: number[] = [];
    const desk = await openImportDesk(device, screen, {
      onBatch: ({ messages }) => sizes.push(messages.length),
    });
    endAfterTest(async () => desk.close());
    const messages = Array.from({ length: 450 }, (_, index) => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: `Message ${index}`,
    }));
    await desk.take(toFile({ messages, timestamp: '2025-01-01T00:00:00Z' }, 'session_long.json'));
    expect(sizes).toEqual([200, 200, 50]);
    const [chat] = await listChats(desk.db);
    const lines = await linesOf(desk.db, chat?.id ?? '');
    expect(lines).toEqual(messages.map(({ role, content }) => `${role}: ${content}`));
  });
});
