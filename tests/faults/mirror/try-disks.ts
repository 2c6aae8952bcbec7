import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startMirror } from '../../../server/mirror/start-mirror.ts';
import { killWhilePushing, pushingChild, readMessageIds } from '../../mirror-server/kill-while-pushing.ts';
import { comes, readRows, type Rig } from '../network/rig.ts';
import { openHousehold } from './household.ts';
import { openMirrorProcess } from './mirror-process.ts';

/** Killed in the middle of pushes, `rounds` times over on one database. */
export async function tryKills(
  rig: Rig,
  { rounds, random }: { rounds: number; random: () => number },
): Promise<string | null> {
  const path = join(await rig.folder(), 'mirror.db');
  const acked = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const id of await killWhilePushing(path, Math.floor(random() * 150))) acked.add(id);
    const stored = await readMessageIds(path);
    if (new Set(stored).size !== stored.length) return `round ${round}: a message is stored twice`;
    const missing = [...acked].filter((id) => !stored.includes(id)).length;
    if (missing > 0) return `round ${round}: ${missing} acked messages are gone`;
  }
  return acked.size > rounds ? null : 'hardly anything was pushed';
}

/** Why fsyncs cannot be counted here, or null. */
export function whyNoStrace(): string | null {
  if (spawnSync('strace', ['-V']).status !== 0) return 'strace is not there';
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0 ? null : 'strace is not allowed';
}

