import { mkdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createId } from '../../utils/chat/id.ts';
import { openSqliteStore } from '../../server/mirror/sqlite-store.ts';
import type { BenchWorld } from './bench-world.ts';
import { atMostTimes, type Note } from './figure.ts';
import { createOps } from './fill-mirror.ts';
import { startMirrorChild } from './mirror-child.ts';

const gigabyte = 1e9;
/** As long as a pasted page with its answer: big chats, so that the file is written within a minute or two. */
const textLength = 16_000;
const messagesInSession = 100;

/** A mirror that holds much is started again, in turn with one that holds nothing. */
export async function measureRestart(world: BenchWorld, note: Note): Promise<void> {
  const wanted = (world.quick ? 0.2 : 10) * gigabyte;
  const { bavail, bsize } = await statfs(world.folder);
  if (bavail * bsize < 2 * wanted) throw new Error('the disk has no room for the chats of a restart');
  const [full, empty] = [join(world.folder, 'restart-full'), join(world.folder, 'restart-empty')];
  await fillDatabase(full, wanted);
  const { size } = await stat(join(full, 'mirror.db'));
  const values: number[] = [];
  const base: number[] = [];
  const rounds = world.quick ? 4 : 12;
  for (let round = 0; round < rounds; round += 1) {
    base.push(await restart(empty));
    values.push(await restart(full));
  }
  await rm(full, { recursive: true });
  note({
    name: `restart after a kill with ${(size / gigabyte).toFixed(1)} GB of chats, until the first rows are answered`,
    unit: 'ms',
    values: values.slice(1),
    baseline: { name: 'with none', values: base.slice(1) },
    goal: atMostTimes(1.3),
  });
}

/** From the start of the process to its first page of rows; then it is killed. */
async function restart(dataDir: string): Promise<number> {
  const start = performance.now();
  const mirror = await startMirrorChild(dataDir);
  try {
    const url = `${mirror.url}/v1/ws/default/changes?limit=20`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${mirror.token}` } });
    if (!response.ok) throw new Error(`the mirror answered ${response.status}`);
    await response.arrayBuffer();
    return performance.now() - start;
  } finally {
    await mirror.kill();
  }
}

/** Writes rows straight into the file: by pushes it would take hours. */
async function fillDatabase(dataDir: string, bytes: number): Promise<void> {
  await mkdir(dataDir);
  const path = join(dataDir, 'mirror.db');
  await (await openSqliteStore({ path, workspaces: ['default'] })).close();
  const db = new DatabaseSync(path);
  db.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN');
  const message = db.prepare(
    'INSERT INTO message (ws, id, session, cursor, hlc, deleted, body) VALUES (?, ?, ?, ?, ?, 0, ?)',
  );
  const seen = db.prepare('INSERT INTO op_seen (ws, op_id, at) VALUES (?, ?, ?)');
  const toOp = createOps(3);
  const padding = 'So it was said. '.repeat(textLength / 16);
  let session = createId();
  for (let cursor = 1, written = 0; written < bytes; cursor += 1) {
    if (cursor % messagesInSession === 0) session = createId();
    const op = toOp(session);
    if (op.t !== 'msg') continue;
    const text = JSON.stringify(op.message).replace('"text":"', `"text":"${padding}`);
    message.run('default', op.message.id, session, cursor, op.message.hlc, text);
    seen.run('default', op.opId, Date.now());
    written += text.length;
    if (cursor === 1) db.prepare('UPDATE workspace SET cursor = ?').run(2 ** 30);
  }
  db.exec('COMMIT; PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL');
  db.close();
}
