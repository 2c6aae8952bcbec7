import type { Page } from '@playwright/test';
import * as v from 'valibot';
import type { BenchBrowser } from './bench-browser.ts';
import type { BenchWorld } from './bench-world.ts';
import { atMost, type Note } from './figure.ts';
import { attachWorker } from './worker-target.ts';

const writesSchema = v.object({ count: v.number(), bytes: v.number() });
/** Counts what is written of turns, in the worker, from now on. */
const countWrites = `if (self.turnWrites === undefined) {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, ...key) {
    if (this.name === 'turns') {
      turnWrites.count += 1;
      turnWrites.bytes += JSON.stringify(value).length;
    }
    return put.call(this, value, ...key);
  };
}
self.turnWrites = { count: 0, bytes: 0 };`;

/**
 * What an answer costs with no panel open: its CPU, against the same worker that is sent as many pieces and reads
 * none, and what of it is written before its end.
 */
export async function measureBackground(
  world: BenchWorld,
  browser: BenchBrowser,
  { sessionId, note }: { readonly sessionId: string; readonly note: Note },
): Promise<void> {
  const seconds = (world.pieces / 200) * 0.8;
  const share = async (begin: () => Promise<Page>): Promise<number> => {
    const page = await begin();
    await page.waitForTimeout(300);
    const before = await browser.readRendererSeconds();
    await page.waitForTimeout(seconds * 1_000);
    const used = (await browser.readRendererSeconds()) - before;
    await page.close();
    return (used / seconds) * 100;
  };
  const rest = () => new Promise((done) => setTimeout(done, (world.pieces / 200) * 300));
  const own: number[] = [];
  const held: number[] = [];
  const still: number[] = [];
  const writes: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < (world.quick ? 1 : 2); round += 1) {
    own.push(
      await share(async () => {
        const panel = await browser.openPanel(sessionId);
        await panel.getByRole('textbox', { name: 'Message' }).fill(`slow ${world.pieces / 200}`);
        await panel.getByRole('textbox', { name: 'Message' }).press('Enter');
        await panel.getByRole('button', { name: 'Stop' }).waitFor();
        await panel.close();
        const page = await browser.context.newPage();
        await inWorker(browser, countWrites);
        return page;
      }),
    );
    const written = v.parse(writesSchema, await inWorker(browser, 'turnWrites'));
    const minutes = (seconds + 0.3) / 60;
    writes.push(written.count / minutes);
    bytes.push(written.bytes / minutes);
    await rest();
    // The same renderers, the worker kept alive as before, and nothing said.
    still.push(await share(() => browser.context.newPage()));
    held.push(
      await share(async () => {
        const page = await browser.context.newPage();
        await inWorker(
          browser,
          `fetch('${world.plain.url}/pieces?rate=200&count=${world.pieces}').then((held) => void (self.held = held))`,
        );
        return page;
      }),
    );
    await rest();
  }
  note({
    name: 'background: a turn at 200/s, no panel open, share of one core',
    unit: '%',
    values: own,
    baseline: { name: 'as many pieces that the worker does not read', values: held },
    goal: atMost(5, '%', 'median'),
  });
  note({ name: 'background: nothing to do, share of one core', unit: '%', values: still });
  // Every 500 ms at most, whatever the rate; the window's ends may hold one more.
  note({
    name: 'background: checkpoints of that turn a minute',
    unit: 'count',
    values: writes,
    goal: { words: '≤ 120 and one', holds: ({ median }) => median <= 120 + 60 / seconds },
  });
  note({ name: 'background: bytes of these checkpoints a minute', unit: 'bytes', values: bytes });
}

async function inWorker(browser: BenchBrowser, expression: string): Promise<unknown> {
  const worker = await attachWorker(browser.context);
  const value = await worker.evaluate(expression);
  await worker.detach();
  return value;
}
