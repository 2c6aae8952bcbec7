import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { findBrowser } from './browser/find-browser.ts';
import { type Display, openDisplay } from './browser/open-display.ts';

const root = resolve(import.meta.dirname, '..');

/** Runs one program to its end with our own input and output; resolves with its code. */
function runNode(args: readonly string[], display: string | null = null): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...(display === null ? {} : { DISPLAY: display }) },
    });
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
}

/** The builds that the tests load: e2e for both browsers, and the shipped ones for what they ask at install. */
const builds: readonly (readonly string[])[] = [
  ['build', '--mode', 'e2e'],
  ['build', '-b', 'firefox', '--mv3', '--mode', 'e2e'],
  ['build'],
  ['build', '-b', 'firefox', '--mv3'],
];

/** A screen of our own, also where there is one: the tests need the keyboard for themselves. */
async function openScreen(): Promise<Display | null> {
  if (process.platform !== 'linux') return null;
  try {
    return await openDisplay('1400x1000x24');
  } catch {
    console.error('The browser tests need Xvfb: on Debian and Ubuntu `apt-get install xvfb xdotool`.');
    process.exit(1);
  }
}

const args = process.argv.slice(2);
for (const kind of ['chromium', 'firefox'] as const) {
  if (findBrowser(kind) !== null) continue;
  console.error(
    `No ${kind} found: install it (on Debian \`apt-get install chromium firefox-esr\`), or name it in ${kind === 'chromium' ? 'CHROME_PATH' : 'FIREFOX_PATH'}.`,
  );
  process.exit(1);
}
if (!args.includes('--skip-build')) {
  for (const build of builds) {
    const code = await runNode([join(root, 'node_modules/wxt/bin/wxt.mjs'), ...build]);
    if (code !== 0) process.exit(code);
  }
}
const screen = await openScreen();
const code = await runNode(
  [
    join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
    ...args.filter((word) => word !== '--skip-build'),
  ],
  screen?.name ?? null,
);
screen?.close();
process.exit(code);
