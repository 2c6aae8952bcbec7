import { cp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rig } from '../network/rig.ts';
import { openHousehold } from './household.ts';
import { openMirrorProcess } from './mirror-process.ts';

/**
 * The data folder is put back to yesterday's. Who comes back first decides what the mirror can know:
 * somebody who was there yesterday already (`old`), somebody new, or one who wrote since (`ahead`).
 */
export async function tryBackup(
  rig: Rig,
  { first, whole }: { readonly first: 'ahead' | 'old' | 'new'; readonly whole: boolean },
): Promise<string | null> {
  const [dataDir, backup] = [await rig.folder(), await rig.folder()];
  const mirror = await openMirrorProcess(rig, { dataDir });
  await mirror.start();
  const home = await openHousehold(rig, mirror);
  const [ahead, old] = [await home.add(), await home.add()];
  await ahead.say('Yesterday');
  if (!(await ahead.mirrored()) || (await home.converge()) !== null) return 'never mirrored before the fault';
  old.unplug();
  await mirror.stop();
  await cp(dataDir, backup, { recursive: true });
  await mirror.start();
  await ahead.say('Today');
  if (!(await ahead.mirrored())) return 'never mirrored before the fault';
  ahead.unplug();
  await mirror.stop();
  await restore({ dataDir, backup, whole });
  await mirror.start();
  if (first === 'ahead') ahead.plug();
  const early = first === 'new' ? await home.add() : old;
  if (first === 'old') old.plug();
  // So much that the mirror's cursor passes the one at which the other device stands.
  for (const words of ['A', 'B', 'C']) await early.say(words);
  if (first !== 'ahead' && !(await early.mirrored())) return 'never mirrored after the fault';
  ahead.plug();
  old.plug();
  return home.converge();
}

async function restore({
  dataDir,
  backup,
  whole,
}: {
  dataDir: string;
  backup: string;
  whole: boolean;
}): Promise<void> {
  for (const name of ['mirror.db', 'mirror.db-wal', 'mirror.db-shm'])
    await rm(join(dataDir, name), { force: true });
  await (whole
    ? cp(backup, dataDir, { recursive: true })
    : cp(join(backup, 'mirror.db'), join(dataDir, 'mirror.db')));
}

/** What a failing disk does to the end of the write-ahead log while the mirror is down. */
export type LogDamage = 'cut' | 'zeroed' | 'flipped' | 'garbage';

export async function tryLogDamage(
  rig: Rig,
  { damage, others }: { readonly damage: LogDamage; readonly others: boolean },
): Promise<string | null> {
  const mirror = await openMirrorProcess(rig, { dataDir: await rig.folder() });
  await mirror.start();
  const home = await openHousehold(rig, mirror);
  const [ahead, other] = [await home.add(), await home.add()];
  await ahead.say('One');
  if (!(await ahead.mirrored()) || (await home.converge()) !== null) return 'never mirrored before the fault';
  other.unplug();
  await ahead.say('Two');
  if (!(await ahead.mirrored())) return 'never mirrored before the fault';
  ahead.unplug();
  await mirror.kill();
  const damaged = await damageLog(`${mirror.database}-wal`, damage);
  if (!damaged) return 'the fault was never met';
  await mirror.start();
  if (others) {
    other.plug();
    for (const words of ['A', 'B', 'C']) await other.say(words);
    if (!(await other.mirrored())) return 'never mirrored after the fault';
  }
  ahead.plug();
  other.plug();
  return home.converge();
}

async function damageLog(path: string, damage: LogDamage): Promise<boolean> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size < 8_000) return false;
  if (damage === 'cut') {
    await truncate(path, size - 6_000);
    return true;
  }
  const bytes = await readFile(path);
  if (damage === 'zeroed') bytes.fill(0, size - 6_000);
  if (damage === 'flipped') bytes[size - 5_000] = (bytes[size - 5_000] ?? 0) ^ 0x40;
  await writeFile(path, damage === 'garbage' ? Buffer.concat([bytes, Buffer.alloc(9_000, 7)]) : bytes);
  return true;
}
