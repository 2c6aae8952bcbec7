import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { importSaySchema } from '../../entrypoints/sidepanel/import-lines.ts';
import { createImportModel, type ImportWorker } from '../../entrypoints/sidepanel/import-model.ts';
import type { ImportReason } from '../../utils/chat/import-file.ts';
import { reasonOf } from '../../utils/import/import-error.ts';
import { previewImport } from '../../utils/import/preview-import.ts';
import { runImport } from '../../utils/import/run-import.ts';
import { listSessions } from '../../utils/store/list-sessions.ts';
import { listStandings } from '../../utils/store/standings.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { endAfterTest, openDevice } from '../flow/setup.ts';
import { openImportDesk, readFixture } from './import-desk.ts';

/** The worker's work on this thread, with every message copied as a browser copies it. */
function createThread(db: StoreDb): ImportWorker & { readonly ended: () => boolean } {
  const listeners: ((event: { readonly data: unknown }) => void)[] = [];
  const taken = new Map<number, (trouble: ImportReason | null) => void>();
  let ended = false;
  const say = (data: object): void => {
    const copy: unknown = structuredClone(data);
    expect(v.safeParse(importSaySchema, copy).success).toBe(true);
    if (!ended) for (const listener of listeners) listener({ data: copy });
  };
  return {
    ended: () => ended,
    addEventListener(type: string, listener: (event: { readonly data: unknown }) => void) {
      if (type === 'message') listeners.push(listener);
    },
    terminate: () => void (ended = true),
    postMessage(ask) {
      if (ask.type === 'taken') {
        taken.get(ask.index)?.(ask.trouble);
        return;
      }
      const context = {
        now: ask.now,
        signal: new AbortController().signal,
        onProgress: (progress: object) => say({ type: 'progress', progress }),
        listStandings: (ids: readonly string[]) => listStandings(db, ids),
      };
      const work =
        ask.type === 'preview'
          ? previewImport(ask, context).then((preview) => say({ type: 'preview', preview }))
          : runImport(ask, {
              ...context,
              chosen: new Set(ask.chosen),
              send: (batch) =>
                new Promise((resolve) => {
                  taken.set(batch.index, resolve);
                  say({ type: 'batch', batch });
                }),
            }).then((report) => say({ type: 'report', report }));
      work.catch((error: unknown) => say({ type: 'refused', reason: reasonOf(error) }));
    },
  };
}

async function openTask() {
  const device = openDevice({});
  const screen = await device.open();
  const desk = await openImportDesk(device, screen);
  endAfterTest(async () => desk.close());
  const threads: ReturnType<typeof createThread>[] = [];
  const task = createImportModel({
    createWorker() {
      const thread = createThread(desk.db);
      threads.push(thread);
      return thread;
    },
    command: screen.command,
    now: Date.now,
  });
  const reach = (step: string) => screen.until(() => task.state.value.step === step, step);
  const listChats = () => listSessions(desk.db, { limit: 10, before: null });
  return { task, device, screen, desk, threads, reach, listChats };
}

async function fixture(name: string): Promise<File> {
  const { file } = await readFixture(name);
  return new File([file], name);
}

describe('somebody who imports a file', () => {
  test('sees what is in it, takes a part, and takes it back', async () => {
    const { task, reach, listChats, threads } = await openTask();
    task.choose(await fixture('chatgpt-conversations.json'));
    await reach('preview');
    expect(await listChats()).toEqual([]);
    const at = task.state.value;
    const rows = at.step === 'preview' ? at.preview.rows : [];
    task.start([rows[0]?.sessionId ?? '']);
    await reach('done');
    expect(task.state.value).toMatchObject({ report: { chats: 1, messages: 2, stopped: null } });
    expect(await listChats()).toMatchObject([{ title: 'Salary' }]);
    expect(threads.every(({ ended }) => ended())).toBe(true);
    await task.undo();
    expect(task.state.value).toMatchObject({ undone: true });
    expect(task.brought()).toBeNull();
    expect(await listChats()).toEqual([]);
  });

  test('hears why a file cannot be imported, and may choose another', async () => {
    const { task, reach } = await openTask();
    task.choose(new File(['{"messages":[{"role":'], 'torn.json'));
    await reach('choose');
    expect(task.state.value).toEqual({ step: 'choose', trouble: 'broken' });
    task.choose(await fixture('page-assist.json'));
    await reach('preview');
  });

  test('who stops it keeps what came in by then, and can take that back', async () => {
    const { task, reach, listChats, screen } = await openTask();
    const messages = Array.from({ length: 900 }, (_, index) => ({
      role: 'user',
      content: `Message ${index}`,
    }));
    task.choose(new File([JSON.stringify({ messages })], 'session_long.json'));
    await reach('preview');
    const at = task.state.value;
    task.start(at.step === 'preview' ? at.preview.rows.map(({ sessionId }) => sessionId) : []);
    await screen.until(() => {
      const now = task.state.value;
      return now.step === 'importing' && now.written >= 200;
    }, 'the first batch');
    task.cancel();
    expect(task.state.value).toMatchObject({ step: 'done', report: { stopped: 'cancelled' } });
    expect(task.brought()?.report.chats).toBe(1);
    await screen.command({ type: 'ping' });
    expect((await listChats())[0]?.count).toBeGreaterThanOrEqual(200);
    expect((await listChats())[0]?.count).toBeLessThan(900);
    await task.undo();
    expect(await listChats()).toEqual([]);
  });

  test('on a full disk is told so', async () => {
    const { task, reach, device } = await openTask();
    task.choose(await fixture('claude-conversations.json'));
    await reach('preview');
    device.refuseWrites = true;
    const at = task.state.value;
    task.start(at.step === 'preview' ? at.preview.rows.map(({ sessionId }) => sessionId) : []);
    await reach('done');
    expect(task.state.value).toMatchObject({ report: { messages: 0, stopped: 'not-saved' } });
    device.refuseWrites = false;
  });
});
