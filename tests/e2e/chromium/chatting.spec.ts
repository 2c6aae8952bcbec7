import { readFile } from 'node:fs/promises';
import { type Page, expect } from '@playwright/test';
import * as v from 'valibot';
import { test } from '../support/chromium-test.ts';
import { choose, panelParts, readAnswer, send } from '../support/panel.ts';
import { countIn } from '../support/words.ts';

const exportSchema = v.looseObject({});

test('an answer streams in and is drawn as Markdown', async ({ panel }) => {
  const { answers, stop, own } = panelParts(panel);
  await send(panel, 'Please give me a table, a list and some code. slow 3');
  await expect(own.last()).toContainText('Please give me a table');
  await expect(stop).toBeVisible();
  await expect(answers.last()).toContainText('practice agent');
  await readAnswer(panel);
  await expect(answers.last().getByRole('table')).toBeVisible();
  await expect(answers.last().getByRole('cell', { name: 'Words' })).toBeVisible();
  await expect(answers.last().getByRole('checkbox').first()).toBeChecked();
  await expect(answers.last().getByRole('button', { name: 'Copy code' })).toBeVisible();
});

test('Stop keeps what is there', async ({ panel, world }) => {
  const { answers, stop } = panelParts(panel);
  await send(panel, 'long 300 slow 30');
  await expect(answers.last()).toContainText('This practice answer');
  await stop.click();
  await expect(stop).toBeHidden();
  await expect(answers.last()).toContainText('This practice answer');
  await panel.reload();
  await expect(panelParts(panel).answers.last()).toContainText('This practice answer');
  // Nothing runs on at the agent: the next message is answered.
  await send(panel, 'hello again');
  await expect(panelParts(panel).answers.last()).toContainText('I am a practice agent');
  await readAnswer(panel);
  expect(await world.listUserTexts()).toEqual(['long 300 slow 30', 'hello again']);
});

test('the view stays at the end of a growing answer, until the reader goes up and wants to come back', async ({
  panel,
}) => {
  const { answers, stop } = panelParts(panel);
  await send(panel, 'long 600 slow 9');
  await expect(answers.last()).toContainText('This practice answer');
  const jump = panel.getByRole('button', { name: 'Jump to latest' });
  await expect.poll(() => readPlace(panel).then(({ top }) => top)).toBeGreaterThan(100);
  expect((await watchPlace(panel)).farthest).toBeLessThan(40);
  await expect(jump).toBeHidden();
  await panel.getByRole('log').hover();
  await panel.mouse.wheel(0, -300);
  await expect(jump).toBeVisible();
  const { moved, grown } = await watchPlace(panel);
  expect(grown).toBeGreaterThan(20);
  expect(moved).toBeLessThan(2);
  await jump.click();
  expect((await watchPlace(panel)).farthest).toBeLessThan(40);
  await expect(stop).toBeHidden({ timeout: 20_000 });
  expect((await watchPlace(panel)).farthest).toBeLessThan(40);
});

test('a tool waits for Approve, also after the browser was restarted', async ({ openBrowser, world }) => {
  const first = await openBrowser('profile');
  const panel = await first.openPanel();
  await send(panel, 'Do something that needs approval');
  await expect(panel.getByRole('group', { name: 'Approval needed' })).toBeVisible();
  await first.kill();
  const again = await (await openBrowser('profile')).openPanel();
  await expect(again.getByRole('group', { name: 'Approval needed' })).toBeVisible();
  await again.getByRole('button', { name: 'Approve' }).click();
  await expect(panelParts(again).answers.last()).toContainText('The tool said');
  expect(await world.listUserTexts()).toHaveLength(1);
});

test('a denied tool is not carried out', async ({ panel }) => {
  await send(panel, 'Do something that needs approval');
  await panel.getByRole('button', { name: 'Deny' }).click();
  await expect(panelParts(panel).answers.last()).toContainText('was not carried out');
  await expect(panel.getByRole('group', { name: 'Approval needed' })).toBeHidden();
});

test('two tools are answered together', async ({ panel }) => {
  await send(panel, 'Do something that needs two approvals');
  const groups = panel.getByRole('group', { name: 'Approval needed' });
  await expect(groups).toHaveCount(2);
  await groups.first().getByRole('button', { name: 'Approve' }).click();
  await groups.last().getByRole('button', { name: 'Deny' }).click();
  const answer = panelParts(panel).answers.last();
  await expect(answer).toContainText('The tool said');
  await expect(answer).toContainText('was not carried out');
});

test('a wrong password is said in words, and the message is not lost', async ({ openBrowser, world }) => {
  const device = await openBrowser('profile');
  const { letta, mirror } = world.connection();
  await world.stopAgent();
  await world.startAgent({ password: 'right' });
  await device.connect({ letta: letta === null ? null : { ...letta, apiKey: 'wrong' }, mirror });
  const panel = await device.openPanel();
  await send(panel, 'a message worth keeping');
  await expect(panel.getByText('did not accept the API key or password')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Open settings' }).first()).toBeVisible();
  const kept = await panel.locator('body').innerText();
  const draft = await panelParts(panel).message.inputValue();
  expect(kept.includes('a message worth keeping') || draft === 'a message worth keeping').toBe(true);
});

test('a chat is exported as Markdown and as JSON', async ({ panel }) => {
  await send(panel, 'please make a table of this');
  await readAnswer(panel);
  for (const format of ['Markdown', 'JSON'] as const) {
    await choose(panel, 'Export…');
    const dialog = panel.getByRole('dialog', { name: 'Export chat' });
    await dialog.getByRole('radio', { name: format }).check();
    const text = await readDownload(panel, async () => {
      await dialog.getByRole('button', { name: 'Download' }).click();
    });
    expect(countIn(text, 'please make a table of this')).toBeGreaterThan(0);
    expect(text).toContain('Characters');
    if (format === 'JSON') v.parse(exportSchema, JSON.parse(text));
    await panel.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
});

async function readDownload(panel: Page, act: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([panel.waitForEvent('download'), act()]);
  return await readFile(await download.path(), 'utf8');
}

const placeSchema = v.object({ top: v.number(), end: v.number() });
const watchedSchema = v.object({ farthest: v.number(), moved: v.number(), grown: v.number() });

/** Where the conversation is scrolled to, and how far from its end that is, in CSS px. */
async function readPlace(panel: Page): Promise<v.InferOutput<typeof placeSchema>> {
  return v.parse(
    placeSchema,
    await panel.getByRole('log').evaluate((log) => ({
      top: log.scrollTop,
      end: log.scrollHeight - log.clientHeight - log.scrollTop,
    })),
  );
}

/** For a second, after each frame: the farthest from the end, and by how much it was scrolled, and grew. */
async function watchPlace(panel: Page): Promise<v.InferOutput<typeof watchedSchema>> {
  return v.parse(
    watchedSchema,
    await panel.getByRole('log').evaluate(async (log) => {
      const painted = () =>
        new Promise<void>((done) => {
          requestAnimationFrame(() => setTimeout(done));
        });
      await painted();
      const from = { top: log.scrollTop, height: log.scrollHeight, at: performance.now() };
      let farthest = 0;
      let moved = 0;
      while (performance.now() < from.at + 1_000) {
        await painted();
        farthest = Math.max(farthest, log.scrollHeight - log.clientHeight - log.scrollTop);
        moved = Math.max(moved, Math.abs(log.scrollTop - from.top));
      }
      return { farthest, moved, grown: log.scrollHeight - from.height };
    }),
  );
}
