import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { test } from '../support/chromium-test.ts';
import { choose, panelParts, readAnswer, send } from '../support/panel.ts';

test('chosen chats are saved as one archive, which the import knows', async ({ panel }) => {
  for (const words of ['The first chat', 'The second chat', 'The third chat']) {
    await send(panel, words);
    await readAnswer(panel);
    await panel.getByRole('button', { name: 'New chat' }).click();
  }
  await panel.getByRole('button', { name: 'Chat history' }).click();
  await panel.getByRole('button', { name: 'Select chats' }).click();
  const rows = panel.getByRole('list', { name: 'Chats' });
  await rows.getByRole('checkbox').nth(0).click();
  await rows.getByRole('checkbox').nth(1).click();
  await panel.getByRole('group', { name: 'Selected chats' }).getByRole('button', { name: 'Export…' }).click();
  const dialog = panel.getByRole('dialog', { name: 'Export chats' });
  await expect(dialog).toContainText('2 chats in one zip file');
  const downloading = panel.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^TalentScout chats \d{4}-\d\d-\d\d\.zip$/);
  await expect(dialog.getByRole('status')).toContainText('2 chats saved as');
  await dialog.getByRole('button', { name: 'Close' }).click();
  const buffer = await readFile(await download.path());
  await panel.getByRole('button', { name: 'Back to the chat' }).click();
  await choose(panel, 'Import…');
  const file = { name: 'chats.zip', mimeType: 'application/zip', buffer };
  await panel.getByLabel('File').setInputFiles(file);
  await expect(panel.getByRole('dialog', { name: 'Import chats' })).toContainText(
    '2 chats with 4 messages, from TalentScout',
  );
});

test('the whole chat opens in a tab, where the browser sees all of it', async ({ panel }) => {
  await send(panel, 'Is <b>this</b> kept as it is?');
  await readAnswer(panel);
  await choose(panel, 'Export…');
  const dialog = panel.getByRole('dialog', { name: 'Export chat' });
  for (const format of ['Plain text', 'HTML']) {
    await dialog.getByRole('radio', { name: format }).check();
    const opening = panel.context().waitForEvent('page');
    await dialog.getByRole('button', { name: 'Open in a tab' }).click();
    const tab = await opening;
    await expect(tab.locator('body')).toContainText('Is <b>this</b> kept as it is?');
    await tab.close();
  }
});

test('a temporary chat is marked, is in no list, and is gone when another is opened', async ({ panel }) => {
  await choose(panel, 'Temporary chat');
  await expect(panel.getByText('Temporary', { exact: true })).toBeVisible();
  await expect(panel.getByText('This chat is not saved.')).toBeVisible();
  await send(panel, 'Between us 7731');
  await readAnswer(panel);
  await expect(panelParts(panel).status.last()).toContainText('Temporary chat, not saved');
  await panel.getByRole('button', { name: 'Chat history' }).click();
  await expect(panel.getByText('No chats yet.')).toBeVisible();
  await panel.getByRole('button', { name: 'Back to the chat' }).click();
  await expect(panelParts(panel).own).toHaveCount(1);
  await panel.reload();
  await expect(panelParts(panel).message).toBeVisible();
  await expect(panel.getByText('7731')).toHaveCount(0);
});

test('a temporary chat that is kept is there after a reload', async ({ panel }) => {
  await choose(panel, 'Temporary chat');
  await send(panel, 'Worth keeping');
  await readAnswer(panel);
  await panel.getByRole('button', { name: 'Keep this chat' }).click();
  await expect(panel.getByText('This chat is not saved.')).toHaveCount(0);
  await panel.reload();
  await expect(panelParts(panel).own).toContainText('Worth keeping');
  await expect(panelParts(panel).answers).toHaveCount(1);
});
