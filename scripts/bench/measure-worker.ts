import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, Worker } from '@playwright/test';
import { openBenchBrowser } from './bench-browser.ts';
import type { BenchWorld } from './bench-world.ts';
import { atMost, type Note } from './figure.ts';

/** Listens to the panel's port as ours does, and does nothing else. */
const bareWorker = `performance.mark('listening');
chrome.runtime.onConnect.addListener((port) => port.onMessage.addListener((message) =>
  port.postMessage({ type: 'reply', requestId: message.requestId, trouble: null })));`;

/** The worker is stopped and woken by the panel's port, in turn with a worker of three lines. Shipped build. */
export async function measureWorker(world: BenchWorld, note: Note): Promise<void> {
  const bare = join(world.folder, 'bare-extension');
  await mkdir(bare, { recursive: true });
  await writeFile(join(bare, 'worker.js'), bareWorker);
  await writeFile(join(bare, 'page.html'), '<!doctype html><title>bare</title>');
  await writeFile(
    join(bare, 'manifest.json'),
    JSON.stringify({
      manifest_version: 3,
      name: 'bare',
      version: '1',
      background: { service_worker: 'worker.js', type: 'module' },
    }),
  );
  const browser = await openBenchBrowser({
    profile: join(world.folder, 'worker'),
    build: 'shipped',
    script: world.script,
    others: [bare],
  });
  try {
    const tool = await browser.openTool();
    const own = tool.url().split('/').slice(0, 3).join('/');
    const workers = await listWorkers(browser.context, 2);
    const other = workers.map((worker) => worker.url()).find((url) => !url.startsWith(own)) ?? '';
    const page = await browser.context.newPage();
    await page.goto(`${other.split('/').slice(0, 3).join('/')}/page.html`);
    const found = { own: await wake(tool, 1), bare: await wake(page, 1) };
    for (let round = 0; round < (world.quick ? 5 : 20); round += 1) {
      found.own.push(...(await wake(tool, 1)));
      found.bare.push(...(await wake(page, 1)));
    }
    // The first of each started with a cold code cache.
    note({
      name: 'stopped worker: connect to first answer',
      unit: 'ms',
      values: found.own.slice(1),
      baseline: { name: 'a worker of three lines', values: found.bare.slice(1) },
      goal: atMost(30, 'ms', 'median'),
    });
    note({
      name: 'the same, less the worker of three lines',
      unit: 'ms',
      values: found.own.slice(1).map((ms, at) => ms - (found.bare[at + 1] ?? ms)),
    });
  } finally {
    await browser.close();
  }
}

async function listWorkers(
  context: { serviceWorkers(): Worker[] },
  count: number,
): Promise<readonly Worker[]> {
  const end = Date.now() + 20_000;
  while (context.serviceWorkers().length < count && Date.now() < end)
    await new Promise((done) => setTimeout(done, 100));
  return context.serviceWorkers();
}

/** Stops the worker `times` times and times its next answer. */
async function wake(page: Page, times: number): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  const found: number[] = [];
  for (let at = 0; at < times; at += 1) {
    await session.send('ServiceWorker.stopAllWorkers');
    await page.waitForTimeout(200);
    found.push(await page.evaluate(timeAnswer));
  }
  await session.detach();
  return found;
}

/** In a page: ms from connecting to the answer to a ping. */
function timeAnswer(): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const port = chrome.runtime.connect({ name: 'panel' });
    port.onMessage.addListener(() => {
      resolve(performance.now() - start);
      port.disconnect();
    });
    port.onDisconnect.addListener(() => reject(new Error('the worker hung up')));
    port.postMessage({ type: 'ping', requestId: crypto.randomUUID() });
  });
}
