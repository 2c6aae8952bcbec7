import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createId } from '../../utils/chat/id.ts';
import type { ImportProgress } from '../../utils/chat/import-file.ts';
import { previewImport } from '../../utils/import/preview-import.ts';
import { runImport } from '../../utils/import/run-import.ts';
import { openDevice } from '../flow/setup.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import { type ImportFile, openImportDesk } from './import-desk.ts';

/** How large the file is. `IMPORT_MB=500 npx vitest run tests/import/large.test.ts` takes a minute. */
const megabytes = Number(process.env['IMPORT_MB'] ?? 24);
const chatBytes = 100_000;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes that cannot be let go of. */
function held(): number {
  if (typeof collect === 'function') collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A file of chats that is made while it is read, so that it takes no memory itself. */
function makeFile(chats: number, onRead: (bytes: number) => void = () => {}): ImportFile {
  const encoder = new TextEncoder();
  const words = 'A sentence of a long chat. '.repeat(chatBytes / 4 / 27);
  const text = (index: number): string => {
    const mapping = Object.fromEntries(
      [0, 1, 2, 3].map((at) => [
        `n${at}`,
        {
          parent: at === 0 ? null : `n${at - 1}`,
          message: {
            author: { role: at % 2 === 0 ? 'user' : 'assistant' },
            create_time: 1_700_000_000 + index,
            content: { content_type: 'text', parts: [`${index}.${at} ${words}`] },
          },
        },
      ]),
    );
    const chat = { id: `chat-${index}`, title: `Chat ${index}`, create_time: 1, mapping };
    return `${index === 0 ? '[' : ','}${JSON.stringify(chat)}${index === chats - 1 ? ']' : ''}`;
  };
  let read = 0;
  const file = new Blob(['[{}]']);
  Object.defineProperty(file, 'size', { value: chats * chatBytes });
  Object.defineProperty(file, 'stream', {
    value() {
      let index = 0;
      return new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull(controller) {
          if (index === chats) return controller.close();
          const bytes = encoder.encode(text(index));
          index += 1;
          read += bytes.length;
          onRead(read);
          controller.enqueue(bytes);
        },
      });
    },
  });
  return { name: 'conversations.json', file };
}

const chats = Math.ceil((megabytes * 1_000_000) / chatBytes);

test('a large file is read with bounded memory, and tells how far it is', { timeout: 600_000 }, async () => {
  const before = held();
  const peaks: number[] = [];
  let next = 0;
  const file = makeFile(chats, (bytes) => {
    if (bytes < next) return;
    next = bytes + (megabytes * 1_000_000) / 8;
    peaks.push(held() - before);
  });
  const told: ImportProgress[] = [];
  const context = {
    now: Date.now(),
    onProgress: (progress: ImportProgress) => void told.push(progress),
    signal: new AbortController().signal,
    listStandings: async () => new Map(),
  };
  const { rows, losses } = await previewImport(file, context);
  expect([rows.length, losses]).toEqual([chats, []]);
  const read = told.splice(0).map(({ readBytes }) => readBytes);
  expect(read).toEqual(read.toSorted((a, b) => a - b));
  expect(read.length).toBeGreaterThan(2);
  let messages = 0;
  const report = await runImport(file, {
    ...context,
    chosen: null,
    async send(batch) {
      messages += batch.messages.length;
      return null;
    },
  });
  expect(report).toMatchObject({ chats, messages: chats * 4, losses: [], stopped: null });
  expect(messages).toBe(chats * 4);
  expect(peaks.length).toBeGreaterThan(8);
  expect(Math.max(...peaks), `bytes held: ${peaks.join(' ')}`).toBeLessThan(24_000_000);
  expect(told.at(-1)).toMatchObject({ chats });
});

test('an import that is stopped in the middle says what came in, and that is all there is', async () => {
  const device = openDevice({});
  const screen = await device.open();
  const desk = await openImportDesk(device, screen);
  const stop = new AbortController();
  const undoId = createId();
  const report = await runImport(makeFile(100), {
    now: Date.now(),
    onProgress: () => {},
    signal: stop.signal,
    listStandings: async () => new Map(),
    chosen: null,
    async send({ index, sessions, messages }) {
      const batch = { index, sessions: [...sessions], messages: [...messages] };
      expect(await screen.command({ type: 'import-messages', undoId, ...batch })).toBeNull();
      if (index === 2) stop.abort();
      return null;
    },
  });
  const list = await listSessions(desk.db, { limit: 200, before: null });
  expect(report.stopped).toBe('cancelled');
  expect(report.messages).toBeGreaterThan(0);
  expect(list.reduce((sum, { count }) => sum + count, 0)).toBe(report.messages);
  expect(list.length).toBeLessThan(100);
  await screen.command({ type: 'undo', undoId });
  expect(await listSessions(desk.db, { limit: 200, before: null })).toEqual([]);
  desk.close();
});

test('the file is read on while a batch is saved, one batch at a time, and a refused one is the last', async () => {
  let readBytes = 0;
  let underWay = 0;
  let readOn = 0;
  const sizes: number[] = [];
  const report = await runImport(
    makeFile(100, (bytes) => (readBytes = bytes)),
    {
      now: Date.now(),
      onProgress: () => {},
      signal: new AbortController().signal,
      listStandings: async () => new Map(),
      chosen: null,
      async send({ index, messages }) {
        expect([index, underWay]).toEqual([sizes.length, 0]);
        sizes.push(messages.length);
        underWay += 1;
        const before = readBytes;
        await wait(30);
        readOn += readBytes - before;
        underWay -= 1;
        return index === 2 ? 'not-saved' : null;
      },
    },
  );
  expect(sizes).toHaveLength(3);
  expect(readOn).toBeGreaterThan(0);
  expect(report).toMatchObject({ messages: (sizes[0] ?? 0) + (sizes[1] ?? 0), stopped: 'not-saved' });
});
