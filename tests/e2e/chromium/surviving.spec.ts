import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { test } from '../support/chromium-test.ts';
import { panelParts, readAnswer, send } from '../support/panel.ts';
import { until } from '../support/until.ts';
import { countIn, wordsOf } from '../support/words.ts';

const question = 'long 180 slow 8';

test('a reload shows everything with the worker stopped and both servers down', async ({
  device,
  panel,
  world,
}) => {
  await send(panel, 'remember this table');
  const answer = await readAnswer(panel);
  await world.stopAgent();
  await world.stopMirror();
  const words = await device.reloadWithoutWorker('remember this table');
  expect(wordsOf(words)).toContain(wordsOf(answer));
});

for (const afterMs of [0, 300, 1500, 4000]) {
  test(`the worker killed ${afterMs} ms into a turn changes nothing of the answer`, async ({
    device,
    panel,
    world,
  }) => {
    await send(panel, question);
    await wait(afterMs);
    await device.stopWorker();
    await expect(panelParts(panel).answers.last()).toContainText('3.)', { timeout: 40_000 });
    const shown = await readAnswer(panel);
    expect(await world.listUserTexts()).toHaveLength(1);
    const [held] = await world.listAnswers();
    expect(wordsOf(shown)).toContain(wordsOf(held ?? 'nothing'));
    expect(countIn(wordsOf(shown), '2 practice')).toBe(countIn(wordsOf(held ?? ''), '2 practice'));
    await expect(panelParts(panel).answers).toHaveCount(1);
    await expect(panelParts(panel).own).toHaveCount(1);
  });
}

test('the panel closed in mid-answer finds the whole answer later', async ({ device, panel, world }) => {
  await send(panel, question);
  await expect(panelParts(panel).answers.last()).toContainText('practice answer');
  await device.pressShortcut();
  await until(async () => (await device.countPanels()) === 0, 'the panel closes');
  await wait(9000);
  const again = await device.openPanel();
  await expect(panelParts(again).answers.last()).toContainText('3.)');
  const shown = await readAnswer(again);
  const [held] = await world.listAnswers();
  expect(wordsOf(shown)).toContain(wordsOf(held ?? 'nothing'));
  expect(await world.listUserTexts()).toHaveLength(1);
});

test('the browser killed in mid-answer completes it after the restart, nothing doubled', async ({
  openBrowser,
  world,
}) => {
  const first = await openBrowser('profile');
  const panel = await first.openPanel();
  await send(panel, question);
  await expect(panelParts(panel).answers.last()).toContainText('practice answer');
  await first.kill();
  const second = await openBrowser('profile');
  const again = await second.openPanel();
  await expect(panelParts(again).own).toHaveCount(1);
  await expect(panelParts(again).answers.last()).toContainText('3.)', { timeout: 40_000 });
  const shown = await readAnswer(again);
  const [held] = await world.listAnswers();
  expect(wordsOf(shown)).toContain(wordsOf(held ?? 'nothing'));
  expect(await world.listUserTexts()).toHaveLength(1);
  await expect(panelParts(again).answers).toHaveCount(1);
});

test('a draft survives a reload and a kill of the browser', async ({ openBrowser }) => {
  const first = await openBrowser('profile');
  const panel = await first.openPanel();
  await panelParts(panel).message.pressSequentially('half a thought');
  await wait(1500);
  await panel.reload();
  await expect(panelParts(panel).message).toHaveValue('half a thought');
  await panelParts(panel).message.pressSequentially(' more');
  await wait(1500);
  await first.kill();
  const again = await (await openBrowser('profile')).openPanel();
  await expect(panelParts(again).message).toHaveValue('half a thought more');
});

test('a mirror that was down gets everything when it is back', async ({ panel, world }) => {
  await world.stopMirror();
  await send(panel, 'while the mirror sleeps');
  await readAnswer(panel);
  await expect(panelParts(panel).status.first()).toContainText('waiting');
  await world.startMirror();
  await expect(panelParts(panel).status.first()).toContainText('Mirrored', { timeout: 60_000 });
});