/** One fsync for each commit, counted from outside. */
export async function trySyncs(rig: Rig, pushes: number): Promise<string | null> {
  const path = join(await rig.folder(), 'mirror.db');
  const trace = `${path}.trace`;
  const count = async (rounds: number): Promise<number> => {
    const args = [
      '-f',
      '-e',
      'trace=fsync,fdatasync',
      '-o',
      trace,
      process.execPath,
      pushingChild,
      path,
      String(rounds),
    ];
    spawnSync('strace', args);
    return ((await readFile(trace, 'utf8')).match(/(fsync|fdatasync)\(/g) ?? []).length;
  };
  await count(1);
  // What opening and closing cost is the same both times.
  const few = await count(1);
  const syncs = (await count(pushes + 1)) - few;
  return syncs === pushes ? null : `${syncs} fsyncs for ${pushes} commits`;
}

/** A file system of 3 MB of its own, or null where nobody lets us mount one. */
export async function openSmallDisk(
  rig: Rig,
): Promise<{ path: string; remount(mode: 'ro' | 'rw'): boolean } | null> {
  const path = join(await rig.folder(), 'disk');
  await mkdir(path);
  if (process.platform !== 'linux') return null;
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', path]).status !== 0) return null;
  rig.defer(async () => void spawnSync('umount', ['-l', path]));
  return { path, remount: (mode) => spawnSync('mount', ['-o', `remount,${mode}`, path]).status === 0 };
}

/** The disk fills up under a running mirror, and has room again later. */
export async function tryFullDisk(rig: Rig): Promise<string | null> {
  const disk = await openSmallDisk(rig);
  if (disk === null) return 'no disk to break';
  const mirror = await openMirrorProcess(rig, { dataDir: disk.path });
  await mirror.start();
  const home = await openHousehold(rig, mirror);
  const [here] = [await home.add(), await home.add()];
  await here.say('One');
  if (!(await here.mirrored())) return 'never mirrored before the fault';
  const ballast = join(disk.path, 'ballast');
  await fill(ballast);
  await here.say('x'.repeat(200_000));
  if (!(await comes(() => here.screen.status()?.mirror === 'offline', 12_000)))
    return `the panel says ${here.screen.status()?.mirror} while nothing can be stored`;
  if ((await mirror.rows()).length < 2) return 'what was stored cannot be read any more';
  await rm(ballast);
  return home.converge();
}

/** The disk became read-only while the mirror was down: it says so in a sentence, and comes back with the disk. */
export async function tryReadOnlyDisk(rig: Rig): Promise<string | null> {
  const disk = await openSmallDisk(rig);
  if (disk === null) return 'no disk to break';
  const mirror = await openMirrorProcess(rig, { dataDir: disk.path });
  await mirror.start();
  const home = await openHousehold(rig, mirror);
  const [here] = [await home.add(), await home.add()];
  await here.say('One');
  if (!(await here.mirrored())) return 'never mirrored before the fault';
  await mirror.kill();
  if (!disk.remount('ro')) return 'no disk to break';
  const words = await mirror.start().then(
    () => 'it started',
    (error: unknown) => String(error instanceof Error ? error.message : error),
  );
  if (!/^[A-Z][^\n]+\.$/.test(words)) return `it says: ${words}`;
  await here.say('Two');
  if (!(await comes(() => here.screen.status()?.mirror === 'offline', 12_000)))
    return `the panel says ${here.screen.status()?.mirror} while there is no mirror`;
  disk.remount('rw');
  await mirror.start();
  return home.converge();
}

async function fill(path: string): Promise<void> {
  for (let bytes = 3 * 2 ** 20; bytes >= 512; bytes = Math.floor(bytes / 2)) {
    await writeFile(path, Buffer.alloc(bytes, 1), { flag: 'a' }).catch(() => undefined);
  }
}

/** The file may not grow: what a quota does, and what stands in for a full disk where none can be made. */
export async function tryFileLimit(rig: Rig): Promise<string | null> {
  const path = join(await rig.folder(), 'mirror.db');
  const run = spawnSync('prlimit', ['--fsize=300000', process.execPath, pushingChild, path, '500'], {
    encoding: 'utf8',
  });
  const acked = run.stdout.split('\n').filter((id) => id !== '');
  const stored = new Set(await readMessageIds(path));
  if (acked.length === 0 || acked.length === 500) return 'the fault was never met';
  return acked.every((id) => stored.has(id)) ? null : 'acked messages are gone';
}

/** Files of the original form become sessions, once, also over restarts. */
export async function tryOriginalForm(rig: Rig): Promise<string | null> {
  const [dataDir, jsonDir] = [await rig.folder(), await rig.folder()];
  const messages = [
    { role: 'user', content: 'Is this one remote? Ünï👍' },
    { role: 'assistant', content: 'Yes.' },
  ];
  for (const id of ['abc', '2024-05-01']) {
    await writeFile(
      join(jsonDir, `session_${id}.json`),
      JSON.stringify({ messages, timestamp: '2024-05-01T10:00:00Z' }),
    );
  }
  for (let start = 0; start < 3; start += 1) {
    const mirror = await startMirror({ port: 0, dataDir, jsonDir, token: 't' });
    const rows = await readRows(mirror);
    await mirror.close();
    const found = rows.flatMap((row) => (row.kind === 'msg' ? [JSON.stringify(row.message.parts)] : []));
    if (found.length !== 4) return `${found.length} of 4 messages after start ${start + 1}`;
    if (!found.some((text) => text.includes('remote? Ünï👍'))) return 'the words are not the same';
  }
  return null;
}

/** A database that the version before this one wrote. */
export async function tryPreviousSchema(rig: Rig): Promise<string | null> {
  const mirror = await openMirrorProcess(rig, { dataDir: await rig.folder() });
  await mirror.start();
  const home = await openHousehold(rig, mirror);
  const [here, there] = [await home.add(), await home.add()];
  await here.say('One');
  if (!(await here.mirrored()) || (await home.converge()) !== null)
    return 'never mirrored before the upgrade';
  const noIndex = 'DROP TABLE texts; DROP TABLE text_pack;';
  for (const [words, older] of [
    ['Two', `${noIndex} UPDATE schema_version SET version = 3`],
    ['Three', `${noIndex} DROP TABLE bin; UPDATE schema_version SET version = 2`],
    ['Four', `${noIndex} DROP TABLE bin; DROP TABLE life; UPDATE schema_version SET version = 1`],
  ] as const) {
    await mirror.kill();
    const db = new DatabaseSync(mirror.database);
    db.exec(older);
    db.close();
    await mirror.start();
    await there.say(words);
    const wrong = await home.converge();
    if (wrong !== null) return `after "${older}": ${wrong}`;
  }
  return null;
}
