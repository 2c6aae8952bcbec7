import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openJsonDir } from '../../server/mirror/json-dir.ts';
import { createMemoryStore } from '../../server/mirror/memory-store.ts';
import { silentLog } from '../../server/mirror/mirror-log.ts';
import type { MirrorStore } from '../../server/mirror/mirror-store.ts';
import type { Op } from '../../utils/mirror/protocol.ts';
import { createId } from '../../utils/chat/id.ts';
import { msgOp, regOp, tombOp } from '../contracts/mirror-store.ts';
import { startTestMirror, temporaryFolder, until } from './test-mirror.ts';
import { wireMessage } from './wire-sample.ts';

const dayMs = 24 * 60 * 60 * 1000;
const newStore = (): MirrorStore => createMemoryStore({ workspaces: ['default'] });
const push = (store: MirrorStore, ...ops: Op[]) => store.push('default', { clientId: 'c', inc: null, ops });

/** One life of the folder: opened, everything written, closed. */
async function passOver(dir: string, store: MirrorStore, log = silentLog): Promise<void> {
  await (await openJsonDir({ dir, store, ws: 'default', log })).close();
}

const read = async (dir: string, name: string) => JSON.parse(await readFile(join(dir, name), 'utf8'));

test('a session’s file follows it: written, changed, emptied, deleted', async () => {
  const [dataDir, jsonDir] = [await temporaryFolder(), join(await temporaryFolder(), 'chats')];
  const mirror = await startTestMirror({ dataDir, jsonDir });
  const message = wireMessage();
  const { session } = message;
  const name = `session_${session}.json`;
  const content = () => read(jsonDir, name).catch(() => null);
  await mirror.push(msgOp(message));
  const first = await until(content);
  expect(first).toMatchObject({
    id: session,
    messages: [{ role: 'user', content: 'hello', id: message.id }],
  });
  expect(await (await mirror.get(`/sessions/${session}.json`)).text()).toBe(
    await readFile(join(jsonDir, name), 'utf8'),
  );
  await mirror.push(regOp({ session, value: 'Named' }));
  await until(async () => (await content())?.title === 'Named');
  await mirror.push(tombOp(session, [message.id]));
  await until(async () => (await content())?.messages.length === 0);
  await mirror.push(regOp({ session, field: 'deleted', value: true }));
  await until(async () => (await readdir(jsonDir)).length === 0);
});

test('a stop writes every file that is due', async () => {
  const [dataDir, jsonDir] = [await temporaryFolder(), await temporaryFolder()];
  const mirror = await startTestMirror({ dataDir, jsonDir });
  await mirror.push(...Array.from({ length: 30 }, () => msgOp(wireMessage({ session: createId() }))));
  await mirror.close();
  expect(await readdir(jsonDir)).toHaveLength(30);
});

test('what a crash left stale is put right at the next start', async () => {
  const [dir, store] = [await temporaryFolder(), newStore()];
  const [gone, changed] = [wireMessage({ session: createId() }), wireMessage({ session: createId() })];
  await push(store, msgOp(gone), msgOp(changed));
  await passOver(dir, store);
  await writeFile(join(dir, `.session_${createId()}.tmp`), 'half a fi');
  const late = wireMessage({ session: createId() });
  await push(
    store,
    msgOp(late),
    tombOp(gone.session, [gone.id]),
    regOp({ session: gone.session, field: 'deleted', value: true }),
    regOp({ session: changed.session, value: 'New title' }),
  );
  await passOver(dir, store);
  expect((await readdir(dir)).sort()).toEqual(
    [`session_${changed.session}.json`, `session_${late.session}.json`].sort(),
  );
  expect(await read(dir, `session_${changed.session}.json`)).toMatchObject({ title: 'New title' });
});

test('an unchanged file is not written again', async () => {
  const [dir, store] = [await temporaryFolder(), newStore()];
  const message = wireMessage();
  await push(store, msgOp(message));
  await passOver(dir, store);
  const path = join(dir, `session_${message.session}.json`);
  const before = await stat(path);
  await passOver(dir, store);
  expect((await stat(path)).ino).toBe(before.ino);
});

test('a session untouched for a week is zipped, and plain again when it changes', async () => {
  const [dir, store] = [await temporaryFolder(), newStore()];
  const [old, young] = [wireMessage({ session: createId() }), wireMessage({ session: createId() })];
  await push(store, msgOp(old), msgOp(young));
  await passOver(dir, store);
  const path = join(dir, `session_${old.session}.json`);
  const plain = await readFile(path);
  const at = new Date(Date.now() - 8 * dayMs);
  await utimes(path, at, at);
  await passOver(dir, store);
  expect((await readdir(dir)).sort()).toEqual(
    [`session_${old.session}.json.gz`, `session_${young.session}.json`].sort(),
  );
  expect(gunzipSync(await readFile(`${path}.gz`))).toEqual(plain);
  expect(Math.abs((await stat(`${path}.gz`)).mtimeMs - at.getTime())).toBeLessThan(2000);
  await passOver(dir, store);
  expect(await readdir(dir)).toContain(`session_${old.session}.json.gz`);
  await push(store, regOp({ session: old.session, value: 'Again' }));
  await passOver(dir, store);
  expect((await readdir(dir)).sort()).toEqual(
    [`session_${old.session}.json`, `session_${young.session}.json`].sort(),
  );
});

