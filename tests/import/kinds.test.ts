import { describe, expect, test } from 'vitest';
import { toBranch } from '../../utils/chat/branches.ts';
import type { Part } from '../../utils/chat/message.ts';
import type { ImportLoss } from '../../utils/chat/import-file.ts';
import type { ImportedChat } from '../../utils/import/imported-chat.ts';
import { readChats } from '../../utils/import/read-chats.ts';
import { type ImportFile, readFixture, toFile } from './import-desk.ts';
import { toZip } from './to-zip.ts';

const now = Date.UTC(2026, 10, 22);
const signal = new AbortController().signal;

async function read(source: ImportFile) {
  const chats: ImportedChat[] = [];
  const losses: ImportLoss[] = [];
  for await (const result of readChats(source, { now, onProgress: () => {}, signal })) {
    if (result.type === 'chat') chats.push(result.chat);
    else losses.push(result.loss);
  }
  return { chats, losses };
}

/** A chat as a reader would tell it: who, what kind of part, and its words. */
function tell({ messages }: ImportedChat): string[] {
  return toBranch(messages, new Map()).shown.flatMap(({ role, parts }) =>
    parts.map((part) => `${role} ${words(part)}`),
  );
}

function words(part: Part): string {
  if (part.type === 'tool') return `tool ${part.name}(${part.args}) = ${part.result}`;
  return part.type === 'text' || part.type === 'reasoning' ? `${part.type}: ${part.text}` : part.type;
}

const stories: Record<string, readonly string[]> = {
  'chatgpt-conversations.json': [
    'user text: [Image]\n\nIs this posting a fit?\n\n[File: cv.pdf]',
    'assistant reasoning: Reading\n\nThe posting asks for Go.',
    'assistant tool web(search("Northwind")) = 3 results',
    'assistant text: Yes: Go and Kubernetes match.',
    'user text: Write the letter.',
    'assistant text: Dear team, …',
  ],
  'claude-conversations.json': [
    'user text: Ask me about Go.\n\n[File: posting.txt]\n\nPlatform Engineer',
    'assistant reasoning: Start easy.',
    'assistant tool web_search({"query":"go questions"}) = 10 questions',
    'assistant text: What is a goroutine?',
    'user text: A light thread.',
  ],
  'session_7f3a.json': [
    'user text: Find jobs',
    'assistant reasoning: Search first.',
    'assistant tool search_jobs({"q":"go"}) = [1,2]',
    'assistant text: Two found.',
    'user text: Thanks',
  ],
  'open-webui-chats.json': [
    'user text: Is Lisbon cheaper?\n\n[File: rents.csv]',
    'assistant reasoning: Compare rents & tax',
    'assistant text: Yes, by a third.',
    'user text: And taxes?',
  ],
  'librechat-flat.json': [
    'user text: Review my resume',
    'assistant reasoning: Look at gaps.',
    'assistant tool read_file({}) = 2 pages',
    'assistant text: Shorten it.',
    'user text: Done',
  ],
  'librechat-recursive.json': ['user text: Hello', 'assistant text: Hi', 'user text: Bye'],
  'page-assist.json': [
    'user text: What is Rust?\n\n[Image]',
    'assistant reasoning: Recall.',
    'assistant text: A language.',
  ],
};

