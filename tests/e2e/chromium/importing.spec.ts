import { resolve } from 'node:path';
import { expect } from '@playwright/test';
import { runAxe } from '../support/axe.ts';
import { test } from '../support/chromium-test.ts';
import { choose } from '../support/panel.ts';

const file = resolve(import.meta.dirname, '../../import/fixtures/chatgpt-conversations.json');

test('chats of another product come in by keyboard, are found in the list, and are taken back', async ({
  panel,
}) => {
  await panel.getByRole('button', { name: 'Menu', exact: true }).press('Enter');
  await panel.keyboard.press('i');
  await panel.keyboard.press('Enter');
  const dialog = panel.getByRole('dialog', { name: 'Import chats' });
  await dialog.getByLabel('File').setInputFiles(file);
  await expect(dialog.getByRole('listitem').first()).toContainText('Salary');
  await dialog.getByRole('checkbox', { name: /Salary/ }).press('Space');
  await dialog.getByRole('button', { name: 'Import 1 chat' }).press('Enter');
  await expect(dialog.getByRole('status')).toContainText('6 messages in 1 chat imported.');
  await panel.keyboard.press('Escape');
  await expect(panel.getByRole('button', { name: 'Undo', exact: true })).toBeVisible();
  await panel.getByRole('button', { name: 'Chat history' }).press('Enter');
  const chats = panel.getByRole('list', { name: 'Chats' });
  await expect(chats).toContainText('Cover letter for Northwind');
  await panel.getByRole('button', { name: 'Undo', exact: true }).press('Enter');
  await expect(panel.getByText('Cover letter for Northwind')).toBeHidden();
});

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the ${theme} import`, async ({ panel }) => {
    await panel.emulateMedia({ colorScheme: theme });
    await choose(panel, 'Import…');
    const dialog = panel.getByRole('dialog', { name: 'Import chats' });
    await dialog.getByLabel('File').setInputFiles({
      name: 'torn.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"messages":['),
    });
    await expect(dialog.getByRole('alert')).toContainText('damaged or incomplete');
    expect(await runAxe(panel)).toEqual([]);
    await dialog.getByLabel('File').setInputFiles(file);
    await expect(dialog.getByRole('list', { name: 'Chats in the file' })).toBeVisible();
    expect(await runAxe(panel)).toEqual([]);
    await dialog.getByRole('button', { name: 'Import 2 chats' }).click();
    await expect(dialog.getByRole('button', { name: 'Undo import' })).toBeVisible();
    expect(await runAxe(panel)).toEqual([]);
  });
}
