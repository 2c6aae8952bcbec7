import type { Page } from '@playwright/test';
import { type BenchBrowser, meterPage } from './bench-browser.ts';
import type { BenchWorld } from './bench-world.ts';
import { atMost, fewDropped, type Note } from './figure.ts';
import { measureBackground } from './measure-background.ts';
import { type OpenStream, recordStream, type Streamed } from './record-stream.ts';

/** A stream in one of Playwright's pages. */
interface PageStream extends OpenStream {
  readonly page: Page;
}

const panelText = '.transcript-rows .row';

/** Answers at two rates over a short and a long history, in turn with the plain page. The e2e build. */
export async function measureStreaming(world: BenchWorld, note: Note): Promise<void> {
  const { browser, sessions } = await world.openSeeded('e2e');
  try {
    for (const rate of [200, 1_000]) {
      for (const size of [10, 5_000]) {
        const at = { rate, sessionId: sessions.get(size) ?? '' };
        const streams: Streams = { own: [], plain: [], busy: [], plainBusy: [] };
        for (let round = 0; round < (world.quick ? 1 : 2); round += 1) {
          streams.own.push(await streamInPanel(world, browser, at));
          streams.plain.push(await streamInPlainPage(world, browser, rate));
          // Another answer for that: what is looked for after every frame would count as work.
          const seconds = (world.pieces / rate) * 0.8;
          streams.busy.push(await readBusy(await openPanelStream(world, browser, at), seconds));
          streams.plainBusy.push(await readBusy(await openPlainStream(world, browser, rate), seconds));
        }
        noteStream(note, { rate, size }, streams);
      }
    }
    await measureBackground(world, browser, { sessionId: sessions.get(100) ?? '', note });
  } finally {
    await browser.close();
  }
}

interface Streams {
  readonly own: Streamed[];
  readonly plain: Streamed[];
  /** Shares of the main thread, in %. */
  readonly busy: number[];
  readonly plainBusy: number[];
}

function noteStream(
  note: Note,
  { rate, size }: { readonly rate: number; readonly size: number },
  { own, plain, busy, plainBusy }: Streams,
): void {
  const at = `${rate.toLocaleString('en')}/s, history of ${size.toLocaleString('en')}`;
  const name = 'a plain page';
  const pick = (of: (one: Streamed) => readonly number[]) => ({
    values: own.flatMap(of),
    baseline: { name, values: plain.flatMap(of) },
  });
  note({
    name: `piece on screen, ${at}`,
    unit: 'ms',
    ...pick(({ latencies }) => latencies),
    goal: atMost(33, 'ms'),
  });
  note({
    name: `main thread busy, ${at}`,
    unit: '%',
    values: busy,
    baseline: { name, values: plainBusy },
    ...(rate === 200 ? { goal: atMost(15, '%', 'median') } : {}),
  });
  note({
    name: `frames dropped, ${at}`,
    unit: '%',
    ...pick(({ dropped }) => [dropped]),
    goal: fewDropped,
  });
  note({
    name: `tasks over 50 ms, ${at}`,
    unit: 'count',
    ...pick(({ longTasks }) => [longTasks.length]),
    goal: {
      words: 'none, or no more than the plain page',
      holds: ({ median, baseline }) => median <= (baseline?.median ?? 0),
    },
  });
  note({
    name: `latency at the answer's end over its beginning (×), ${at}`,
    unit: 'count',
    ...pick(({ growth }) => [growth]),
  });
}

/** Sends a message in the panel and records the answer. */
export async function streamInPanel(
  world: BenchWorld,
  browser: BenchBrowser,
  at: { readonly rate: number; readonly sessionId: string },
  meanwhile: (page: Page) => Promise<void> = async () => {},
): Promise<Streamed> {
  const stream = await openPanelStream(world, browser, at);
  return recordStream(stream, () => meanwhile(stream.page));
}

/** The same pieces at the same rate, appended to a text in a plain page. */
export async function streamInPlainPage(
  world: BenchWorld,
  browser: BenchBrowser,
  rate: number,
  meanwhile: (page: Page) => Promise<void> = async () => {},
): Promise<Streamed> {
  const stream = await openPlainStream(world, browser, rate);
  return recordStream(stream, () => meanwhile(stream.page));
}

async function openPanelStream(
  world: BenchWorld,
  browser: BenchBrowser,
  { rate, sessionId }: { readonly rate: number; readonly sessionId: string },
): Promise<PageStream> {
  const page = await browser.openPanel(sessionId, true);
  await page.waitForTimeout(500);
  world.agent.sent.clear();
  await page.getByRole('textbox', { name: 'Message' }).fill(`slow ${world.pieces / rate}`);
  return {
    page,
    selector: panelText,
    pieces: world.pieces,
    sent: world.agent.sent,
    begin: () => page.getByRole('textbox', { name: 'Message' }).press('Enter'),
    async end() {
      await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden' });
      await page.close();
    },
  };
}

async function openPlainStream(world: BenchWorld, browser: BenchBrowser, rate: number): Promise<PageStream> {
  const page = await browser.context.newPage();
  await page.goto(`${world.plain.url}/plain`);
  await page.evaluate(world.script);
  world.plain.sent.clear();
  return {
    page,
    selector: 'pre',
    pieces: world.pieces,
    sent: world.plain.sent,
    begin: () => page.evaluate(`void run('/pieces?rate=${rate}&count=${world.pieces}')`),
    end: () => page.close(),
  };
}

/** The share of the main thread that an answer takes, in %, over `seconds` in its midst. */
async function readBusy({ page, begin, end }: PageStream, seconds: number): Promise<number> {
  const meter = await meterPage(page);
  await begin();
  await page.waitForTimeout(seconds * 100);
  const before = await meter.readBusySeconds();
  const start = performance.now();
  await page.waitForTimeout(seconds * 1_000);
  const busy = (await meter.readBusySeconds()) - before;
  const wallS = (performance.now() - start) / 1_000;
  await end();
  return (busy / wallS) * 100;
}
