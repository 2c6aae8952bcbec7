import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** Runs xdotool, which presses real keys on the test's own screen. */
export function runXdotool(...args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    execFile('xdotool', args, (error, stdout, stderr) =>
      error === null ? done(stdout.trim()) : fail(new Error(`xdotool ${args.join(' ')}: ${stderr}`)),
    );
  });
}

/** The windows that a browser's process shows, oldest first. Waits for the first one. */
export async function listWindows(pid: number): Promise<readonly string[]> {
  const until = Date.now() + 20_000;
  for (;;) {
    // It ends with an error while nothing is found.
    const found = await runXdotool(
      'search',
      '--all',
      '--onlyvisible',
      '--pid',
      String(pid),
      '--name',
      '.',
    ).catch(() => '');
    const windows = found.split('\n').filter((line) => line !== '');
    if (windows.length > 0) return windows.toSorted((a, b) => Number(a) - Number(b));
    if (Date.now() > until) throw new Error(`process ${pid} shows no window`);
    await wait(100);
  }
}

/** Presses keys in that window. There is no window manager: focus is given by hand. */
export async function pressIn(window: string, keys: string): Promise<void> {
  await runXdotool('windowraise', window);
  await runXdotool('windowfocus', '--sync', window);
  await runXdotool('key', '--clearmodifiers', keys);
}

/** Types text where the keyboard focus is. */
export async function typeText(text: string): Promise<void> {
  await runXdotool('type', '--delay', '15', '--', text);
}

/** Keeps a picture of the whole screen in test-results/, for whoever reads the failure. */
export async function saveScreen(name: string): Promise<void> {
  await mkdir('test-results', { recursive: true });
  await new Promise<void>((done) => {
    execFile('import', ['-window', 'root', `test-results/${name}-${Date.now()}.png`], () => done());
  });
}
