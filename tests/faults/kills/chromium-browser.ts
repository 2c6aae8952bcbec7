import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readlink, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { type CommandChannel, createCommandChannel } from '../../../scripts/browser/command-channel.ts';
import { chromeExtensionId } from '../../../scripts/browser/extension-facts.ts';
import { toConnectScript } from '../../../scripts/browser/running-browser.ts';
import { settingsKey } from '../../../utils/settings/settings.ts';
import { type KillBrowser, killGroup, waitFor } from './kill-browser.ts';
import { createPanelDriver, type Evaluate } from './panel-view.ts';

const ownUrl = `chrome-extension://${chromeExtensionId}/`;
const listenMs = 20_000;

const targetsSchema = v.object({
  targetInfos: v.array(v.object({ targetId: v.string(), type: v.string(), url: v.string() })),
});
const createdSchema = v.object({ targetId: v.string() });
const attachedSchema = v.object({ sessionId: v.string() });
const evaluatedSchema = v.object({
  result: v.object({ value: v.optional(v.string()) }),
  exceptionDetails: v.optional(
    v.object({ exception: v.optional(v.object({ description: v.optional(v.string()) })) }),
  ),
});

const consoleSchema = v.object({
  type: v.string(),
  args: v.array(v.object({ value: v.optional(v.unknown()), description: v.optional(v.string()) })),
});

interface Running {
  readonly process: ChildProcess;
  readonly gone: Promise<void>;
  readonly channel: CommandChannel;
  readonly errors: readonly string[];
}
interface Page {
  readonly targetId: string;
  readonly sessionId: string;
}

/** Makes a Chromium without a window. Only pages are attached to: a debugger would keep the worker alive. */
export function createChromium(place: {
  readonly program: string;
  readonly profile: string;
  readonly extension: string;
}): KillBrowser {
  let running: Running | null = null;
  let panel: Page | null = null;

  const send = (method: string, params?: object, sessionId?: string): Promise<unknown> => {
    if (running === null) return Promise.reject(new Error('Chromium does not run'));
    return running.channel.send(method, params, sessionId);
  };

  async function openPage(url: string): Promise<Page> {
    const { targetId } = v.parse(createdSchema, await send('Target.createTarget', { url }));
    const attached = await send('Target.attachToTarget', { targetId, flatten: true });
    const { sessionId } = v.parse(attachedSchema, attached);
    const evaluate = toEvaluate(sessionId);
    // Before the document is there an evaluation may hit the empty one before it.
    await waitFor(
      async () => (await evaluate(`location.href + ' ' + document.readyState`)) === `${url} complete` || null,
      `Chromium opens ${url}`,
      listenMs,
    );
    return { targetId, sessionId };
  }

  function toEvaluate(sessionId: string): Evaluate {
    return async (expression) => {
      const params = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
      const { result, exceptionDetails } = v.parse(
        evaluatedSchema,
        await send('Runtime.evaluate', params, sessionId),
      );
      if (exceptionDetails === undefined) return result.value ?? '';
      throw new Error(exceptionDetails.exception?.description ?? 'the page threw');
    };
  }

  async function findWorker(): Promise<string | null> {
    const { targetInfos } = v.parse(targetsSchema, await send('Target.getTargets'));
    const isOurs = ({ type, url }: { type: string; url: string }): boolean =>
      type === 'service_worker' && url.startsWith(ownUrl);
    return targetInfos.find(isOurs)?.targetId ?? null;
  }

  return {
    name: 'Chromium',
    async start() {
      running = await launch(place);
    },
    async connect(connection) {
      const page = await openPage(`${ownUrl}options.html`);
      await toEvaluate(page.sessionId)(toConnectScript('chrome', settingsKey, connection));
      await send('Target.closeTarget', { targetId: page.targetId });
    },
    async openPanel() {
      panel = await openPage(`${ownUrl}sidepanel.html`);
      await send('Runtime.enable', {}, panel.sessionId);
      return createPanelDriver(toEvaluate(panel.sessionId));
    },
    async closePanel() {
      const closing = panel;
      panel = null;
      if (closing !== null) await send('Target.closeTarget', { targetId: closing.targetId });
    },
    async stopWorker() {
      const worker = await findWorker();
      if (worker === null || panel === null) return false;
      await send('ServiceWorker.enable', {}, panel.sessionId);
      await send('ServiceWorker.stopAllWorkers', {}, panel.sessionId);
      await send('ServiceWorker.disable', {}, panel.sessionId);
      await waitFor(async () => (await findWorker()) !== worker || null, 'the worker stops', 10_000);
      return true;
    },
    complaints: () => running?.errors ?? [],
    async kill() {
      const killed = running;
      running = null;
      panel = null;
      if (killed === null) return;
      await killGroup(killed.process.pid ?? 0);
      await killed.gone;
      await removeSocket(place.profile);
    },
  };
}

/** A busy machine now and then leaves Chromium hanging before it listens: that one is started again. */
async function launch(place: {
  readonly program: string;
  readonly profile: string;
  readonly extension: string;
}): Promise<Running> {
  await mkdir(place.profile, { recursive: true });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const child = spawn(place.program, toArgs(place), {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const address = await readAddress(child);
    if (address !== null) {
      const errors: string[] = [];
      const channel = await openChannel(address, (words) => void errors.push(words));
      return { process: child, gone, channel, errors };
    }
    await killGroup(child.pid ?? 0);
    await gone;
  }
  throw new Error('Chromium does not listen');
}

/** A Chromium that was killed leaves the folder of its socket behind, outside of the profile. */
async function removeSocket(profile: string): Promise<void> {
  const socket = await readlink(join(profile, 'SingletonSocket')).catch(() => null);
  if (socket !== null) await rm(dirname(socket), { recursive: true, force: true });
}

function readAddress(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), listenMs).unref();
    child.once('exit', () => resolve(null));
    child.once('error', () => resolve(null));
    if (child.stderr === null) return;
    createInterface(child.stderr).on('line', (line) => {
      const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
}

function toWords({ value, description }: v.InferOutput<typeof consoleSchema>['args'][number]): string {
  return description ?? String(value);
}

async function openChannel(address: string, onError: (words: string) => void): Promise<CommandChannel> {
  const socket = new WebSocket(address);
  const channel = createCommandChannel(
    (frame) => socket.send(frame),
    (method, params) => {
      const entry = method === 'Runtime.consoleAPICalled' ? v.safeParse(consoleSchema, params) : null;
      if (entry?.success === true && entry.output.type === 'error')
        onError(entry.output.args.map(toWords).join(' '));
    },
  );
  socket.addEventListener('message', (event) => channel.receive(String(event.data)));
  socket.addEventListener('close', () => channel.close());
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('Chromium refuses the debugger')), {
      once: true,
    });
  });
  return channel;
}

function toArgs({ profile, extension }: { profile: string; extension: string }): readonly string[] {
  return [
    '--headless=new',
    `--user-data-dir=${profile}`,
    '--remote-debugging-port=0',
    `--load-extension=${extension}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--hide-crash-restore-bubble',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--window-size=500,900',
    ...(process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []),
    'about:blank',
  ];
}
