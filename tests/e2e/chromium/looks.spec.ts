import { expect } from '@playwright/test';
import { runAxe } from '../support/axe.ts';
import { expectSound } from '../support/expect-sound.ts';
import { test } from '../support/chromium-test.ts';
import { choose, panelParts, readAnswer, send } from '../support/panel.ts';

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the ${theme} panel`, async ({ panel }) => {
    await panel.emulateMedia({ colorScheme: theme });
    await send(panel, 'a table, a list and code, and think');
    await readAnswer(panel);
    expect(await runAxe(panel)).toEqual([]);
    await panel.getByRole('button', { name: 'Menu', exact: true }).click();
    expect(await runAxe(panel)).toEqual([]);
  });

  test(`axe finds nothing in the ${theme} settings and first run`, async ({ openBrowser }) => {
    const device = await openBrowser('fresh', false);
    const options = await device.openOwnPage('options.html');
    await options.emulateMedia({ colorScheme: theme });
    await expect(options.getByRole('textbox', { name: 'Letta server' })).toBeVisible();
    expect(await runAxe(options)).toEqual([]);
    const panel = await device.openPanel();
    await panel.emulateMedia({ colorScheme: theme });
    await expect(panel.getByRole('heading', { name: 'Connect your Letta agent' })).toBeVisible();
    expect(await runAxe(panel)).toEqual([]);
  });
}

test('at 320 px nothing scrolls sideways', async ({ device, panel }) => {
  await send(
    panel,
    'a table, a list and code https://example.com/a-very-long-address-without-any-break-at-all-in-it',
  );
  await readAnswer(panel);
  const narrow = await device.openOwnPage('sidepanel.html');
  await narrow.setViewportSize({ width: 320, height: 640 });
  await expect(panelParts(narrow).answers).toHaveCount(1);
  const sideways = await narrow.evaluate(() => {
    const scroller = document.scrollingElement;
    const log = document.querySelector('[role=log]');
    return [scroller, log].map((el) => (el === null ? 0 : el.scrollWidth - el.clientWidth));
  });
  expect(sideways).toEqual([0, 0]);
});

test('the newest answer keeps its buttons in sight, the others show them on hover', async ({ panel }) => {
  for (const text of ['one', 'two']) {
    await send(panel, text);
    await readAnswer(panel);
  }
  await panel.getByRole('textbox', { name: 'Message' }).hover();
  const shown = panelParts(panel).answers.locator('.message-buttons');
  await expect(shown).toHaveCount(2);
  await expect(shown.last()).toHaveCSS('opacity', '1');
  await expect(shown.first()).toHaveCSS('opacity', '0');
  await panelParts(panel).answers.first().hover();
  await expect(shown.first()).toHaveCSS('opacity', '1');
});

test('axe finds nothing in the dialogs and views of a narrow panel, nor in its settings', async ({
  device,
  panel,
}) => {
  await send(panel, 'a table, a list and code');
  await readAnswer(panel);
  const narrow = await device.openOwnPage('sidepanel.html');
  await narrow.setViewportSize({ width: 320, height: 640 });
  await expect(panelParts(narrow).answers).toHaveCount(1);
  for (const item of ['Rename…', 'Export…', 'Export all chats…', 'Import…', 'Saved postings']) {
    await choose(narrow, item);
    await expect(narrow.getByRole('menu')).toBeHidden();
    await expectSound(narrow, item);
    await narrow.keyboard.press('Escape');
  }
  await choose(narrow, 'Clear chat');
  await expectSound(narrow, 'cleared');
  await choose(narrow, 'Bin');
  await expect(narrow.getByRole('list', { name: 'Bin' }).getByRole('listitem')).toHaveCount(1);
  await expectSound(narrow, 'bin');
  await narrow.keyboard.press('Escape');
  await choose(narrow, 'Temporary chat');
  await send(narrow, 'not kept');
  await readAnswer(narrow);
  await expectSound(narrow, 'temporary');
  const options = await device.openOwnPage('options.html');
  await options.setViewportSize({ width: 320, height: 900 });
  await expect(options.getByRole('heading', { name: 'Storage' })).toBeVisible();
  await expectSound(options, 'options');
});
