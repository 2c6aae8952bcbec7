import { join } from 'node:path';
import * as v from 'valibot';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import { type BenchBrowser, openBenchBrowser } from './bench-browser.ts';
import type { BenchWorld } from './bench-world.ts';
import { fillMirror } from './fill-mirror.ts';
import type { Note } from './figure.ts';

const bareSchema = v.object({ ms: v.number(), rows: v.number() });

/** A new device takes everything from a mirror, in turn with a page that only downloads and puts. e2e build. */
export async function measureSync(world: BenchWorld, note: Note): Promise<void> {
  const sessions = world.quick ? 50 : 1_000;
  const messages = sessions * 100;
  const mirror = await startMirror({
    port: 0,
    dataDir: join(world.folder, 'mirror'),
    ratePerMinute: 1_000_000,
  });
  // Each round takes minutes with the whole history.
  const rounds = world.quick ? 2 : 1;
  const own: number[] = [];
  const bare: number[] = [];
  const firstMs: number[] = [];
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
        const { allMs, firstPageMs } = await pullAll(browser, world, {
          mirror: { baseUrl: mirror.url, token: mirror.token },
          messages,
        });
        own.push(messages / (allMs / 1_000));
        firstMs.push(firstPageMs);
      } finally {
        await browser.close();
      }
    }
  } finally {
    await mirror.close();
  }
  note({
    name: `a new device pulls ${messages.toLocaleString('en')} messages in ${sessions.toLocaleString('en')} chats`,
    unit: '/s',
    values: own,
    baseline: { name: 'download and put', values: bare },
    goal: { words: '≥ 0.5 ×', holds: ({ ratio }) => ratio !== null && ratio >= 0.5 },
  });
  note({ name: 'connected to first messages in the store', unit: 'ms', values: firstMs });
}

/** Connects and waits until the store holds everything. */
async function pullAll(
  browser: BenchBrowser,
  world: BenchWorld,
  {
    mirror,
    messages,
  }: { readonly mirror: { readonly baseUrl: string; readonly token: string }; readonly messages: number },
): Promise<{ allMs: number; firstPageMs: number }> {
  const tool = await browser.openTool();
  await browser.connect({ letta: world.letta, mirror });
  const panel = await browser.openPanel(null);
  const start = performance.now();
  let firstPageMs = Number.NaN;
  const most = start + 900_000;
  for (;;) {
    const count = v.parse(v.number(), await tool.evaluate('bench.countMessages()'));
    const ms = performance.now() - start;
    if (count > 0 && Number.isNaN(firstPageMs)) firstPageMs = ms;
    if (count >= messages) {
      await panel.close();
      await tool.close();
      return { allMs: ms, firstPageMs };
    }
    if (performance.now() > most) throw new Error(`only ${count} of ${messages} messages came in 15 minutes`);
    await tool.waitForTimeout(250);
  }
}
