import { expect } from '@playwright/test';
import { test } from '../support/chromium-test.ts';
import { choose, panelParts, readAnswer, send } from '../support/panel.ts';

test('Clear chat empties it, and Undo brings it back', async ({ panel }) => {
  await send(panel, 'first words');
  await readAnswer(panel);
  await choose(panel, 'Clear chat');
  await expect(panelParts(panel).own).toHaveCount(0);
  await expect(panelParts(panel).answers).toHaveCount(0);
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(panelParts(panel).own).toHaveCount(1);
  await expect(panelParts(panel).answers).toHaveCount(1);
  await panel.reload();
  await expect(panelParts(panel).own.first()).toContainText('first words');
});

test('a cleared chat stays clear after a reload', async ({ panel }) => {
  await send(panel, 'soon gone');
  await readAnswer(panel);
  await choose(panel, 'Clear chat');
  await expect(panelParts(panel).own).toHaveCount(0);
  await panel.reload();
  await expect(panelParts(panel).message).toBeVisible();
  await expect(panelParts(panel).own).toHaveCount(0);
});

test('what one device says and clears, the other one sees', async ({ openBrowser }) => {
  const desk = await (await openBrowser('desk')).openPanel();
  await send(desk, 'seen on both devices');
  await readAnswer(desk);
  await expect(panelParts(desk).status.first()).toContainText('Mirrored', { timeout: 30_000 });
  const laptop = await (await openBrowser('laptop')).openPanel();
  await laptop.getByRole('button', { name: 'Chat history' }).click();
  const chats = laptop.getByRole('list', { name: 'Chats' });
  await expect(chats.getByText('seen on both devices').first()).toBeVisible({ timeout: 30_000 });
  await chats.getByText('seen on both devices').first().click();
  await expect(panelParts(laptop).own.first()).toContainText('seen on both devices');
  await expect(panelParts(laptop).answers.last()).toContainText('practice agent');
  await choose(desk, 'Clear chat');
  await expect(panelParts(desk).own).toHaveCount(0);
  await expect(panelParts(laptop).own).toHaveCount(0, { timeout: 30_000 });
  await expect(panelParts(laptop).answers).toHaveCount(0);
});

test('two windows on one chat are both live', async ({ device, panel, world }) => {
  await send(panel, 'said in the first window');
  await readAnswer(panel);
  await device.openWindow(world.pageUrl);
  const other = await device.openPanel(1);
  await expect(panelParts(other).own.first()).toContainText('said in the first window');
  await send(other, 'said in the second window, slow 2');
  await expect(panelParts(panel).own.last()).toContainText('said in the second window');
  await expect(panelParts(panel).answers).toHaveCount(2);
  const [here, there] = [await readAnswer(panel), await readAnswer(other)];
  expect(here).toBe(there);
  await expect(panelParts(panel).own).toHaveCount(2);
});
