import { setTimeout as wait } from 'node:timers/promises';
import { openJsonFiles, type JsonFiles } from './json-files.ts';
import { importJsonFiles } from './json-import.ts';
import type { MirrorLog } from './mirror-log.ts';
import type { MirrorStore, StoredSession } from './mirror-store.ts';
import { type PostingDocument, toPostingDocument } from './posting-document.ts';
import { type SessionDocument, toSessionDocument, writeDocument } from './session-document.ts';

/** Several changes of a session within this time are one file write. */
const gatherMs = 200;
const retryMs = 5_000;
const sweepEveryMs = 6 * 60 * 60 * 1000;
/** A session untouched for so long is kept zipped. */
const zipAfterMs = 7 * 24 * 60 * 60 * 1000;

/** Keeps a folder of plain session files behind the store: it may lag by a moment, never lead. */
export interface JsonDir {
  /** The sessions changed: their files follow soon. */
  touch(sessions: Iterable<string>): void;
  /** Resolves when every file shows what the store holds. */
  close(): Promise<void>;
}

/** Opens the folder, takes in what is found there, and brings its files up to date. `now` is epoch ms. */
export async function openJsonDir({
  dir,
  store,
  ws,
  log,
  now = Date.now,
}: {
  dir: string;
  store: MirrorStore;
  ws: string;
  log: MirrorLog;
  now?: () => number;
}): Promise<JsonDir> {
  const files = await openJsonFiles(dir);
  const dirty = new Set(await importJsonFiles({ files, store, ws, log }));
  let running: Promise<void> | null = null;
  const closing = new AbortController();
  let sweepDue = true;

  /** Ends at once when the mirror stops. */
  const pause = (ms: number): Promise<void> =>
    wait(ms, undefined, { signal: closing.signal, ref: false }).catch(() => {});

  async function writeSession(id: string): Promise<void> {
    const session = await store.readSession(ws, id);
    if (!session || session.deleted) await files.remove(id);
    else await files.write({ kind: session.kind, id }, writeDocument(toDocument(session)));
  }

  /** True when everything was written. A failed session stays dirty. */
  async function writeAll(): Promise<boolean> {
    const failed: string[] = [];
    for (const id of dirty) {
      dirty.delete(id);
      await writeSession(id).catch((error: unknown) => {
        log.error({ error: toCode(error) }, 'a session file could not be written');
        failed.push(id);
      });
    }
    for (const id of failed) dirty.add(id);
    return failed.length === 0;
  }

  async function run(): Promise<void> {
    while (dirty.size > 0 || sweepDue) {
      await pause(gatherMs);
      const done = await writeAll();
      if (sweepDue) {
        sweepDue = false;
        await zipOld({ files, store, ws, before: now() - zipAfterMs }).catch((error: unknown) =>
          log.error({ error: toCode(error) }, 'old session files could not be zipped'),
        );
      }
      if (!done && closing.signal.aborted) return;
      if (!done) await pause(retryMs);
    }
  }

  function start(): void {
    running ??= run().finally(() => {
      running = null;
      // A touch that came between the loop's last look and here.
      if (dirty.size > 0 && !closing.signal.aborted) start();
    });
  }

  start();
  const sweep = setInterval(() => {
    sweepDue = true;
    start();
  }, sweepEveryMs);
  sweep.unref();

  return {
    touch(sessions) {
      for (const id of sessions) dirty.add(id);
      start();
    },
    async close() {
      closing.abort();
      clearInterval(sweep);
      await running;
      await writeAll();
    },
  };
}

/** Only files of sessions that the store knows: a file that was merely taken in stays as it is. */
async function zipOld({
  files,
  store,
  ws,
  before,
}: {
  files: JsonFiles;
  store: MirrorStore;
  ws: string;
  before: number;
}): Promise<void> {
  const known = new Set((await store.listSessions(ws))?.map((entry) => entry.id));
  for (const file of await files.list()) {
    if (file.zipped || !known.has(file.id)) continue;
    const modifiedAt = await files.modifiedAt(file);
    if (modifiedAt !== null && modifiedAt < before) await files.zip(file);
  }
}

function toDocument(session: StoredSession): SessionDocument | PostingDocument {
  return session.kind === 'posting' ? toPostingDocument(session) : toSessionDocument(session);
}

function toCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
