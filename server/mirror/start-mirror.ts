import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultWorkspace } from '../../utils/mirror/protocol.ts';
import { binMs } from './bin.ts';
import { createApp } from './create-app.ts';
import { openJsonDir, type JsonDir } from './json-dir.ts';
import { openHttpServer } from './http-server.ts';
import { createLiveHub } from './live-hub.ts';
import { silentLog, type MirrorLog } from './mirror-log.ts';
import type { MirrorPorts } from './mirror-ports.ts';
import type { MirrorStore } from './mirror-store.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { createToken, readToken, saveToken } from './token.ts';
import { keepWatermark } from './watermark.ts';

const workspaces = [defaultWorkspace];
const dayMs = 24 * 60 * 60 * 1000;
/** Longer than any device keeps an op in its outbox. */
const opsKeptMs = 180 * dayMs;
export const defaultRatePerMinute = 6_000;

export interface MirrorOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Loopback when left out; any other address needs a token that exists already. */
  readonly host?: string;
  /** Holds the database, the token and the watermark; created where missing. */
  readonly dataDir: string;
  /** Keeps a plain `session_<id>.json` for every session there, and takes in what it finds. */
  readonly jsonDir?: string;
  /** Overrides the one in the data folder and is not kept. */
  readonly token?: string;
  /** Instead of the database in the data folder; closed with the mirror. */
  readonly store?: MirrorStore;
  readonly origins?: readonly string[];
  readonly ratePerMinute?: number;
  /** Begins a new life of the data: every device then offers all it has. */
  readonly newIncarnation?: boolean;
  /** Drops the ids of deleted messages. */
  readonly forgetDeleted?: boolean;
  readonly log?: MirrorLog;
  /** How long a client may leave its answer unread, in ms. */
  readonly stallMs?: number;
}

export interface RunningMirror {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string;
  /** True when the token was made at this start. */
  readonly tokenIsNew: boolean;
  /** Finishes what is under way, says goodbye, empties the log into the database. */
  close(): Promise<void>;
}

/** The mirror will not start; the message is a sentence for the person who started it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Starts a mirror and resolves when it listens. */
export async function startMirror(options: MirrorOptions): Promise<RunningMirror> {
  const { dataDir, host = '127.0.0.1', log = silentLog } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { token, tokenIsNew } = await settleToken(options, host);
  const store = options.store ?? (await openSqliteStore({ path: join(dataDir, 'mirror.db'), workspaces }));
  const closers: (() => Promise<void>)[] = [() => store.close()];
  const closeAll = async (): Promise<void> => {
    const failed: unknown[] = [];
    for (const close of closers.reverse()) await close().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw failed[0];
  };
  try {
    closers.push(await prepareData(store, options, log));
    const jsonDir =
      options.jsonDir === undefined
        ? null
        : await openJsonDir({ dir: options.jsonDir, store, ws: defaultWorkspace, log });
    if (jsonDir !== null) closers.push(jsonDir.close);
    const server = await serve({ store, jsonDir, options, token, log });
    closers.push(server.close);
    // Only now: a start that fails before would keep a token that nobody has seen.
    if (tokenIsNew) await saveToken(dataDir, token);
    return { url: server.url, token, tokenIsNew, close: once(closeAll) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function settleToken(
  { dataDir, token }: MirrorOptions,
  host: string,
): Promise<{ token: string; tokenIsNew: boolean }> {
  if (token !== undefined && token !== '') return { token, tokenIsNew: false };
  const kept = await readToken(dataDir);
  if (kept !== null) return { token: kept, tokenIsNew: false };
  if (!isLoopback(host))
    throw new StartError(
      `Listening at ${host} makes the mirror reachable for others: give it a token with --token or MIRROR_TOKEN, or start it once without --host.`,
    );
  return { token: createToken(), tokenIsNew: true };
}

/** True for the names and addresses that only this machine can reach. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

async function prepareData(
  store: MirrorStore,
  { dataDir, newIncarnation = false, forgetDeleted = false }: MirrorOptions,
  log: MirrorLog,
): Promise<() => Promise<void>> {
  const watermark = await keepWatermark({
    store,
    workspaces,
    dataDir,
    onRestored: () => log.info({}, 'the data is older than it was: every device will offer all it has'),
  });
  for (const ws of workspaces) {
    if (newIncarnation) await store.startIncarnation(ws);
    // After the watermark was compared, which counts without gaps.
    await store.beginLife(ws);
    const state = forgetDeleted ? await store.readWorkspace(ws) : null;
    if (state !== null) await store.moveHorizon(ws, state.cursor);
  }
  const forget = async (): Promise<void> => {
    await store.forgetOps(Date.now() - opsKeptMs);
    await store.purgeBin(Date.now() - binMs);
  };
  await forget();
  const daily = setInterval(() => {
    forget().catch((error: unknown) => log.error({ error: String(error) }, 'forgetting old ops failed'));
  }, dayMs);
  daily.unref();
  return async () => {
    clearInterval(daily);
    await watermark.close();
  };
}

async function serve({
  store,
  jsonDir,
  options,
  token,
  log,
}: {
  store: MirrorStore;
  jsonDir: JsonDir | null;
  options: MirrorOptions;
  token: string;
  log: MirrorLog;
}): Promise<{ url: string; close: () => Promise<void> }> {
  const { port, host = '127.0.0.1', origins = [], ratePerMinute = defaultRatePerMinute } = options;
  const hub = createLiveHub();
  let stopping = false;

  const ports: MirrorPorts = {
    store,
    hub,
    log,
    token,
    origins,
    ratePerMinute,
    stopping: () => stopping,
    onChanged(ws, sessions, news) {
      jsonDir?.touch(sessions);
      hub.poke(ws, news);
    },
  };
  const server = await openHttpServer(createApp(ports), { host, port, stallMs: options.stallMs });
  return {
    url: server.url,
    close() {
      stopping = true;
      hub.close();
      return server.close();
    },
  };
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | null = null;
  return () => (closing ??= close());
}
