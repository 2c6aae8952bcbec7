import type { Page } from '@playwright/test';
import * as v from 'valibot';
import type { BenchWorld } from './bench-world.ts';
import { atMost, atMostTimes, fewDropped, type Note } from './figure.ts';
import { meterPage } from './bench-browser.ts';
import { streamInPanel, streamInPlainPage } from './measure-streaming.ts';

const timesSchema = v.array(v.number());
const scrolledSchema = v.object({
  gaps: timesSchema,
  blanks: v.number(),
  jumps: v.number(),
  atStart: v.boolean(),
});
const frameMs = 1_000 / 60;

/** Keys while an answer streams in at 200 a second over 5,000 messages, and scrolling through those. */
export async function measureTyping(world: BenchWorld, note: Note): Promise<void> {
  const { browser, sessions } = await world.openSeeded('e2e');
  const sessionId = sessions.get(5_000) ?? '';
  try {
    const own: number[] = [];
    const plain: number[] = [];
    const keys = world.quick ? 20 : 100;
    for (let round = 0; round < (world.quick ? 1 : 2); round += 1) {
      await streamInPanel(world, browser, { rate: 200, sessionId }, async (page) => {
        own.push(...(await typeInto(page, keys)));
        await page.getByRole('textbox', { name: 'Message' }).fill('');
      });
      await streamInPlainPage(world, browser, 200, async (page) => {
        plain.push(...(await typeInto(page, keys)));
      });
    }
    note({
      name: 'key to paint while streaming, 5,000 messages',
      unit: 'ms',
      values: own,
      baseline: { name: 'a plain text field', values: plain },
      goal: atMost(16, 'ms'),
    });
    await measureScrolling(world, note, {
      openPanel: () => browser.openPanel(sessionId, true),
      openPlain: async () => {
        const page = await browser.context.newPage();
        await page.goto(`${world.plain.url}/long?count=5000`);
        await page.evaluate(world.script);
        return page;
      },
    });
  } finally {
    await browser.close();
  }
}

async function typeInto(page: Page, keys: number): Promise<readonly number[]> {
  await page.getByRole('textbox', { name: 'Message' }).focus();
  await page.evaluate('bench.watchTyping()');
  for (let at = 0; at < keys; at += 1) {
    await page.keyboard.press('abcdefghij'.charAt(at % 10));
    await page.waitForTimeout(30);
  }
  return v.parse(timesSchema, await page.evaluate('bench.readTyping()'));
}

async function measureScrolling(
  world: BenchWorld,
  note: Note,
  { openPanel, openPlain }: { openPanel(): Promise<Page>; openPlain(): Promise<Page> },
): Promise<void> {
  const mostMs = world.quick ? 10_000 : 120_000;
  const panel = await openPanel();
  await panel.waitForTimeout(1_000);
  const before = await (await meterPage(panel)).readMemory();
  const own = await scroll(panel, '.transcript-scroll', mostMs);
  const after = await (await meterPage(panel)).readMemory();
  await panel.close();
  const page = await openPlain();
  const plain = await scroll(page, '#scroll', mostMs);
  await page.close();
  const name = 'a plain page of 5,000 paragraphs';
  note({
    name: `frames dropped, scrolling ${own.atStart ? '5,000 messages from end to start' : `for ${mostMs / 1_000} s (the start was not reached)`}`,
    unit: '%',
    values: [toDropped(own.gaps)],
    baseline: { name, values: [toDropped(plain.gaps)] },
    goal: fewDropped,
  });
  note({
    name: 'frames with nothing in them, of all',
    unit: '%',
    values: [(own.blanks / own.gaps.length) * 100],
    baseline: { name, values: [(plain.blanks / plain.gaps.length) * 100] },
    goal: { words: 'none', holds: ({ median }) => median === 0 },
  });
  note({
    name: 'frames in which the text jumped, of all',
    unit: '%',
    values: [(own.jumps / own.gaps.length) * 100],
    baseline: { name, values: [(plain.jumps / plain.gaps.length) * 100] },
    goal: { words: '≤ 1 %', holds: ({ median }) => median <= 1 },
  });
  const base = (value: number) => ({ name: 'before scrolling', values: [value] });
  note({
    name: 'elements after scrolling to the start',
    unit: 'count',
    values: [after.nodes],
    baseline: base(before.nodes),
    goal: atMostTimes(3),
  });
  note({
    name: 'JavaScript heap after scrolling to the start',
    unit: 'MB',
    values: [after.heapMb],
    baseline: base(before.heapMb),
    goal: atMostTimes(3),
  });
}

/** Faster than a wheel goes, about four screenfuls in ten frames: 5,000 messages are crossed within a minute. */
async function scroll(
  page: Page,
  selector: string,
  mostMs: number,
): Promise<v.InferOutput<typeof scrolledSchema>> {
  return v.parse(
    scrolledSchema,
    await page.evaluate(`bench.scrollToStart('${selector}', { step: 320, mostMs: ${mostMs} })`),
  );
}

function toDropped(gaps: readonly number[]): number {
  const wanted = gaps.reduce((sum, gap) => sum + gap, 0) / frameMs;
  return Math.max(0, (1 - gaps.length / wanted) * 100);
}
