import { spawnSync } from 'node:child_process';
import { copyFile, cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { schemaVersion } from '../../server/mirror/sqlite-schema.ts';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import { createId } from '../../utils/chat/id.ts';
import { msgOp, regOp, tombOp } from '../contracts/mirror-store.ts';
import { killWhilePushing, pushingChild, readMessageIds } from './kill-while-pushing.ts';
import { startTestMirror, temporaryFolder, until } from './test-mirror.ts';
import { wireMessage } from './wire-sample.ts';

test(
  'nothing that was acked is lost when the process is killed, five times over',
  { timeout: 90_000 },
  async () => {
    const path = join(await temporaryFolder(), 'mirror.db');
    const acked: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const afterMs = 20 + Math.floor(Math.random() * 200);
      acked.push(...(await killWhilePushing(path, afterMs)));
      const stored = new Set(await readMessageIds(path));
      expect(
        acked.filter((id) => !stored.has(id)),
        `round ${round}, killed after ${afterMs} ms`,
      ).toEqual([]);
    }
    console.info(`${acked.length} acked ops in 5 rounds`);
    expect(acked.length).toBeGreaterThan(5);
  },
);

const hasStrace = spawnSync('strace', ['-V']).status === 0;
test.skipIf(!hasStrace)('every commit is one fsync: 20 pushes, at least 20 and hardly more', async () => {
  const path = join(await temporaryFolder(), 'mirror.db');
  const trace = `${path}.trace`;
  const args = ['-f', '-e', 'trace=fsync,fdatasync', '-o', trace, process.execPath, pushingChild, path, '20'];
  const run = spawnSync('strace', args, { encoding: 'utf8' });
  if (/ptrace|Operation not permitted/.test(run.stderr))
    return console.info('strace is not allowed here: skipped');
  expect(run.stdout.trim().split('\n')).toHaveLength(20);
  const syncs = (await readFile(trace, 'utf8')).match(/(fsync|fdatasync)\(/g) ?? [];
  expect(syncs.length).toBeGreaterThanOrEqual(20);
  expect(syncs.length).toBeLessThan(40);
});

test('pushes that arrive together are one commit', async () => {
  const path = join(await temporaryFolder(), 'mirror.db');
  const store = await openSqliteStore({ path, workspaces: ['w'] });
  const push = () => store.push('w', { clientId: 'c', inc: null, ops: [msgOp(wireMessage())] });
  // One that fails inside the transaction takes no other with it.
  const ops = [msgOp(wireMessage()), Object.assign(regOp({}), { value: 1n })];
  const poison = { clientId: 'c', inc: null, ops };
  const results = await Promise.allSettled([push(), store.push('w', poison), push()]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await store.readWorkspace('w')).toMatchObject({ cursor: 2 });
  const [session] = (await store.listSessions('w')) ?? [];
  expect(session?.count).toBe(2);
  await store.close();
});

test('the text of a deleted message is in no file of the mirror any more once the bin was emptied', async () => {
  const dataDir = await temporaryFolder();
  const mirror = await startTestMirror({ dataDir });
  const secret = 'a-salary-nobody-may-know';
  const message = wireMessage({ parts: [{ type: 'text', key: 'own', text: secret, whole: true }] });
  const holders = async (): Promise<string[]> => {
    const names = await readdir(dataDir);
    const found = await Promise.all(
      names.map(async (name) => ((await readFile(join(dataDir, name))).includes(secret) ? [name] : [])),
    );
    return found.flat();
  };
  await mirror.push(msgOp(message));
  expect(await holders()).not.toEqual([]);
  await mirror.push(tombOp(message.session, [message.id]));
  // The bin keeps it until it is emptied.
  expect(await holders()).not.toEqual([]);
  expect((await mirror.post('/bin/empty', JSON.stringify({ undos: null }))).status).toBe(200);
  await until(async () => (await holders()).length === 0);
});

test('the text of a message that was deleted for ever is in no file of the mirror any more', async () => {
  const dataDir = await temporaryFolder();
  const mirror = await startTestMirror({ dataDir });
  const secret = 'salary-expectation-4711';
  const message = wireMessage({ parts: [{ type: 'text', key: 'own', text: secret, whole: true }] });
  const { id, session } = message;
  await mirror.push(msgOp(message));
  await mirror.push({ opId: createId(), t: 'tomb', session, ids: [id], purge: true });
  await until(async () => {
    const files = await Promise.all((await readdir(dataDir)).map((name) => readFile(join(dataDir, name))));
    return !files.some((file) => file.includes(secret));
  });
});

test('a restart keeps everything and the incarnation', async () => {
  const dataDir = await temporaryFolder();
  const before = await startTestMirror({ dataDir });
  const done = await before.push(msgOp(wireMessage()));
  await before.close();
  const after = await startTestMirror({ dataDir });
  const page = await after.pull();
  expect(page).toMatchObject({ inc: done.inc, rows: done.rows });
  const next = await after.push(msgOp(wireMessage()));
  expect(next).toMatchObject({ inc: done.inc, cursor: page.cursor + 1 });
});

test('a database restored from a backup begins a new incarnation', async () => {
  const dataDir = await temporaryFolder();
  const [database, backup] = [join(dataDir, 'mirror.db'), join(dataDir, 'backup.db')];
  const first = await startTestMirror({ dataDir });
  const { inc } = await first.push(msgOp(wireMessage()));
  await first.close();
  await copyFile(database, backup);
  const second = await startTestMirror({ dataDir });
  await second.push(msgOp(wireMessage()));
  await second.close();
  await copyFile(backup, database);
  const restored = await startTestMirror({ dataDir });
  const page = await restored.pull();
  expect(page.rows).toHaveLength(1);
  expect(page.inc).not.toBe(inc);
  await restored.close();
  const again = await startTestMirror({ dataDir });
  expect((await again.pull()).inc).toBe(page.inc);
});

test('a restored folder is found out by who stands beyond it, also after others wrote on', async () => {
  const [dataDir, backup] = [await temporaryFolder(), await temporaryFolder()];
  const first = await startTestMirror({ dataDir });
  const { inc } = await first.push(msgOp(wireMessage()));
  await first.close();
  await cp(dataDir, backup, { recursive: true });
  const second = await startTestMirror({ dataDir });
  const { cursor: since } = await second.push(msgOp(wireMessage()), msgOp(wireMessage()));
  await second.close();
  await rm(dataDir, { recursive: true });
  await cp(backup, dataDir, { recursive: true });
  // The watermark went back with the rest.
  const restored = await startTestMirror({ dataDir });
  const others = await restored.push(...Array.from({ length: 5 }, () => msgOp(wireMessage())));
  expect(others.inc).toBe(inc);
  const ahead = await restored.get(`/changes?since=${since}&inc=${inc}`);
  expect(ahead.status).toBe(409);
  expect((await restored.pull()).inc).not.toBe(inc);
});

test('a folder restored right after a push is found out by who pushed, before it pulls or pushes again', async () => {
  const [dataDir, backup] = [await temporaryFolder(), await temporaryFolder()];
  const first = await startTestMirror({ dataDir });
  const { inc, cursor: since } = await first.push(msgOp(wireMessage()));
  await first.close();
  await cp(dataDir, backup, { recursive: true });
  const second = await startTestMirror({ dataDir });
  // The device dies after this answer: its pages still end at `since`.
  const { cursor: seen } = await second.push(msgOp(wireMessage()));
  await second.close();
  for (const asks of ['to pull', 'to push']) {
    await rm(dataDir, { recursive: true });
    await cp(backup, dataDir, { recursive: true });
    const restored = await startTestMirror({ dataDir });
    const response =
      asks === 'to pull'
        ? await restored.get(`/changes?since=${since}&seen=${seen}&inc=${inc}`)
        : await restored.post('/push', JSON.stringify({ clientId: 'c', inc, seen, ops: [] }));
    expect(response.status).toBe(409);
    const page = await restored.pull();
    expect(page.inc).not.toBe(inc);
    expect(page.rows).toHaveLength(1);
    await restored.close();
  }
});

test('a database of the first schema is brought up to date, and its cursors stay good', async () => {
  const dataDir = await temporaryFolder();
  const first = await startTestMirror({ dataDir });
  const { inc, cursor } = await first.push(msgOp(wireMessage()), msgOp(wireMessage()));
  await first.close();
  const db = new DatabaseSync(join(dataDir, 'mirror.db'));
  db.exec(
    'DROP TABLE life; DROP TABLE bin; DROP TABLE texts; DROP TABLE text_pack; UPDATE schema_version SET version = 1',
  );
  db.close();
  const upgraded = await startTestMirror({ dataDir });
  expect((await upgraded.pull()).rows).toHaveLength(2);
  expect((await upgraded.get(`/changes?since=${cursor}&inc=${inc}`)).status).toBe(200);
});

test('--new-incarnation begins a new one with the same rows', async () => {
  const dataDir = await temporaryFolder();
  const first = await startTestMirror({ dataDir });
  const { inc, rows } = await first.push(msgOp(wireMessage()));
  await first.close();
  const second = await startTestMirror({ dataDir, newIncarnation: true });
  const page = await second.pull();
  expect(page.rows).toEqual(rows);
  expect(page.inc).not.toBe(inc);
});

test('--forget-deleted drops the ids of the deleted; a device that stood before that begins anew', async () => {
  const dataDir = await temporaryFolder();
  const first = await startTestMirror({ dataDir });
  const [kept, gone] = [wireMessage(), wireMessage()];
  const { inc } = await first.push(msgOp(kept), msgOp(gone), tombOp(gone.session, [gone.id]));
  await first.close();
  const second = await startTestMirror({ dataDir, forgetDeleted: true });
  const behind = await second.get(`/changes?since=2&inc=${inc}`);
  expect(behind.status).toBe(410);
  expect(await behind.json()).toEqual({ resync: 'horizon', inc });
  expect(await second.pull()).toMatchObject({ inc, rows: [{ kind: 'msg', message: { id: kept.id } }] });
});

test('a database that a newer version wrote is refused with a sentence and left alone', async () => {
  const dataDir = await temporaryFolder();
  await (await startMirror({ port: 0, dataDir })).close();
  const db = new DatabaseSync(join(dataDir, 'mirror.db'));
  db.exec(`UPDATE schema_version SET version = ${schemaVersion + 1}`);
  db.close();
  await expect(startMirror({ port: 0, dataDir })).rejects.toThrow(/newer TalentScout/);
});
