import { expect, type Page } from '@playwright/test';
import * as v from 'valibot';
import { buildPageScript } from '../../../scripts/bench/page-script.ts';
import { test } from '../support/chromium-test.ts';
import { panelParts, readAnswer, send } from '../support/panel.ts';

const messages = 600;
const scrolledSchema = v.object({ blanks: v.number(), jumps: v.number(), atStart: v.boolean() });
const countsSchema = v.object({ nodes: v.number(), jsEventListeners: v.number() });

interface Kept {
  readonly heapMb: number;
  /** Nodes that live in memory for each one that is in the document. */
  readonly nodesHeld: number;
}

/** What is left after a collection. */
async function readKept(panel: Page): Promise<Kept> {
  const session = await panel.context().newCDPSession(panel);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = v.parse(countsSchema, await session.send('Memory.getDOMCounters'));
  const inDocument = await panel.evaluate(() => {
    const walker = document.createTreeWalker(document);
    let count = 1;
    while (walker.nextNode() !== null) count += 1;
    return count;
  });
  await session.detach();
  return { heapMb: usedSize / 2 ** 20, nodesHeld: nodes / inDocument };
}

/** Goes down as far as it goes. */
async function scrollToEnd(panel: Page): Promise<void> {
  await panel.evaluate(async () => {
    const scroller = document.querySelector('.transcript-scroll');
    for (let still = 0; scroller !== null && still < 30;) {
      const before = scroller.scrollTop;
      scroller.scrollTop += 640;
      await new Promise(requestAnimationFrame);
      still = scroller.scrollTop === before ? still + 1 : 0;
    }
  });
}

test('a long chat is scrolled to its start and back without a blank, and nothing of it is kept', async ({
  openBrowser,
}) => {
  const device = await openBrowser('profile');
  const panel = await device.openOwnPage('sidepanel.html');
  await panel.setViewportSize({ width: 360, height: 700 });
  await panel.evaluate(await buildPageScript());
  const sessionId = v.parse(v.string(), await panel.evaluate(`bench.seedSession(${messages})`));
  await panel.evaluate((id) => sessionStorage.setItem('session', JSON.stringify(id)), sessionId);
  await panel.reload();
  await panelParts(panel).answers.last().waitFor();
  await panel.evaluate(await buildPageScript());
  await send(panel, 'first');
  await readAnswer(panel);
  const before = await readKept(panel);
  for (let round = 0; round < 2; round += 1) {
    const scrolled = v.parse(
      scrolledSchema,
      await panel.evaluate(`bench.scrollToStart('.transcript-scroll', { step: 640, mostMs: 60000 })`),
    );
    expect(scrolled).toMatchObject({ atStart: true, blanks: 0 });
    await scrollToEnd(panel);
  }
  // A message more: what was the last is drawn again, as not the last any more.
  await send(panel, 'second');
  await readAnswer(panel);
  const after = await readKept(panel);
  test.info().annotations.push({ type: 'kept', description: JSON.stringify({ before, after }) });
  expect(after.heapMb).toBeLessThan(before.heapMb + 5);
  expect(after.nodesHeld).toBeLessThan(1.5);
});
