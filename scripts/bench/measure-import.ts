import { join } from 'node:path';
import * as v from 'valibot';
import { type BenchBrowser, openBenchBrowser } from './bench-browser.ts';
import type { BenchWorld } from './bench-world.ts';
import { atMost, atMostTimes, type Note } from './figure.ts';
import { writeChatgptFile } from './write-chatgpt-file.ts';

const framesSchema = v.object({ gaps: v.array(v.number()), longTasks: v.array(v.number()) });
const mostMs = 1_800_000;

interface Imported {
  readonly lookMs: number;
  readonly importMs: number;
  /** Between two frames of the panel, from the file's choice to the report. */
  readonly gaps: readonly number[];
  readonly longTasks: readonly number[];
  /** Of the extension's process; NaN where the system does not tell. */
  readonly restMb: number;
  readonly mostMb: readonly number[];
}

/** A large export of another product is imported in the panel, in turn with a page that parses and puts. Shipped build. */
export async function measureImport(world: BenchWorld, note: Note): Promise<void> {
  const path = join(world.folder, 'conversations.json');
  const { bytes, chats, messages } = await writeChatgptFile(path, world.quick ? 20_000_000 : 500_000_000);
  const browser = await openBenchBrowser({
    profile: join(world.folder, 'importing'),
    build: 'shipped',
    script: world.script,
  });
  try {
    const [bareLookMs, bareMs] = await importInPlainPage(browser, path);
    await browser.connect({ letta: world.letta, mirror: null });
    const own = await importInPanel(browser, { path, messages });
    const megabytes = bytes / 1e6;
    const of = `${Math.round(megabytes).toLocaleString('en')} MB, ${chats.toLocaleString('en')} chats`;
    note({
      name: `a file is looked at, MB a second (${of})`,
      unit: 'count',
      values: [megabytes / (own.lookMs / 1_000)],
      baseline: { name: 'JSON.parse of each chat', values: [megabytes / (bareLookMs / 1_000)] },
    });
    note({
      name: `its ${messages.toLocaleString('en')} messages come in, words indexed`,
      unit: '/s',
      values: [messages / (own.importMs / 1_000)],
      baseline: { name: 'JSON.parse and put', values: [messages / (bareMs / 1_000)] },
    });
    note({
      name: 'frames of the panel meanwhile, from one to the next',
      unit: 'ms',
      values: own.gaps,
      goal: atMost(33, 'ms'),
    });
    note({
      name: 'tasks over 50 ms of the panel meanwhile, the longest',
      unit: 'ms',
      values: [Math.max(0, ...own.longTasks)],
      goal: atMost(200, 'ms'),
    });
    if (!Number.isNaN(own.restMb)) noteMemory(note, own);
  } finally {
    await browser.close();
  }
}

/** Bounded: what the second half of the file takes at most, over what the first half took. */
function noteMemory(note: Note, { restMb, mostMb }: Imported): void {
  const half = mostMb.length >> 1;
  note({
    name: "memory of the extension's process, second half of the import",
    unit: 'MB',
    values: mostMb.slice(half),
    baseline: { name: 'first half', values: mostMb.slice(0, half) },
    goal: atMostTimes(1.3),
  });
  note({
    name: "memory of the extension's process before the import",
    unit: 'MB',
    values: [restMb],
  });
}

async function importInPlainPage(browser: BenchBrowser, path: string): Promise<readonly [number, number]> {
  const tool = await browser.openTool();
  await tool.evaluate('bench.showFileField()');
  await tool.locator('input').setInputFiles(path);
  const times: number[] = [];
  for (const put of [false, true]) {
    times.push(v.parse(v.number(), await tool.evaluate(`bench.importBare(${put})`)));
  }
  await tool.close();
  return [times[0] ?? Number.NaN, times[1] ?? Number.NaN];
}

async function importInPanel(
  browser: BenchBrowser,
  { path, messages }: { readonly path: string; readonly messages: number },
): Promise<Imported> {
  const panel = await browser.openPanel(null, true);
  await panel.getByRole('button', { name: 'Menu', exact: true }).click();
  await panel.getByRole('menuitem', { name: 'Import…' }).click();
  const dialog = panel.getByRole('dialog', { name: 'Import chats' });
  const memory = watchMemory(browser);
  const restMb = await memory.read();
  await panel.evaluate("bench.startRecording('.no-answer')");
  const start = performance.now();
  await dialog.getByLabel('File').setInputFiles(path);
  const begin = dialog.getByRole('button', { name: /^Import [\d,]+ chats$/ });
  await begin.waitFor({ timeout: mostMs });
  const lookMs = performance.now() - start;
  const importStart = performance.now();
  memory.start();
  await begin.click();
  await dialog.getByRole('status').waitFor({ timeout: mostMs });
  const importMs = performance.now() - importStart;
  const mostMb = memory.stop();
  const said = await dialog.getByRole('status').innerText();
  if (!said.includes(messages.toLocaleString('en'))) throw new Error(`not everything came in: ${said}`);
  const { gaps, longTasks } = v.parse(framesSchema, await panel.evaluate('bench.stopRecording()'));
  await panel.close();
  return { lookMs, importMs, gaps, longTasks, restMb, mostMb };
}

/** Reads the memory twice a second from `start` to `stop`. */
function watchMemory(browser: BenchBrowser): {
  read(): Promise<number>;
  start(): void;
  stop(): readonly number[];
} {
  const found: number[] = [];
  let timer: ReturnType<typeof setInterval> | undefined;
  const read = (): Promise<number> => browser.readLargestRendererMb();
  return {
    read,
    start() {
      timer = setInterval(() => {
        read().then((mb) => found.push(mb), console.error);
      }, 500);
    },
    stop() {
      clearInterval(timer);
      return found;
    },
  };
}
