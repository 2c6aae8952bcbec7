import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { exportChats } from '../../entrypoints/sidepanel/export-chats.ts';
import {
  exportAskSchema,
  exportSaySchema,
  type ExportSay,
} from '../../entrypoints/sidepanel/export-lines.ts';
import { createExportModel, type ExportWorker } from '../../entrypoints/sidepanel/export-model.ts';
import type { ArchiveOptions } from '../../utils/chat/export-file.ts';
import { createId } from '../../utils/chat/id.ts';
import type { Message } from '../../utils/chat/message.ts';
import { readChat } from '../../utils/export/read-chat.ts';
import { type ExportSource, toExportFile } from '../../utils/export/to-export-file.ts';
import { writeArchive } from '../../utils/export/write-archive.ts';
import { openZip, readStream } from '../../utils/import/open-zip.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { applyWrite } from '../../utils/store/write.ts';
import { endAfterTest, openDevice } from '../flow/setup.ts';
import { openImportDesk } from '../import/import-desk.ts';
import { openFreshStore, replyTo, startAt, userMessage } from '../store/fixtures.ts';
import { session, withAll } from './export-samples.ts';

const all: ArchiveOptions = {
  formats: ['markdown', 'json', 'html', 'text'],
  reasoning: true,
  toolCalls: true,
};

async function say(db: StoreDb, words: string, title: string | null = null): Promise<string> {
  const sessionId = createId();
  const question = userMessage(sessionId, words);
  await applyWrite(db, { type: 'save-messages', messages: [question, replyTo(question, `On ${words}`)] });
  if (title !== null) await applyWrite(db, { type: 'rename', sessionId, title });
  return sessionId;
}

async function pack(
  db: StoreDb,
  options: ArchiveOptions,
  { sessionIds = null, unsaved = [] }: { sessionIds?: string[] | null; unsaved?: Message[] } = {},
): Promise<{ readonly blob: Blob; readonly chats: number }> {
  const said: ExportSay[] = [];
  const ask = v.parse(exportAskSchema, { ...options, sessionIds, unsaved });
  await exportChats(db, ask, (each) => said.push(v.parse(exportSaySchema, each)));
  const last = said.at(-1);
  if (last?.type !== 'archive') throw new Error('there is no archive');
  return last;
}

async function unpack(blob: Blob): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await openZip(blob)) {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for await (const piece of entry.read()) pieces.push(new Uint8Array(piece));
    files.set(entry.name, await new Blob(pieces).text());
  }
  return files;
}

