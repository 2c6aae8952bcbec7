import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';

/** True on Debian, Ubuntu and their relatives. */
export async function hasApt(): Promise<boolean> {
  try {
    await access('/usr/bin/apt-get');
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs Chromium with apt-get: with `yes`, or as root where nobody could be asked, at once; else asks.
 * Returns false where the answer was no. Rejects where apt-get failed.
 */
export async function installChromium(yes: boolean): Promise<boolean> {
  const root = process.getuid?.() === 0;
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  if (!yes && !(root && !terminal)) {
    if (!terminal) return false;
    const questions = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await questions.question(
      'No Chromium or Chrome found. Install Chromium with apt-get? (y/N) ',
    );
    questions.close();
    if (!/^y/i.test(answer.trim())) return false;
  }
  const asRoot = root ? [] : ['sudo'];
  await runProgram([...asRoot, 'apt-get', 'update']);
  await runProgram([...asRoot, 'apt-get', 'install', '-y', '--no-install-recommends', 'chromium']);
  return true;
}

function runProgram(words: readonly string[]): Promise<void> {
  const [program = '', ...args] = words;
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.once('error', fail);
    child.once('exit', (code) =>
      code === 0 ? done() : fail(new Error(`${words.join(' ')} ended with code ${code ?? 'unknown'}`)),
    );
  });
}
