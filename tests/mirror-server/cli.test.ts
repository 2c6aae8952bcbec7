import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import * as v from 'valibot';
import { parseCliOptions, UsageError } from '../../server/mirror/cli-options.ts';
import { connectCodeSchema } from '../../utils/mirror/protocol.ts';
import { temporaryFolder, until } from './test-mirror.ts';

const main = fileURLToPath(new URL('../../server/mirror/main.ts', import.meta.url));

interface Run {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  readonly ended: Promise<number | null>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  return {
    child,
    out: () => out,
    err: () => err,
    ended: new Promise((resolve) => child.once('close', resolve)),
  };
}

const urlIn = (text: string): string | null => /http:\/\/\S+/.exec(text)?.[0] ?? null;

test('the first start prints the token and the connect code once; a signal ends it with 0', async () => {
  const dataDir = await temporaryFolder();
  const first = run('--port', '0', '--data-dir', dataDir);
  await until(async () => first.out().includes('Connect code'));
  const url = urlIn(first.out());
  expect((await fetch(`${url}/health`)).status).toBe(200);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  const token = /^Token: (ts_\S+)$/m.exec(first.out())?.[1] ?? '';
  const code = /^Connect code: talentscout-mirror:(\S+)$/m.exec(first.out())?.[1] ?? '';
  const decoded = v.parse(connectCodeSchema, JSON.parse(Buffer.from(code, 'base64url').toString()));
  expect(decoded).toEqual({ mirror: url, token });
  expect(first.err()).not.toContain(token);

  const second = run('--port', '0', '--data-dir', dataDir);
  await until(async () => urlIn(second.out()));
  second.child.kill('SIGINT');
  expect(await second.ended).toBe(0);
  expect(second.out()).not.toContain(token);

  const shown = run('--show-token', '--data-dir', dataDir);
  expect(await shown.ended).toBe(0);
  expect(shown.out()).toContain(token);
});

test('a taken port is said in one sentence, and leaves no token that nobody has seen', async () => {
  const dataDir = await temporaryFolder();
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port }: AddressInfo = Object(taken.address());
  const refused = run('--port', String(port), '--data-dir', dataDir);
  expect(await refused.ended).toBe(1);
  expect(refused.err()).toBe('The port is taken: choose another one with --port.\n');
  const shown = run('--show-token', '--data-dir', dataDir);
  expect(await shown.ended).toBe(1);
});

test('an unknown option is said in one sentence with the usage', async () => {
  const refused = run('--bogus');
  expect(await refused.ended).toBe(2);
  expect(refused.err()).toMatch(/^Unknown option '--bogus'\.\n\nUsage: npm run mirror -- /);
});

test('an address that others can reach is refused without a token', async () => {
  const refused = run('--port', '0', '--host', '0.0.0.0', '--data-dir', await temporaryFolder());
  expect(await refused.ended).toBe(1);
  expect(refused.err()).toMatch(/^Listening at 0\.0\.0\.0 .*token.*\n$/);
});

test('the log is JSON on stderr and names no token', async () => {
  const started = run('--port', '0', '--data-dir', await temporaryFolder(), '--token', 'my-own-token');
  const url = await until(async () => urlIn(started.out()));
  await fetch(`${url}/v1/ws/default/changes`, { headers: { authorization: 'Bearer my-own-token' } });
  const line = await until(async () => started.err().includes('\n') && started.err().split('\n')[0]);
  expect(JSON.parse(line)).toMatchObject({ method: 'GET', route: '/v1/ws/:ws/changes', status: 200 });
  expect(started.out() + started.err()).not.toContain('my-own-token');
});

test('the options have defaults, and the environment gives the token and the rate', () => {
  expect(parseCliOptions([], {})).toMatchObject({
    port: 8787,
    host: '127.0.0.1',
    dataDir: '.data/mirror',
    jsonDir: null,
    token: null,
    ratePerMinute: 6000,
  });
  const env = { MIRROR_TOKEN: 'from-env', MIRROR_RATE: '7' };
  expect(parseCliOptions([], env)).toMatchObject({ token: 'from-env', ratePerMinute: 7 });
  expect(parseCliOptions(['--token', 'given', '--rate', '0'], env)).toMatchObject({
    token: 'given',
    ratePerMinute: 0,
  });
  expect(
    parseCliOptions(['--origin', 'https://a.example', '--origin', 'moz-extension://x'], {}).origins,
  ).toHaveLength(2);
});

test.each([
  ['--port', 'x'],
  ['--port', '-1'],
  ['--port', '65536'],
  ['--port'],
  ['--data-dir', ''],
  ['--json-dir', ' '],
  ['--origin', '*'],
  ['--origin', 'https://a.example/path'],
  ['--public-url', 'ftp://x'],
  ['--token', 'with space'],
  ['stray'],
])('%s %s is refused in one sentence', (...args) => {
  expect(() => parseCliOptions(args, {})).toThrow(UsageError);
  expect(() => parseCliOptions(args, {})).toThrow(/^[^\n]+\.$/);
});
