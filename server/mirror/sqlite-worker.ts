import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { MirrorStoreError } from './mirror-store.ts';
import { openSqliteCore, type PushResult, type SqliteCore } from './sqlite-core.ts';
import type { StoreAnswer, StoreCall } from './sqlite-call.ts';

/**
 * The embedded store's thread. Pushes that arrive while a commit is running are gathered and committed
 * together: one fsync for all of them, and each is answered only after it.
 */
const { path, workspaces } = v.parse(
  v.object({ path: v.string(), workspaces: v.array(v.string()) }),
  workerData,
);

const port = parentPort;
if (port === null) throw new Error('sqlite-worker.ts runs as a worker thread only');
const answer = (...replies: readonly StoreAnswer[]): void => port.postMessage(replies);

let core: SqliteCore;
try {
  core = openSqliteCore(path, { workspaces, now: Date.now });
  port.on('message', hear);
  answer({ id: 0, ok: true, value: null });
} catch (error) {
  // Without a listener the thread ends by itself. A throw could overtake the answer that tells why.
  answer(toFailure(0, error instanceof MirrorStoreError ? error : toOpenError(error)));
}

/** SQLite's own words are no sentence, and name no file. */
function toOpenError(error: unknown): MirrorStoreError {
  const words = error instanceof Error ? error.message : String(error);
  return new MirrorStoreError('broken', `The database ${path} cannot be opened: ${words}.`, error);
}

/** How long deleted text may stay in the log after a deletion, which a checkpoint overwrites. */
const purgeDelayMs = 50;
let purge: NodeJS.Timeout | null = null;
let calls: StoreCall[] = [];

function hear(asked: readonly StoreCall[]): void {
  if (calls.length === 0) setImmediate(run);
  calls.push(...asked);
}

function run(): void {
  const batch = calls;
  calls = [];
  const pushes = batch.filter((call) => call.method === 'push');
  if (pushes.length > 0) runPushes(pushes);
  // After the pushes, so that a read never answers with less than what was there when it was asked.
  for (const call of batch) if (call.method !== 'push') runOne(call);
}

function runPushes(pushes: readonly Extract<StoreCall, { method: 'push' }>[]): void {
  try {
    const results = core.pushAll(pushes.map(({ ws, request }) => ({ ws, request })));
    answer(...results.map((result, i) => toPushAnswer(pushes[i]?.id ?? 0, result)));
    const buried = pushes.some(({ request }) => request.ops.some((op) => op.t === 'tomb'));
    if (buried) purge ??= setTimeout(runPurge, purgeDelayMs);
  } catch (error) {
    answer(...pushes.map(({ id }) => toFailure(id, error)));
  }
}

function runPurge(): void {
  purge = null;
  try {
    core.checkpoint();
  } catch {
    // The next deletion, or the stop, tries again; the store itself must live on.
  }
}

function toPushAnswer(id: number, result: PushResult): StoreAnswer {
  return result instanceof Error ? toFailure(id, result) : { id, ok: true, value: result };
}

function runOne(call: Exclude<StoreCall, { method: 'push' }>): void {
  try {
    answer({ id: call.id, ok: true, value: toValue(call) });
  } catch (error) {
    answer(toFailure(call.id, error));
  }
  if (call.method === 'close') port?.close();
}

function toValue(call: Exclude<StoreCall, { method: 'push' }>): unknown {
  switch (call.method) {
    case 'readWorkspace':
      return core.readWorkspace(call.ws);
    case 'readChanges':
      return core.readChanges(call.ws, call.query);
    case 'listSessions':
      return core.listSessions(call.ws, call.after);
    case 'readSession':
      return core.readSession(call.ws, call.session);
    case 'readMessages':
      return core.readMessages(call.ws, call.ids);
    case 'indexTexts':
      return core.indexTexts(call.ws);
    case 'readTexts':
      return core.readTexts(call.ws, call.place);
    case 'listSearched':
      return core.listSearched(call.ws, call.after);
    case 'readAbouts':
      return core.readAbouts(call.ws, call.ids);
    case 'startIncarnation':
      return core.startIncarnation(call.ws);
    case 'beginLife':
      core.beginLife(call.ws);
      return null;
    case 'moveHorizon':
      return core.moveHorizon(call.ws, call.upTo);
    case 'digest':
      return core.digest(call.ws, call.after);
    case 'sumContent':
      return core.sumContent(call.ws, call.after);
    case 'readRows':
      return core.readRows(call.ws, call.session, call.since);
    case 'listBin':
      return core.listBin(call.ws);
    case 'restoreBin':
      return core.restoreBin(call.ws, call.undos);
    case 'emptyBin':
      purge ??= setTimeout(runPurge, purgeDelayMs);
      return core.emptyBin(call.ws, call.undos);
    case 'purgeBin':
      purge ??= setTimeout(runPurge, purgeDelayMs);
      return core.purgeBin(call.before);
    case 'forgetOps':
      return core.forgetOps(call.before);
    case 'close':
      if (purge !== null) clearTimeout(purge);
      core.checkpoint();
      core.close();
      return null;
  }
}

function toFailure(id: number, error: unknown): StoreAnswer {
  const reason = error instanceof MirrorStoreError ? error.reason : 'broken';
  const message = error instanceof Error ? error.message : String(error);
  return { id, ok: false, reason, message };
}
