import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { type BenchWorld, emptyId } from './bench-world.ts';
import { atMost, atMostTimes, fewDropped, type Note } from './figure.ts';
import { barePage, type FirefoxBrowser, openFirefoxBrowser } from './firefox-browser.ts';
import { type OpenStream, recordStream, type Streamed } from './record-stream.ts';

const rate = 200;

/** Opening and streaming once more in Firefox, each in turn with its plain page. The e2e build. */
export async function measureFirefox(world: BenchWorld, note: Note): Promise<void> {
  const firefox = await openFirefoxBrowser(join(world.folder, 'firefox'));
  if (firefox === null) throw new Error('no Firefox found: install it, or name it in FIREFOX_PATH');
  try {
    await firefox.connect({ letta: world.letta, mirror: null });
    await firefox.showOwn(barePage);
    await addScript(firefox, world);
    const size = world.quick ? 500 : 5_000;
    const sessionId = v.parse(v.string(), await firefox.evaluate(`bench.seedSession(${size})`));
    await measureOpening(firefox, { world, note, sessionId, size });
    await measureStreaming(firefox, { world, note, sessionId, size });
  } finally {
    await firefox.close();
  }
}

interface Seeded {
  readonly world: BenchWorld;
  readonly note: Note;
  readonly sessionId: string;
  readonly size: number;
}

async function measureOpening(
  firefox: FirefoxBrowser,
  { world, note, sessionId, size }: Seeded,
): Promise<void> {
  const own: number[] = [];
  const empty: number[] = [];
  const bare: number[] = [];
  await openPanel(firefox, sessionId);
  for (let round = 0; round < (world.quick ? 3 : 15); round += 1) {
    own.push(await openPanel(firefox, sessionId));
    empty.push(await openPanel(firefox, emptyId));
    bare.push(await openBare(firefox));
  }
  note({
    name: 'Firefox: history on screen, 0 messages, warm',
    unit: 'ms',
    values: empty,
    baseline: { name: 'a page of one word', values: bare },
    goal: atMost(100, 'ms', 'median'),
  });
  note({
    name: `Firefox: history on screen, ${size.toLocaleString('en')} messages, warm`,
    unit: 'ms',
    values: own,
    baseline: { name: 'the empty panel', values: empty },
    goal: atMostTimes(1.3),
  });
}

async function measureStreaming(
  firefox: FirefoxBrowser,
  { world, note, sessionId, size }: Seeded,
): Promise<void> {
  const own: Streamed[] = [];
  const plain: Streamed[] = [];
  for (let round = 0; round < (world.quick ? 1 : 2); round += 1) {
    own.push(await recordStream(await openPanelStream(firefox, world, sessionId)));
    plain.push(await recordStream(await openPlainStream(firefox, world)));
  }
  const at = `${rate}/s, history of ${size.toLocaleString('en')}`;
  const pick = (of: (one: Streamed) => readonly number[]) => ({
    values: own.flatMap(of),
    baseline: { name: 'a plain page', values: plain.flatMap(of) },
  });
  note({
    name: `Firefox: piece on screen, ${at}`,
    unit: 'ms',
    ...pick(({ latencies }) => latencies),
    goal: atMost(33, 'ms'),
  });
  note({
    name: `Firefox: frames dropped, ${at}`,
    unit: '%',
    ...pick(({ dropped }) => [dropped]),
    goal: fewDropped,
  });
}

async function openPanelStream(
  firefox: FirefoxBrowser,
  world: BenchWorld,
  sessionId: string,
): Promise<OpenStream> {
  await openPanel(firefox, sessionId);
  await addScript(firefox, world);
  await wait(500);
  world.agent.sent.clear();
  return {
    page: firefox,
    selector: '.transcript-rows .row',
    pieces: world.pieces,
    sent: world.agent.sent,
    begin: () => firefox.evaluate(toSend(`slow ${world.pieces / rate}`)),
    end: () => until(firefox, `document.querySelector('button[aria-label="Stop"]') === null`),
  };
}

async function openPlainStream(firefox: FirefoxBrowser, world: BenchWorld): Promise<OpenStream> {
  await firefox.show(`${world.plain.url}/plain`);
  await addScript(firefox, world);
  world.plain.sent.clear();
  return {
    page: firefox,
    selector: 'pre',
    pieces: world.pieces,
    sent: world.plain.sent,
    begin: () => firefox.evaluate(`void run('/pieces?rate=${rate}&count=${world.pieces}')`),
    end: async () => {},
  };
}

/** Opens the panel as if this window had shown the session last; ms from the document's start to its history on screen. */
async function openPanel(firefox: FirefoxBrowser, sessionId: string): Promise<number> {
  await firefox.showOwn(barePage);
  await firefox.evaluate(`sessionStorage.setItem('session', '${JSON.stringify(sessionId)}')`);
  await firefox.showOwn('sidepanel.html');
  return readPaint(firefox);
}

async function openBare(firefox: FirefoxBrowser): Promise<number> {
  await firefox.showOwn(barePage);
  return readPaint(firefox);
}

async function readPaint(firefox: FirefoxBrowser): Promise<number> {
  const painted = "performance.getEntriesByName('painted')[0]?.startTime";
  await until(firefox, `${painted} !== undefined`);
  return v.parse(v.number(), await firefox.evaluate(painted));
}

async function until(firefox: FirefoxBrowser, condition: string): Promise<void> {
  const end = Date.now() + 60_000;
  while ((await firefox.evaluate(condition)) !== true) {
    if (Date.now() > end) throw new Error(`in Firefox it never came true: ${condition}`);
    await wait(20);
  }
}

function addScript(firefox: FirefoxBrowser, world: BenchWorld): Promise<unknown> {
  return firefox.evaluate(`(0, eval)(${JSON.stringify(world.script)})`);
}

/** JavaScript that writes into the composer and presses Enter. */
function toSend(text: string): string {
  return `(() => {
    const box = document.querySelector('textarea[aria-label="Message"]');
    box.focus();
    box.value = ${JSON.stringify(text)};
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  })()`;
}
