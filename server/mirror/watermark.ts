import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { MirrorStore } from './mirror-store.ts';

/** How far the data had come, by workspace. */
const watermarkSchema = v.record(v.string(), v.object({ inc: v.string(), cursor: v.number() }));
type Watermark = v.InferOutput<typeof watermarkSchema>;

const everyMs = 2_000;

export interface WatermarkKeeper {
  /** Writes the latest mark and stops. */
  close(): Promise<void>;
}

/**
 * Notices a database that was restored from a backup: the file `watermark`, beside the database, says how
 * far it had come, and a database that is behind it (or belongs to another incarnation) gets a new one.
 *
 * The file is written every two seconds and at the end, and never fsynced: each commit would otherwise
 * cost two. It can only lag, because it is written from what is already committed. A lag hides a restore
 * of the last two seconds at most, and a client that stands beyond the cursor uncovers that too.
 */
export async function keepWatermark({
  store,
  workspaces,
  dataDir,
  onRestored,
}: {
  store: MirrorStore;
  workspaces: readonly string[];
  dataDir: string;
  onRestored(ws: string): void;
}): Promise<WatermarkKeeper> {
  const path = join(dataDir, 'watermark');
  const before = await readWatermark(path);
  for (const ws of workspaces) {
    const mark = before[ws];
    const state = await store.readWorkspace(ws);
    if (mark === undefined || state === null) continue;
    if (mark.inc === state.inc && mark.cursor <= state.cursor) continue;
    await store.startIncarnation(ws);
    onRestored(ws);
  }

  let written = '';
  let writing = Promise.resolve();
  async function write(): Promise<void> {
    const mark: Watermark = {};
    for (const ws of workspaces) {
      const state = await store.readWorkspace(ws);
      if (state !== null) mark[ws] = { inc: state.inc, cursor: state.cursor };
    }
    const text = JSON.stringify(mark);
    if (text === written) return;
    await writeFile(`${path}.tmp`, text, { mode: 0o600 });
    await rename(`${path}.tmp`, path);
    written = text;
  }
  await write();
  const timer = setInterval(() => {
    // A full disk must not stop the mirror: without a fresh mark a restore is noticed later.
    writing = writing.then(write).catch(() => {});
  }, everyMs);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await writing;
      await write();
    },
  };
}

/** Empty where the file is missing or was torn by a power cut. */
async function readWatermark(path: string): Promise<Watermark> {
  try {
    return v.parse(watermarkSchema, JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}
