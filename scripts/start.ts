import { mkdir } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { toConnectCode } from '../server/mirror/token.ts';
import { extensionFolders } from './browser/extension-facts.ts';
import type { RunningBrowser } from './browser/running-browser.ts';
import { buildExtension, findBuilt } from './start/build-extension.ts';
import { chooseDisplay, chooseProgram, startBrowser } from './start/start-browser.ts';
import { type StartOptions, parseStartOptions, startUsage } from './start/start-options.ts';
import { type Servers, startServers } from './start/start-servers.ts';

/** What a run holds, in the order in which it was opened. */
const open: { close(): unknown }[] = [];
let stopping = false;

async function stop(code: number): Promise<never> {
  if (stopping) process.exit(code === 0 ? 130 : code);
  stopping = true;
  for (const resource of open.toReversed()) await resource.close();
  process.exit(code);
}

async function fail(error: unknown): Promise<never> {
  console.error(error instanceof Error && error.name === 'StartError' ? error.message : error);
  return await stop(1);
}

async function run(options: StartOptions): Promise<void> {
  await mkdir(options.dataDir, { recursive: true });
  const kind = options.browser;
  // Everything that may be missing is looked for first: a build that nobody can open is time lost.
  const program = kind === null ? null : await chooseProgram(kind, options.yes);
  const display = kind === null ? null : await chooseDisplay(options.xvfb);
  if (display !== null) open.push(display);
  const servers = await startServers(options);
  open.push(servers);
  const built = options.skipBuild ? await findBuilt(kind ?? 'chromium') : null;
  if (built === null) console.log('Building the extension …');
  const extension = built ?? (await buildExtension(kind ?? 'chromium'));
  if (kind === null || program === null) {
    sayServers(servers);
    sayByHand(servers);
    return;
  }
  const openBrowser = async (): Promise<void> => {
    const browser = await startBrowser({ kind, program, extension, display, options });
    open.push(browser);
    await browser.connect({ letta: servers.letta, mirror: servers.mirror });
    await browser.open(servers.pageUrl);
    void browser.ended.then(() => onBrowserClosed(browser, openBrowser));
  };
  await openBrowser();
  sayServers(servers);
  console.log(`
The browser is open, with the sample posting. Press Alt+Shift+J in it: the panel opens, and closes again.
Ctrl+C here stops everything; chats stay in ${options.dataDir}.`);
}

/** The servers stay: the browser may be opened again and finds everything where it was. */
function onBrowserClosed(browser: RunningBrowser, openAgain: () => Promise<void>): void {
  open.splice(open.indexOf(browser), 1);
  if (stopping) return;
  console.log('The browser was closed. Press Enter to open it again, Ctrl+C to stop the servers too.');
  const lines = createInterface(process.stdin);
  lines.once('line', () => {
    lines.close();
    openAgain().catch(fail);
  });
}

function sayServers({ letta, mirror, pageUrl }: Servers): void {
  const agent =
    letta === null
      ? 'no agent yet: the panel helps to make one'
      : `${letta.baseUrl}  (${letta.practice ? 'the practice agent, no real model' : letta.agentName})`;
  console.log(`
Letta            ${agent}
Mirror           ${mirror.baseUrl}
Mirror token     ${mirror.token}
Connect code     ${toConnectCode({ mirror: mirror.baseUrl, token: mirror.token })}
Sample posting   ${pageUrl}`);
}

function sayByHand({ letta }: Servers): void {
  const chrome = relative(process.cwd(), extensionFolders.chromium);
  console.log(`
To load the extension by hand
  Chrome, Chromium, Edge: open chrome://extensions, switch on "Developer mode", "Load unpacked", choose
    ${resolve(chrome)}
  Firefox: run \`npm run build:e2e:firefox\`, open about:debugging#/runtime/this-firefox, "Load Temporary Add-on…", choose
    ${resolve(extensionFolders.firefox, 'manifest.json')}
Then press Alt+Shift+J on any page, enter the Letta server${letta === null ? '' : ` ${letta.baseUrl}`} and, for the mirror, the connect code.
Ctrl+C here stops the servers.`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

try {
  const options = parseStartOptions(process.argv.slice(2));
  if (options === null) console.log(startUsage);
  else await run(options);
} catch (error) {
  await fail(error);
}
