import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as v from 'valibot';

/** A server in a process of its own, as it is in use: the clients' work is not its. */
export interface ServerChild {
  readonly url: string;
  /** Empty for a server that wants none. */
  readonly token: string;
  /** Bytes that the process takes of the machine's memory, and of its main thread's heap, after a collection. */
  readMemory(): Promise<Memory>;
  /** Ends the process at once; what it had not written by itself is lost. */
  kill(): Promise<void>;
}

const placeSchema = v.object({ url: v.string(), token: v.string() });
const memorySchema = v.object({ process: v.number(), heap: v.number() });
export type Memory = Readonly<v.InferOutput<typeof memorySchema>>;

/** Starts a mirror on the data folder. */
export function startMirrorChild(dataDir: string): Promise<ServerChild> {
  // The flag as `npm run mirror` gives it.
  return startChild('mirror-process.ts', [dataDir], ['--max-semi-space-size=8']);
}

/** Starts the bare server that live connections are compared with. */
export function startLiveChild(): Promise<ServerChild> {
  return startChild('plain-live-process.ts', []);
}

async function startChild(
  script: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<ServerChild> {
  const child = fork(join(import.meta.dirname, script), args, { execArgv: ['--expose-gc', ...flags] });
  const { url, token } = await hear(child, placeSchema);
  return {
    url,
    token,
    async readMemory() {
      const answer = hear(child, memorySchema);
      child.send('memory');
      return answer;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function hear<T>(child: ChildProcess, schema: v.GenericSchema<unknown, T>): Promise<T> {
  return new Promise((done, fail) => {
    const gone = (): void => fail(new Error('the server ended before it answered'));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      done(v.parse(schema, message));
    });
  });
}
