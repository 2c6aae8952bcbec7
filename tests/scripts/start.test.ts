import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as v from 'valibot';

const root = resolve(import.meta.dirname, '../..');
const anyPorts = ['--mirror-port', '0', '--agent-port', '0', '--page-port', '0'];

interface Ended {
  readonly code: number;
  readonly stderr: string;
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'talentscout-start-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Runs the start script to its end, as `npm start -- …` does. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((done) => {
    const words = [
      join(root, 'scripts/run.js'),
      join(root, 'scripts/start.ts'),
      '--data-dir',
      folder,
      ...args,
    ];
    const clean = { PATH: process.env['PATH'] ?? '', HOME: folder, ...env };
    execFile(process.execPath, words, { cwd: root, env: clean, timeout: 60_000 }, (error, _out, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, stderr });
    });
  });
}

describe.runIf(process.platform === 'linux')(
  'where npm start cannot start, one sentence says what to do',
  () => {
    test('a taken port', async () => {
      const other = createServer();
      await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
      const { port } = v.parse(v.object({ port: v.number() }), other.address());
      const ended = await start([...anyPorts, '--agent-port', String(port), '--no-browser']);
      other.close();
      expect(ended).toEqual({
        code: 1,
        stderr: `The practice agent needs port ${port}, which is taken: stop the program that uses it, or choose another with \`npm start -- --agent-port ${port + 1}\`.\n`,
      });
    }, 60_000);

    test('a browser that is not where CHROME_PATH says', async () => {
      const ended = await start(anyPorts, { CHROME_PATH: join(folder, 'nowhere'), DISPLAY: ':99' });
      expect(ended).toEqual({
        code: 1,
        stderr:
          'No Chromium or Chrome found: install it, name its program in CHROME_PATH, or run `npm start -- --no-browser`.\n',
      });
    }, 60_000);

    test('no display', async () => {
      const ended = await start(anyPorts, { CHROME_PATH: process.execPath });
      expect(ended.code).toBe(1);
      expect(ended.stderr).toMatch(/^There is no display .* `npm start -- --no-browser`\.\n$/);
    }, 60_000);

    test('a Letta that is not there', async () => {
      const ended = await start([...anyPorts, '--no-browser'], { LETTA_BASE_URL: 'http://127.0.0.1:1' });
      expect(ended).toEqual({
        code: 1,
        stderr:
          'The Letta at http://127.0.0.1:1 cannot be used (unreachable): check LETTA_BASE_URL and LETTA_API_KEY.\n',
      });
    }, 60_000);
  },
);
