import { join } from 'node:path';
import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import type { MirrorSettings } from '../../utils/settings/settings.ts';
import { type BenchBrowser, openBenchBrowser } from './bench-browser.ts';
import type { BenchWorld } from './bench-world.ts';
import { fillMirror } from './fill-mirror.ts';
import { atMost, atMostTimes, type Note } from './figure.ts';
import { openTrafficCounter, type Traffic } from './traffic-counter.ts';
import { attachWorker } from './worker-target.ts';

const bareSchema = v.object({ ms: v.number(), rows: v.number(), cursor: v.number() });

interface Pulled {
  readonly allMs: number;
  readonly firstPageMs: number;
  /** The worker's heap meanwhile, one value after the other. */
  readonly heapMb: readonly number[];
}

/** A new device takes everything from a mirror, in turn with a page that only downloads and puts. e2e build. */
export async function measureSync(world: BenchWorld, note: Note): Promise<void> {
  const sessions = world.quick ? 50 : 1_000;
  const messages = sessions * 100;
  const mirror = await startMirror({
    port: 0,
    dataDir: join(world.folder, 'mirror'),
    ratePerMinute: 1_000_000,
  });
  const rounds = 2;
  const own: Pulled[] = [];
  const bare: number[] = [];
  try {
    await fillMirror(mirror, { sessions, each: 100 });
    for (let round = 0; round < rounds; round += 1) {
      const profile = join(world.folder, `device-${round}`);
      const browser = await openBenchBrowser({ profile, build: 'e2e', script: world.script });
      try {
        const tool = await browser.openTool();
        const pulled = v.parse(
          bareSchema,
          await tool.evaluate(`bench.pullBare('${mirror.url}', '${mirror.token}')`),
        );
        bare.push(pulled.rows / (pulled.ms / 1_000));
        const settings = { baseUrl: mirror.url, token: mirror.token };
        own.push(await pullAll(browser, world, { tool, mirror: settings, cursor: pulled.cursor }));
        const count = v.parse(v.number(), await tool.evaluate('bench.countMessages()'));
        if (count !== messages) throw new Error(`${count} of ${messages} messages came`);
        if (round === rounds - 1) await measureIdle(world, browser, { mirror: settings, note });
      } finally {
        await browser.close();
      }
    }
  } finally {
    await mirror.close();
  }
  notePulled(note, { sessions, messages, own, bare });
}

function notePulled(
  note: Note,
  {
    sessions,
    messages,
    own,
    bare,
  }: {
    readonly sessions: number;
    readonly messages: number;
    readonly own: readonly Pulled[];
    readonly bare: readonly number[];
  },
): void {
  note({
    name: `a new device pulls ${messages.toLocaleString('en')} messages in ${sessions.toLocaleString('en')} chats`,
    unit: '/s',
    values: own.map(({ allMs }) => messages / (allMs / 1_000)),
    baseline: { name: 'download and put', values: bare },
    goal: { words: '≥ 0.5 ×', holds: ({ ratio }) => ratio !== null && ratio >= 0.5 },
  });
  note({
    name: 'connected to first messages in the store',
    unit: 'ms',
    values: own.map(({ firstPageMs }) => firstPageMs),
  });
  // Bounded: what comes later takes no more than what came first.
  note({
    name: "the worker's heap at its largest in the second half of that",
    unit: 'MB',
    values: own.map(({ heapMb }) => Math.max(...heapMb.slice(heapMb.length >> 1))),
    baseline: {
      name: 'in the first half',
      values: own.map(({ heapMb }) => Math.max(...heapMb.slice(0, heapMb.length >> 1))),
    },
    goal: atMostTimes(1.3),
  });
}

/** Connects and waits until the store stands where the mirror does. */
async function pullAll(
  browser: BenchBrowser,
  world: BenchWorld,
  { tool, mirror, cursor }: { readonly tool: Page; readonly mirror: MirrorSettings; readonly cursor: number },
): Promise<Pulled> {
  await browser.connect({ letta: world.letta, mirror: null });
  const panel = await browser.openPanel(null);
  // The worker runs now, so that its heap can be read from the beginning.
  await panel.getByRole('textbox', { name: 'Message' }).waitFor();
  const worker = await attachWorker(browser.context);
  await worker.collectGarbage();
  await browser.connect({ letta: world.letta, mirror });
  const start = performance.now();
  let firstPageMs = Number.NaN;
  const heapMb: number[] = [];
  const most = start + 900_000;
  for (;;) {
    const reached = v.parse(v.number(), await tool.evaluate('bench.readCursor()'));
    const ms = performance.now() - start;
    heapMb.push(await worker.readHeapMb());
    if (reached > 0 && Number.isNaN(firstPageMs)) firstPageMs = ms;
    if (reached >= cursor) {
      await worker.detach();
      await panel.close();
      return { allMs: ms, firstPageMs, heapMb };
    }
    if (performance.now() > most) throw new Error('not everything came in 15 minutes');
    await tool.waitForTimeout(250);
  }
}

/** Nothing is said anywhere: what a connected device sends and hears all the same, with its panel open and closed. */
async function measureIdle(
  world: BenchWorld,
  browser: BenchBrowser,
  { mirror, note }: { readonly mirror: MirrorSettings; readonly note: Note },
): Promise<void> {
  const counter = await openTrafficCounter(mirror.baseUrl);
  const seconds = world.quick ? 35 : 60;
  try {
    await browser.connect({ letta: world.letta, mirror: { ...mirror, baseUrl: counter.url } });
    const panel = await browser.openPanel(null);
    await panel.getByRole('status').filter({ hasText: 'Mirrored' }).waitFor();
    const listen = async (): Promise<Traffic> => {
      // What opening and closing the panel asks for is over by then.
      await new Promise((done) => setTimeout(done, 8_000));
      counter.reset();
      await new Promise((done) => setTimeout(done, seconds * 1_000));
      return counter.read();
    };
    const open = await listen();
    await panel.close();
    const closed = await listen();
    const none = { words: 'none', holds: ({ median }: { readonly median: number }) => median === 0 };
    note({
      name: `requests of an idle device in ${seconds} s, panel open`,
      unit: 'count',
      values: [open.requests],
      goal: none,
    });
    note({
      name: `bytes that it hears in ${seconds} s, panel open (heartbeats)`,
      unit: 'bytes',
      values: [open.bytesDown],
      // A heartbeat is a frame of some 30 bytes every 15 s.
      goal: atMost(1_000, 'bytes', 'median'),
    });
    note({
      name: `bytes that it sends in ${seconds} s, panel open`,
      unit: 'bytes',
      values: [open.bytesUp],
      goal: none,
    });
    note({
      name: `bytes both ways in ${seconds} s, panel closed`,
      unit: 'bytes',
      values: [closed.bytesUp + closed.bytesDown],
      goal: none,
    });
  } finally {
    await counter.close();
  }
}