describe('an archive of chats', () => {
  test('holds each chat in each format, as the chat alone is exported', async () => {
    const db = await openFreshStore();
    const ids = [await say(db, 'What about pay?', 'Acme'), await say(db, '東京 \ud83d and é')];
    const files = await unpack((await pack(db, all)).blob);
    expect(files.size).toBe(8);
    for (const id of ids) {
      const source = await readChat(db, id, []);
      if (source === null) throw new Error('the chat is gone');
      for (const format of all.formats) {
        const { fileName, text } = toExportFile(source, withAll(format));
        const folder = { markdown: 'md', json: 'json', html: 'html', text: 'txt' }[format];
        // A lone half of a pair has no bytes of its own; JSON escapes it.
        expect(files.get(`${folder}/${fileName}`)).toBe(text.toWellFormed());
      }
    }
  });

  test('of JSON comes in again on another device to the letter, and a second time adds nothing', async () => {
    const [here, there] = [openDevice({}), openDevice({})];
    const [mine, other] = [
      await openImportDesk(here, await here.open()),
      await openImportDesk(there, await there.open()),
    ];
    endAfterTest(async () => [mine, other].forEach((desk) => desk.close()));
    const ids = [];
    for (const words of ['one', 'two \ud800 \u0000', 'two \ud800 \u0000'])
      ids.push(await say(mine.db, words));
    await applyWrite(mine.db, {
      type: 'set-registers',
      sessionId: ids[0] ?? '',
      values: { pinned: true, 'tag:far': true, archived: true },
    });
    for (const formats of [['json'], all.formats] satisfies ArchiveOptions['formats'][]) {
      const { blob } = await pack(mine.db, { ...all, formats });
      const report = await other.take({ name: 'chats.zip', file: blob });
      expect(report).toMatchObject({ losses: [], stopped: null });
      for (const id of ids) {
        const [before, after] = await Promise.all([readChat(mine.db, id, []), readChat(other.db, id, [])]);
        expect(after).not.toBeNull();
        expect(after).toEqual(before);
      }
    }
    const again = await other.preview({ name: 'x.zip', file: (await pack(other.db, all)).blob });
    expect(again.rows.map(({ fresh }) => fresh)).toEqual([0, 0, 0]);
  });

  test('of one format has no folders, and holds only what was chosen', async () => {
    const db = await openFreshStore();
    const chosen = await say(db, 'one', 'One');
    await say(db, 'other', 'Other');
    const { blob, chats } = await pack(
      db,
      { ...all, formats: ['text'] },
      { sessionIds: [chosen, createId()] },
    );
    expect(chats).toBe(1);
    expect([...(await unpack(blob)).keys()]).toEqual([expect.stringMatching(/^One .+\.txt$/)]);
  });

  test('holds what storage has refused so far', async () => {
    const db = await openFreshStore();
    const kept = await say(db, 'kept');
    const unsaved = [userMessage(kept, 'refused'), userMessage(createId(), 'all refused')];
    const files = await unpack((await pack(db, { ...all, formats: ['text'] }, { unsaved })).blob);
    const texts = [...files.values()].join('\n');
    for (const words of ['kept', 'On kept', 'all refused']) expect(texts).toContain(words);
    expect(texts.split('refused')).toHaveLength(3);
  });

  test('holds one chat in memory at a time, and says which could not be written', async () => {
    let open = 0;
    const ids = Array.from({ length: 5 }, createId);
    const done: number[] = [];
    const { chats, lost } = await writeArchive(ids, all, {
      async readChat(id): Promise<ExportSource> {
        expect((open += 1)).toBe(1);
        const source = { session: { ...session, id }, messages: [userMessage(id, 'hi')] };
        if (id !== ids[1]) return source;
        // As an engine answers to a text longer than texts can be.
        return {
          ...source,
          get messages(): never {
            throw new RangeError('Invalid string length');
          },
        };
      },
      onProgress(count) {
        open -= 1;
        done.push(count);
      },
    });
    expect({ chats, lost, done }).toEqual({ chats: 4, lost: 1, done: [1, 2, 3, 4, 5] });
  });

  test('gives every chat a name of its own that every system takes, whatever its title', async () => {
    const title = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.constantFrom(
        'Acme',
        'ACME',
        'acme (2)',
        'con',
        'nul.txt',
        '../../etc',
        'a/b\\c:d',
        ' . ',
        '',
        '...',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(title, { minLength: 1, maxLength: 12 }), async (titles) => {
        const { blob } = await writeArchive(
          titles.map((_, index) => String(index)),
          { ...all, formats: ['markdown', 'text'] },
          {
            readChat: async (id) => ({
              session: { ...session, title: titles[Number(id)] ?? '' },
              messages: [],
            }),
            onProgress: () => {},
          },
        );
        const names = (await openZip(blob)).map(({ name }) => name);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(titles.length * 2);
        for (const name of names) {
          expect(name).toMatch(/^(?:md\/[^/]+\.md|txt\/[^/]+\.txt)$/);
          expect(name).not.toMatch(/[<>:"\\|?*]|\/(?:con|prn|aux|nul|com\d|lpt\d)[.]|\/\.|[. ]\/|\p{Cc}/iu);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** The worker's work on this thread. */
function createThread(db: StoreDb): ExportWorker & { ended: boolean } {
  const listeners: ((event: { readonly data: unknown }) => void)[] = [];
  const thread = {
    ended: false,
    addEventListener(type: string, listener: (event: { readonly data: unknown }) => void) {
      if (type === 'message') listeners.push(listener);
    },
    terminate: () => void (thread.ended = true),
    postMessage(ask: unknown) {
      const tell = (data: unknown) => void (thread.ended || listeners.forEach((each) => each({ data })));
      exportChats(db, v.parse(exportAskSchema, ask), tell).catch(() => tell({ type: 'failed' }));
    },
  };
  return thread;
}

describe('the export of several chats', () => {
  async function setUp() {
    const db = await openFreshStore();
    await say(db, 'one');
    await say(db, 'two');
    const saved: { readonly blob: Blob; readonly name: string }[] = [];
    const threads: ReturnType<typeof createThread>[] = [];
    const task = createExportModel(
      { sessionIds: null, unsaved: [] },
      {
        createWorker() {
          const thread = createThread(db);
          threads.push(thread);
          return thread;
        },
        save: (blob, name) => void saved.push({ blob, name }),
        day: () => '2026-11-22',
      },
    );
    const ended = () => expect.poll(() => task.state.value.step).not.toBe('writing');
    return { db, task, threads, saved, ended };
  }

  test('saves one file and says how many chats are in it', async () => {
    const { task, threads, saved, ended } = await setUp();
    task.start(all);
    expect(task.state.value).toEqual({ step: 'writing', done: 0, total: null });
    await ended();
    const fileName = 'TalentScout chats 2026-11-22.zip';
    expect(task.state.value).toEqual({ step: 'done', fileName, chats: 2, lost: 0 });
    expect(saved.map(({ name }) => name)).toEqual([fileName]);
    expect(threads.map(({ ended: gone }) => gone)).toEqual([true]);
  });

  test('that is stopped saves nothing, and can be begun again', async () => {
    const { task, threads, saved, ended } = await setUp();
    task.start(all);
    task.cancel();
    expect(task.state.value).toEqual({ step: 'choose' });
    expect(threads[0]?.ended).toBe(true);
    task.start(all);
    await ended();
    expect(saved).toHaveLength(1);
  });

  test('that fails says so', async () => {
    const { db, task, saved, ended } = await setUp();
    db.close();
    task.start(all);
    await ended();
    expect(task.state.value).toEqual({ step: 'failed' });
    expect(saved).toEqual([]);
  });
});

test('an archive says when each chat was last spoken in, and is read by other programs', async () => {
  const { blob } = await writeArchive(['1'], all, {
    readChat: async () => ({ session: { ...session, lastAt: startAt }, messages: [] }),
    onProgress: () => {},
  });
  const pieces = [];
  for await (const piece of readStream(blob.stream())) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const at = new Date(startAt);
  const day = bytes.readUInt16LE(12);
  expect([(day >> 9) + 1980, (day >> 5) & 15, day & 31]).toEqual([
    at.getFullYear(),
    at.getMonth() + 1,
    at.getDate(),
  ]);
  expect(blob.type).toBe('application/zip');
});
