import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findBrowser } from './browser/find-browser.ts';
import { listWindows, pressIn, typeText } from './browser/keyboard.ts';
import { launchChromium } from './browser/launch-chromium.ts';
import { openDisplay } from './browser/open-display.ts';
import { buildExtension } from './start/build-extension.ts';
import { parseStartOptions } from './start/start-options.ts';
import { startServers } from './start/start-servers.ts';

const target = resolve(import.meta.dirname, '../docs/panel.png');

/** What the picture's user writes: read off the sample posting beside it. */
const question = [
  'My name is Ada. Does this one fit me? Make a list of what to show.',
  'Title: Senior Backend Engineer, Tidal Data',
  'Company: Harbourline',
  'Location: Rotterdam (hybrid)',
  'Salary: EUR 78,000 to 96,000',
  'You bring',
  '- Five years of backend work in Go, Rust or Java',
  '- PostgreSQL beyond the ORM',
];

/** A picture of a real browser with the sample posting and an answered question, in one theme. */
async function takePicture(theme: 'light' | 'dark', folder: string, extension: string): Promise<string> {
  const program = findBrowser('chromium');
  const ports = ['--mirror-port', '0', '--agent-port', '0', '--page-port', '0'];
  const options = parseStartOptions([...ports, '--data-dir', join(folder, theme)]);
  if (program === null || options === null) throw new Error('the picture needs Chromium');
  const display = await openDisplay('1180x860x24');
  process.env['DISPLAY'] = display.name;
  const servers = await startServers(options);
  const browser = await launchChromium({
    program,
    extension,
    profile: join(folder, theme, 'profile'),
    display: display.name,
    args: [
      '--window-position=0,0',
      '--window-size=1180,860',
      '--hide-scrollbars',
      ...(theme === 'dark' ? ['--force-dark-mode'] : []),
    ],
  });
  await browser.connect({ letta: servers.letta, mirror: servers.mirror });
  await browser.open(servers.pageUrl);
  const [window = ''] = await listWindows(browser.pid);
  await wait(1000);
  await pressIn(window, 'alt+shift+j');
  await wait(2500);
  for (const [at, line] of question.entries()) {
    if (at > 0) await pressIn(window, 'shift+Return');
    await typeText(line);
  }
  await pressIn(window, 'Return');
  // Long enough for the answer at the practice agent's pace, and for the mirror to have it.
  await wait(9000);
  const picture = join(folder, `${theme}.png`);
  execFileSync('import', ['-window', 'root', picture]);
  await browser.close();
  await servers.close();
  display.close();
  return picture;
}

const folder = await mkdtemp(join(tmpdir(), 'talentscout-picture-'));
const extension = await buildExtension('chromium');
const pictures = [
  await takePicture('light', folder, extension),
  await takePicture('dark', folder, extension),
];
await mkdir(resolve(target, '..'), { recursive: true });
execFileSync('convert', [...pictures, '+append', '-strip', '-colors', '256', `PNG8:${target}`]);
await rm(folder, { recursive: true, force: true });
console.log(target);
process.exit(0);
