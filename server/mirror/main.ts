import { resolve } from 'node:path';
import pino from 'pino';
import { parseCliOptions, usage, UsageError, type CliOptions } from './cli-options.ts';
import { MirrorStoreError } from './mirror-store.ts';
import { startMirror, StartError, type RunningMirror } from './start-mirror.ts';
import { readToken, toConnectCode } from './token.ts';

// Lines for people go to stdout, the log goes to stderr: the token is never in the log.
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const fail = (text: string, code: number): void => {
  process.stderr.write(`${text}\n`);
  process.exitCode = code;
};

try {
  await run(parseCliOptions(process.argv.slice(2), process.env));
} catch (error) {
  if (error instanceof UsageError) fail(`${error.message}\n\n${usage}`, 2);
  else fail(toSentence(error), 1);
}

async function run(options: CliOptions): Promise<void> {
  if (options.help) return say(usage);
  if (options.showToken) return showToken(options);
  const { jsonDir, token, dataDir, ...rest } = options;
  const mirror = await startMirror({
    ...rest,
    dataDir: resolve(dataDir),
    ...(jsonDir === null ? {} : { jsonDir: resolve(jsonDir) }),
    ...(token === null ? {} : { token }),
    log: pino({ base: { name: 'mirror' } }, pino.destination(2)),
  });
  // Before the line that tells whoever started it that it may be stopped.
  stopOnSignals(mirror);
  say(`The mirror listens at ${mirror.url}`);
  if (mirror.tokenIsNew) sayToken(options.publicUrl ?? mirror.url, mirror.token);
  else say('Its token is the one it had; --show-token prints it again.');
}

async function showToken({ token, dataDir, publicUrl, host, port }: CliOptions): Promise<void> {
  const known = token ?? (await readToken(resolve(dataDir)));
  if (known === null) throw new StartError(`There is no token in ${dataDir} yet: start the mirror once.`);
  sayToken(publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`, known);
}

function sayToken(url: string, token: string): void {
  say(`Token: ${token}`);
  say(`Connect code: ${toConnectCode({ mirror: url, token })}`);
}

function stopOnSignals(mirror: RunningMirror): void {
  let stopping = false;
  const stop = (): void => {
    // A second signal means now.
    if (stopping) process.exit(1);
    stopping = true;
    mirror.close().then(
      () => process.exit(0),
      (error: unknown) => {
        fail(toSentence(error), 1);
        process.exit();
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function toSentence(error: unknown): string {
  if (error instanceof StartError || error instanceof MirrorStoreError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'EADDRINUSE') return 'The port is taken: choose another one with --port.';
  if (code === 'EACCES' || code === 'EPERM') return `The mirror has not the right to start so: ${text}.`;
  return `The mirror cannot start: ${text}.`;
}
