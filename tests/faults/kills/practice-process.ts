import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Rig } from '../network/rig.ts';

const main = fileURLToPath(new URL('../../../server/practice-agent/main.ts', import.meta.url));

/** Starts the practice agent in a process of its own; resolves with its address. The rig ends it. */
export async function openPracticeProcess(rig: Rig, more: readonly string[] = []): Promise<string> {
  const child = spawn(process.execPath, [main, '--port', '0', ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  rig.defer(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  let words = '';
  return await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => {
      const url = /http:\S+/.exec(String(text))?.[0];
      if (url !== undefined) resolve(url);
    });
    child.stderr.on('data', (text) => (words += String(text)));
    child.once('close', () => reject(new Error(`the practice agent ended: ${words.trim()}`)));
  });
}
