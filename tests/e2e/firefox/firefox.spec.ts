import { expect } from '@playwright/test';
import { alwaysPrivate, test } from '../support/firefox-test.ts';
import type { FirefoxPanel } from '../support/firefox-panel.ts';
import { agentName } from '../support/panel.ts';
import { until } from '../support/until.ts';
import { wordsOf } from '../support/words.ts';

const slow = { timeout: 40_000 };

const answerOf = (panel: FirefoxPanel): Promise<string> => panel.text('article', agentName);
const isDone = async (panel: FirefoxPanel): Promise<boolean> => (await panel.count('button', 'Stop')) === 0;

test('Firefox: Alt+Shift+J opens the sidebar and closes it again', async ({ device, panel }) => {
  expect(await panel.count('textbox', 'Message')).toBe(1);
  await device.pressShortcut();
  await until(async () => !(await panel.isOpen()), 'the sidebar closes');
});

test('Firefox: at the width that the browser gives the sidebar nothing is cut off', async ({ panel }) => {
  expect(await panel.overflow()).toBe(0);
  await panel.send('please make a table');
  await expect.poll(() => answerOf(panel), slow).toContain('Characters');
  await panel.click('button', 'Menu');
  expect(await panel.overflow()).toBe(0);
});

test('Firefox: where the browser remembers nothing, all is kept and said to be not saved', async ({
  openBrowser,
}) => {
  const device = await openBrowser('profile', { [alwaysPrivate]: true });
  const panel = await device.openPanel();
  await panel.send('kept in memory');
  await expect.poll(() => answerOf(panel), slow).toContain('practice agent');
  await until(() => isDone(panel), 'the turn ends');
  await expect.poll(() => panel.text('status', 'Not saved on this device')).not.toBe('');
  await device.pressShortcut();
  await until(async () => !(await panel.isOpen()), 'the sidebar closes');
  await device.stopBackground();
  const again = await device.openPanel();
  await expect.poll(() => again.text('article', 'You'), slow).toContain('kept in memory');
  await expect.poll(() => answerOf(again), slow).toContain('practice agent');
});

test('Firefox: a chat is answered and still there after a reload', async ({ panel, world }) => {
  await panel.send('please make a table');
  await expect.poll(() => answerOf(panel), slow).toContain('Characters');
  await until(() => isDone(panel), 'the turn ends');
  await panel.reload();
  await expect
    .poll(() => panel.text('article', 'You').catch(() => ''), slow)
    .toContain('please make a table');
  await expect.poll(() => answerOf(panel), slow).toContain('Characters');
  expect(await world.listUserTexts()).toHaveLength(1);
});

test('Firefox: the event page ended in mid-answer changes nothing of the answer', async ({
  device,
  panel,
  world,
}) => {
  await panel.send('long 180 slow 8');
  await expect.poll(() => answerOf(panel), slow).toContain('practice answer');
  await device.stopBackground();
  await expect.poll(() => answerOf(panel), slow).toContain('3.)');
  await until(() => isDone(panel), 'the turn ends', 40_000);
  const [held] = await world.listAnswers();
  expect(wordsOf(await answerOf(panel))).toContain(wordsOf(held ?? 'nothing'));
  expect(await world.listUserTexts()).toHaveLength(1);
  expect(await panel.count('article', agentName)).toBe(1);
});

test('Firefox: the browser killed in mid-answer completes it after the restart', async ({
  openBrowser,
  world,
}) => {
  const first = await openBrowser('profile');
  const panel = await first.openPanel();
  await panel.send('long 180 slow 8');
  await expect.poll(() => answerOf(panel), slow).toContain('practice answer');
  await first.kill();
  const again = await (await openBrowser('profile')).openPanel();
  await expect.poll(() => again.count('article', 'You'), slow).toBe(1);
  await expect.poll(() => answerOf(again), slow).toContain('3.)');
  await until(() => isDone(again), 'the turn ends', 40_000);
  const [held] = await world.listAnswers();
  expect(wordsOf(await answerOf(again))).toContain(wordsOf(held ?? 'nothing'));
  expect(await world.listUserTexts()).toHaveLength(1);
});

test('Firefox: Clear chat empties it, and Undo brings it back', async ({ panel }) => {
  await panel.send('soon gone');
  await expect.poll(() => answerOf(panel), slow).toContain('practice agent');
  await until(() => isDone(panel), 'the turn ends');
  await panel.click('button', 'Menu');
  await panel.click('menuitem', 'Clear chat');
  await expect.poll(() => panel.count('article', null)).toBe(0);
  await expect.poll(() => panel.count('button', 'Undo')).toBe(1);
  await panel.click('button', 'Undo');
  await expect.poll(() => panel.count('article', null)).toBe(2);
});

test('Firefox: two windows on one chat are both live', async ({ device, panel, world }) => {
  await panel.send('said in the first window');
  await expect.poll(() => answerOf(panel), slow).toContain('practice agent');
  await until(() => isDone(panel), 'the turn ends');
  await device.openWindow(world.pageUrl);
  const other = await device.openPanel(1);
  await expect.poll(() => other.text('article', 'You'), slow).toContain('said in the first window');
  await other.send('said in the second window');
  await expect.poll(() => panel.text('article', 'You'), slow).toContain('said in the second window');
  await expect.poll(() => panel.count('article', agentName), slow).toBe(2);
});