const original = {
  messages: [
    { role: 'system', content: 'be nice' },
    { role: 'user', content: 'Is it remote?', reasoning: null, tool_calls: null },
    {
      role: 'assistant',
      content: 'Yes.',
      reasoning: 'look it up',
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":"remote"}' } }],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'remote: yes' },
  ],
  timestamp: '2026-01-02T03:04:05.000Z',
};

test.each([
  ['a name', 'last tuesday', false],
  ['a UUID', '018f0000-0000-7000-8000-00000000abcd', false],
  ['a zipped file', '2026-01-02', true],
])('a file of the original form with %s is taken in once', async (_what, id, zipped) => {
  const [dir, store] = [await temporaryFolder(), newStore()];
  const text = JSON.stringify(original);
  await writeFile(join(dir, `session_${id}.json${zipped ? '.gz' : ''}`), zipped ? gzipSync(text) : text);
  await passOver(dir, store);
  const [entry] = (await store.listSessions('default')) ?? [];
  expect(entry).toMatchObject({
    title: 'Is it remote?',
    count: 2,
    updatedAt: Date.parse(original.timestamp),
  });
  const session = await store.readSession('default', entry?.id ?? '');
  expect(session?.messages.map(({ role, parts }) => [role, parts])).toMatchObject([
    ['user', [{ type: 'text', key: 'own', text: 'Is it remote?' }]],
    [
      'assistant',
      [
        { type: 'reasoning', text: 'look it up' },
        {
          type: 'tool',
          callId: 'c1',
          name: 'search',
          args: '{"q":"remote"}',
          result: 'remote: yes',
          state: 'done',
        },
        { type: 'text', text: 'Yes.' },
      ],
    ],
  ]);
  const before = await store.readWorkspace('default');
  await passOver(dir, store);
  expect(await store.readWorkspace('default')).toEqual(before);
  // What the user deletes does not come back out of the file.
  await push(store, tombOp(entry?.id ?? '', session?.messages.map((message) => message.id) ?? []));
  await passOver(dir, store);
  expect(await store.readSession('default', entry?.id ?? '')).toMatchObject({ count: 0 });
});

test('the files alone bring the chats back after the database is lost', async () => {
  const [dir, store] = [await temporaryFolder(), newStore()];
  const message = wireMessage({ status: 'interrupted', parts: [{ type: 'new', any: [1, { a: null }] }] });
  await push(store, msgOp(message), regOp({ session: message.session, value: 'Mine' }));
  await passOver(dir, store);
  const fresh = newStore();
  await passOver(dir, fresh);
  const [before, after] = await Promise.all(
    [store, fresh].map((each) => each.readSession('default', message.session)),
  );
  expect(after?.messages).toEqual(before?.messages);
  expect(after).toMatchObject({ title: 'Mine', registers: { title: 'Mine' } });
});

test('a broken file is reported by its name and left alone', async () => {
  const [dir, store] = [await temporaryFolder(), newStore()];
  const broken = {
    'session_a.json': '{"messages":[{"role"',
    'session_b.json': '{"messages":"secret words"}',
  };
  for (const [name, text] of Object.entries(broken)) await writeFile(join(dir, name), text);
  await writeFile(join(dir, 'session_c.json.gz'), 'no zip');
  await writeFile(join(dir, 'session_good.json'), JSON.stringify(original));
  const lines: string[] = [];
  const error = (fields: object, text: string): void => void lines.push(JSON.stringify([fields, text]));
  await passOver(dir, store, { info: () => {}, error });
  expect(lines).toHaveLength(3);
  expect(lines.join()).toMatch(/session_a\.json.*left alone/);
  expect(lines.join()).not.toContain('secret');
  for (const [name, text] of Object.entries(broken))
    expect(await readFile(join(dir, name), 'utf8')).toBe(text);
  expect(await store.listSessions('default')).toHaveLength(1);
});

test('nothing outside the folder is read or written, also not through a link', async () => {
  const [outside, dir, store] = [await temporaryFolder(), await temporaryFolder(), newStore()];
  const message = wireMessage();
  const target = join(outside, 'private.json');
  await writeFile(target, JSON.stringify(original));
  await symlink(target, join(dir, 'session_link.json'));
  await symlink(target, join(dir, `session_${message.session}.json`));
  await mkdir(join(dir, 'session_folder.json'));
  await push(store, msgOp(message));
  await passOver(dir, store);
  expect(await store.listSessions('default')).toHaveLength(1);
  expect(await read(outside, 'private.json')).toEqual(original);
  expect(await readdir(outside)).toEqual(['private.json']);
  expect((await stat(join(dir, `session_${message.session}.json`))).isFile()).toBe(true);
  expect(await read(dir, `session_${message.session}.json`)).toMatchObject({ id: message.session });
});
