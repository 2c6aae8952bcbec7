import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRows, type Rig } from '../network/rig.ts';
import type { Row } from '../../../utils/mirror/protocol.ts';

const main = fileURLToPath(new URL('../../../server/mirror/main.ts', import.meta.url));
const token = 'token-of-a-test';

/** A mirror in a process of its own, that can be killed and started again at its address. */
export interface MirrorProcess {
  readonly url: string;
  readonly token: string;
  readonly dataDir: string;
  readonly database: string;
  rows(): Promise<readonly Row[]>;
  /** Resolves when it listens; rejects with its last words where it does not. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Asks it to stop, as a shutdown does. */
  stop(): Promise<void>;
}

/** Makes the process; `start` it. `more` are further options of the command line. */
export async function openMirrorProcess(
  rig: Rig,
  { dataDir, more = [] }: { readonly dataDir: string; readonly more?: readonly string[] },
): Promise<MirrorProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    const old = child;
    child = null;
    if (old === null || old.exitCode !== null) return;
    const gone = new Promise((resolve) => old.once('close', resolve));
    old.kill(signal);
    await gone;
  }
  rig.defer(() => end('SIGKILL'));
  return {
    url,
    token,
    dataDir,
    database: join(dataDir, 'mirror.db'),
    rows: () => readRows({ url, token }),
    start() {
      const args = [
        main,
        '--port',
        String(port),
        '--data-dir',
        dataDir,
        '--token',
        token,
        '--rate',
        '0',
        ...more,
      ];
      const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      let words = '';
      return new Promise((resolve, reject) => {
        started.stdout.on('data', (text) => String(text).includes('listens') && resolve());
        started.stderr.on('data', (text) => (words = String(text)));
        started.once('close', () => reject(new Error(words.trim())));
      });
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: AddressInfo = Object(server.address());
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
