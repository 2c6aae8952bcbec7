import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { settingsKey } from '../../utils/settings/settings.ts';
import { type CommandChannel, createCommandChannel } from './command-channel.ts';
import { chromeExtensionId } from './extension-facts.ts';
import { type BrowserPlace, type RunningBrowser, toConnectScript } from './running-browser.ts';

const targetsSchema = v.object({
  targetInfos: v.array(v.object({ targetId: v.string(), type: v.string(), url: v.string() })),
});
const attachedSchema = v.object({ sessionId: v.string() });
const createdSchema = v.object({ targetId: v.string() });
const evaluatedSchema = v.object({
  exceptionDetails: v.optional(
    v.object({
      text: v.string(),
      exception: v.optional(v.object({ description: v.optional(v.string()) })),
    }),
  ),
});

const workerPrefix = `chrome-extension://${chromeExtensionId}/`;

/**
 * Starts Chromium or Chrome with the extension, driven over a pipe, so that no other program can reach it.
 * Rejects where the program ends at once (a browser with this profile is open already).
 */
export async function launchChromium(place: BrowserPlace): Promise<RunningBrowser> {
  // A busy machine now and then leaves Chromium hanging before it answers: that one is started again.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const running = await tryToLaunch(place);
    if (running !== null) return running;
  }
  throw new Error('it did not answer');
}

/** Null where the browser was started and said nothing for 20 s; it is gone then. */
async function tryToLaunch(place: BrowserPlace): Promise<RunningBrowser | null> {
  await mkdir(place.profile, { recursive: true });
  const browser = spawn(place.program, toArgs(place), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl+C in the terminal reaches us, and we close the browser in good order.
    detached: process.platform !== 'win32',
    env: { ...process.env, ...(place.display === null ? {} : { DISPLAY: place.display }) },
  });
  const ended = new Promise<void>((done) => {
    browser.once('exit', () => done());
    browser.once('error', () => done());
  });
  const channel = openPipe(browser);
  const answered = await Promise.race([
    channel.send('Browser.getVersion').then(() => true),
    wait(20_000).then(() => false),
  ]);
  if (!answered) {
    browser.kill('SIGKILL');
    await ended;
    return null;
  }
  await ensureExtension(channel, place.extension);
  return {
    connect: (connection) => runInExtension(channel, toConnectScript('chrome', settingsKey, connection)),
    open: (url) => openPage(channel, url),
    pid: browser.pid ?? 0,
    ended,
    async close() {
      await Promise.race([channel.send('Browser.close').catch(() => undefined), wait(2000)]);
      const gone = await Promise.race([ended.then(() => true), wait(5000).then(() => false)]);
      if (!gone) browser.kill('SIGKILL');
      await ended;
    },
  };
}

function toArgs({ profile, extension, args }: BrowserPlace): readonly string[] {
  const root = process.getuid?.() === 0;
  return [
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    '--enable-unsafe-extension-debugging',
    `--load-extension=${extension}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--hide-crash-restore-bubble',
    ...(root ? ['--no-sandbox', '--test-type'] : []),
    ...args,
    'about:blank',
  ];
}

/** CDP over the file descriptors 3 (to the browser) and 4 (from it); a zero byte ends each frame. */
function openPipe(browser: ChildProcess): CommandChannel {
  const toBrowser = browser.stdio[3];
  const fromBrowser = browser.stdio[4];
  if (!(toBrowser instanceof Writable) || !(fromBrowser instanceof Readable)) {
    throw new Error('the browser has no debugging pipe');
  }
  const channel = createCommandChannel((frame) => toBrowser.write(`${frame}\0`));
  toBrowser.on('error', () => channel.close());
  let rest = '';
  fromBrowser.setEncoding('utf8');
  fromBrowser.on('data', (chunk: string) => {
    const frames = (rest + chunk).split('\0');
    rest = frames.pop() ?? '';
    for (const frame of frames) channel.receive(frame);
  });
  fromBrowser.once('close', () => channel.close());
  browser.once('error', () => channel.close());
  browser.once('exit', () => channel.close());
  return channel;
}

async function listTargets(channel: CommandChannel) {
  return v.parse(targetsSchema, await channel.send('Target.getTargets')).targetInfos;
}

/** The extension's worker, or null where it does not run within `timeoutMs`. */
async function findWorker(channel: CommandChannel, timeoutMs: number): Promise<string | null> {
  const until = Date.now() + timeoutMs;
  do {
    const targets = await listTargets(channel);
    const worker = targets.find(({ type, url }) => type === 'service_worker' && url.startsWith(workerPrefix));
    if (worker !== undefined) return worker.targetId;
    await wait(50);
  } while (Date.now() < until);
  return null;
}

/** Chrome ignores --load-extension, Chromium does not: where it was ignored the debugger loads it. */
async function ensureExtension(channel: CommandChannel, path: string): Promise<void> {
  if ((await findWorker(channel, 3000)) !== null) return;
  await channel.send('Extensions.loadUnpacked', { path });
}

/**
 * Runs `expression` in a page of the extension's own, opened for it. Not in the worker: one that has only just
 * started may be replaced under the debugger's hands, and then never answers.
 */
async function runInExtension(channel: CommandChannel, expression: string): Promise<void> {
  const created = await channel.send('Target.createTarget', {
    url: `${workerPrefix}options.html`,
    background: true,
  });
  const { targetId } = v.parse(createdSchema, created);
  const attached = await channel.send('Target.attachToTarget', { targetId, flatten: true });
  await evaluate(channel, v.parse(attachedSchema, attached).sessionId, expression);
  await channel.send('Target.closeTarget', { targetId });
}

/** A page that still loads has no `chrome` yet, or answers nothing: it is asked again for a while. */
async function evaluate(channel: CommandChannel, sessionId: string, expression: string): Promise<void> {
  const until = Date.now() + 15_000;
  let words = 'no answer';
  do {
    const answer = await Promise.race([
      channel.send('Runtime.evaluate', { expression, awaitPromise: true }, sessionId).catch(() => null),
      wait(2000).then(() => null),
    ]);
    const parsed = v.safeParse(evaluatedSchema, answer);
    if (parsed.success && parsed.output.exceptionDetails === undefined) return;
    const details = parsed.success ? parsed.output.exceptionDetails : undefined;
    words = details?.exception?.description ?? details?.text ?? words;
    await wait(50);
  } while (Date.now() < until);
  throw new Error(`the extension refused: ${words}`);
}

/** Shows `url` in the first tab. */
async function openPage(channel: CommandChannel, url: string): Promise<void> {
  const targets = await listTargets(channel);
  const tab = targets.find((target) => target.type === 'page' && target.url === 'about:blank');
  if (tab === undefined) {
    await channel.send('Target.createTarget', { url });
    return;
  }
  const attached = await channel.send('Target.attachToTarget', { targetId: tab.targetId, flatten: true });
  const { sessionId } = v.parse(attachedSchema, attached);
  await channel.send('Page.navigate', { url }, sessionId);
  await channel.send('Target.detachFromTarget', { sessionId });
}
