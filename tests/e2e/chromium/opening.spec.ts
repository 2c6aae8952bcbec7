import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import * as v from 'valibot';
import { extensionFolders } from '../../../scripts/browser/extension-facts.ts';
import { test } from '../support/chromium-test.ts';
import { typeText } from '../../../scripts/browser/keyboard.ts';
import { panelParts } from '../support/panel.ts';
import { until } from '../support/until.ts';

const manifestSchema = v.object({
  permissions: v.array(v.string()),
  host_permissions: v.optional(v.array(v.string())),
  content_scripts: v.optional(v.array(v.unknown())),
});

const read = async (folder: string) =>
  v.parse(manifestSchema, JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));

test('Alt+Shift+J opens the panel with the caret in Message, and closes it again', async ({
  device,
  panel,
}) => {
  const { message } = panelParts(panel);
  await expect(message).toBeVisible();
  await expect(message).toBeFocused();
  await typeText('typed at once');
  await expect(message).toHaveValue('typed at once');
  await device.pressShortcut();
  await until(async () => (await device.countPanels()) === 0, 'the panel closes');
});

test('Alt+Shift+J opens and closes it time and again', async ({ device }) => {
  for (let round = 0; round < 3; round += 1) {
    // Chromium drops a key that meets the panel's page while it still loads: nobody is that quick.
    await expect(panelParts(await device.openPanel()).message).toBeFocused();
    expect(await device.countPanels()).toBe(1);
    await device.pressShortcut();
    await until(async () => (await device.countPanels()) === 0, 'the panel closes');
  }
});

for (const browser of ['chromium', 'firefox'] as const) {
  test(`at install the shipped extension for ${browser} asks for nothing that warns`, async () => {
    const shipped = await read(extensionFolders[browser].replace(/-e2e$/, ''));
    expect(shipped.host_permissions ?? []).toEqual([]);
    expect(shipped.content_scripts ?? []).toEqual([]);
    const quiet = [
      'storage',
      'unlimitedStorage',
      'alarms',
      'activeTab',
      'scripting',
      'contextMenus',
      'sidePanel',
    ];
    expect(shipped.permissions.filter((permission) => !quiet.includes(permission))).toEqual([]);
  });

  test(`the build for the tests in ${browser} may reach loopback, and nothing else`, async () => {
    const built = await read(extensionFolders[browser]);
    expect(built.host_permissions).toEqual(['http://127.0.0.1/*', 'http://localhost/*']);
  });
}

test('a first run connects to the server that the user names and goes on to chat', async ({
  openBrowser,
  world,
}) => {
  const device = await openBrowser('fresh', false);
  const panel = await device.openPanel();
  await expect(panel.getByRole('heading', { name: 'Connect your Letta agent' })).toBeVisible();
  await panel.getByRole('textbox', { name: 'Letta server' }).fill(world.agentUrl);
  await panel.getByRole('button', { name: 'Test Letta connection' }).click();
  const agents = panel.getByRole('combobox', { name: 'Agent' });
  await expect(agents).toBeVisible();
  await expect(agents.locator('option', { hasText: 'Practice agent' })).toBeAttached();
  await agents.selectOption({ label: 'Practice agent' });
  await panel.locator('button.primary').click();
  const { message, answers } = panelParts(panel);
  await expect(message).toBeVisible();
  await message.fill('hello');
  await message.press('Enter');
  await expect(answers.last()).toContainText('I am a practice agent');
});