describe('a file of another product', () => {
  test.each(Object.entries(stories))('%s tells its first chat as it was last shown', async (name, story) => {
    const { chats } = await read(await readFixture(name));
    expect(chats[0] === undefined ? [] : tell(chats[0])).toEqual(story);
  });

  test.each(Object.keys(stories))('%s is known by what is in it, not by its name', async (name) => {
    const fixture = await readFixture(name);
    const { chats } = await read({ ...fixture, name: 'download.bin' });
    expect(chats[0]?.messages.length).toBeGreaterThan(1);
  });

  test.each(Object.keys(stories))(
    '%s gives every message an id and a place of its own, in order',
    async (name) => {
      const { chats } = await read(await readFixture(name));
      for (const { messages } of chats) {
        const places = messages.map(({ hlc }) => hlc);
        expect(places).toEqual([...new Set(places)].toSorted());
        expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
        expect(messages.every(({ createdAt }) => createdAt > 0 && createdAt <= now)).toBe(true);
      }
      expect((await read(await readFixture(name))).chats).toEqual(chats);
    },
  );

  test('keeps titles, times, pins, archives, tags and who answered', async () => {
    const { chats } = await read(await readFixture('open-webui-chats.json'));
    expect(chats[0]).toMatchObject({
      title: 'Relocation',
      createdAt: 1_700_000_000_000,
      fields: { title: 'Relocation', pinned: true, 'tag:relocation': true, 'tag:abroad': true },
    });
    const { shown } = toBranch(chats[0]?.messages ?? [], new Map());
    expect(shown[1]).toMatchObject({ author: 'DeepSeek R1', createdAt: 1_700_000_010_000 });
    expect(shown[1]?.replyTo).toBe(shown[0]?.id);
    expect(chats[1]?.fields).toEqual({ title: 'Weather tool', archived: true });
  });

  test('says which of its chats do not come in, and why', async () => {
    const { chats, losses } = await read(await readFixture('chatgpt-conversations.json'));
    expect(chats.map(({ title }) => title)).toEqual(['Cover letter for Northwind', 'Salary']);
    expect(losses).toEqual([
      { title: 'Corrupted entry', reason: 'wrong-shape', count: 1 },
      { title: 'Never asked', reason: 'empty', count: 1 },
    ]);
  });

  test('comes as a zip archive as well, whose other files are left alone', async () => {
    const inner = await readFixture('claude-conversations.json');
    const picture = new Uint8Array(5000).fill(7);
    const zip = toZip([
      { name: 'users.json', bytes: new TextEncoder().encode('[{"uuid":"1","full_name":"Jo"}]') },
      { name: 'files/picture.png', bytes: picture },
      { name: 'conversations.json', bytes: new Uint8Array(await inner.file.arrayBuffer()) },
    ]);
    const { chats, losses } = await read({ name: 'data.zip', file: zip });
    expect(chats.map(({ title }) => title)).toEqual(['Interview practice', '']);
    expect(losses).toEqual([]);
  });

  test.each([
    ['written as a stream', { streamed: true }, {}],
    ['with 64-bit numbers', {}, { wide: true }],
    ['written as a stream with 64-bit numbers, not packed', { streamed: true, stored: true }, { wide: true }],
  ])('comes in an archive %s, in the numbered files of a large export', async (_, how, options) => {
    const all: unknown[] = JSON.parse(await (await readFixture('chatgpt-conversations.json')).file.text());
    const files = all.map((chat, index) => ({
      name: `export/conversations-00${index}.json`,
      bytes: new TextEncoder().encode(JSON.stringify([chat])),
      ...how,
    }));
    const more = ['[{"conversation_id":"1","rating":"up"}]', '{"version":1,"files":[]}'].map(
      (text, index) => ({
        name: ['export/message_feedback.json', 'export/export_manifest.json'][index] ?? '',
        bytes: new TextEncoder().encode(text),
      }),
    );
    const { chats, losses } = await read({ name: 'data.zip', file: toZip([...more, ...files], options) });
    const plain = await read(await readFixture('chatgpt-conversations.json'));
    expect(chats).toEqual(plain.chats);
    expect(losses).toEqual(plain.losses);
  });

  test('with a clock that ran ahead brings nothing that stands after now', async () => {
    const late = Math.floor(now / 1000) + 86_400 * 365;
    const chat = (await (await readFixture('open-webui-chats.json')).file.text()).replaceAll(
      '1700000010',
      String(late),
    );
    const { chats } = await read(toFile(chat));
    const limit = now.toString(16).padStart(12, '0');
    expect(chats[0]?.messages.every(({ hlc }) => hlc.slice(0, 12) <= limit)).toBe(true);
    expect(chats[0] === undefined ? [] : tell(chats[0])).toEqual(stories['open-webui-chats.json']);
  });

  test('whose branches lead in a circle is read once around', async () => {
    const node = (id: string, parent: string) => ({
      id,
      parent,
      message: { author: { role: 'user' }, create_time: 1, content: { content_type: 'text', parts: [id] } },
    });
    const mapping = { a: node('a', 'b'), b: node('b', 'a') };
    const ring = { title: 'Ring', create_time: 1, mapping, current_node: 'a', id: 'ring' };
    const { chats } = await read(toFile([ring]));
    expect(chats[0] === undefined ? [] : tell(chats[0])).toEqual(['user text: b', 'user text: a']);
  });

  test.each([
    {
      title: 'Least',
      mapping: {
        a: { message: null },
        b: {
          parent: 'a',
          message: { author: { role: 'user' }, content: { content_type: 'text', parts: ['Hi'] } },
        },
        c: {
          parent: 'b',
          message: { author: { role: 'assistant' }, content: { content_type: 'text', parts: ['Hello'] } },
        },
      },
    },
    {
      name: 'Least',
      chat_messages: [
        { sender: 'human', text: 'Hi' },
        { sender: 'assistant', text: 'Hello' },
      ],
    },
  ])('with no more than the words comes in, and once only', async (chat) => {
    const { chats } = await read(toFile([chat]));
    expect(chats.map((one) => [one.title, ...tell(one)])).toEqual([
      ['Least', 'user text: Hi', 'assistant text: Hello'],
    ]);
    expect((await read(toFile([chat]))).chats).toEqual(chats);
  });
});
