import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Page, expect } from '@playwright/test';
import { runXdotool } from '../../../scripts/browser/keyboard.ts';
import { toLocalDay } from '../../../utils/std/local-day.ts';
import { runAxe } from '../support/axe.ts';
import { test } from '../support/chromium-test.ts';
import { choose, panelParts, readAnswer, send } from '../support/panel.ts';

const shots = process.env['SHOTS'] ?? '';

/** For looking at, where asked for: both themes at the panel's narrowest. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots === '') return;
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png` });
  }
  if (before !== null) await page.setViewportSize(before);
}

const saved = (panel: Page) => panel.getByRole('dialog', { name: 'Saved postings' });

test('a prompt is picked with "/" and the keyboard alone, and one of the user’s own is offered too', async ({
  device,
  panel,
}) => {
  const { message, own } = panelParts(panel);
  await expect(panel.getByRole('group', { name: 'Suggestions' }).getByRole('button').first()).toBeVisible();
  await shoot(panel, 'chips');
  await message.press('/');
  await expect(panel.getByRole('listbox', { name: 'Prompts' })).toBeVisible();
  await shoot(panel, 'slash');
  expect(await runAxe(panel)).toEqual([]);
  await message.pressSequentially('form');
  await expect(panel.getByRole('option')).toHaveCount(1);
  await message.press('Enter');
  await message.pressSequentially('Why us?');
  await expect(message).toHaveValue(/ready to paste:\n\nWhy us\?\n\nUse only/);
  const options = await device.openOwnPage('options.html');
  await options.getByRole('button', { name: 'Add prompt' }).click();
  await options.getByRole('textbox', { name: 'Prompt title' }).fill('Be brief');
  await options.getByRole('textbox', { name: 'Prompt text' }).fill('Three lines at most.');
  await shoot(options, 'options');
  expect(await runAxe(options)).toEqual([]);
  await options.getByRole('button', { name: 'Save prompt' }).click();
  await expect(options.getByRole('list', { name: 'Prompts' })).toContainText('Be brief');
  await options.close();
  await message.fill('');
  await message.pressSequentially('/brief');
  await message.press('Tab');
  await expect(message).toHaveValue('Three lines at most.');
  await message.press('Enter');
  await expect(own.last()).toContainText('Three lines at most.');
});

test('a chip puts its prompt into the composer and attaches the posting that it needs', async ({ panel }) => {
  await expect(panel.getByRole('region', { name: 'Job posting' })).toContainText('Senior', {
    timeout: 30_000,
  });
  await panel.getByRole('button', { name: 'How well do I fit?' }).click();
  await expect(panelParts(panel).message).toHaveValue(/^How well do I fit the quoted posting\?/);
  await panelParts(panel).message.press('Enter');
  await readAnswer(panel);
  await expect(
    panelParts(panel)
      .own.last()
      .getByRole('group', { name: /^Quoted: / }),
  ).toBeVisible();
});

/** The notes that the device's store holds, as one text. */
const storedNotes = `new Promise((done, fail) => {
  const request = indexedDB.open('talentscout');
  request.onerror = () => fail(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction('postings').objectStore('postings').getAll();
    all.onsuccess = () => {
      request.result.close();
      done(all.result.map((row) => row.note).join());
    };
  };
})`;

test('a posting is saved beside its page; note, status and chat are there after a restart', async ({
  openBrowser,
}) => {
  const first = await openBrowser('profile');
  const panel = await first.openPanel();
  await panel.getByRole('button', { name: 'Save posting' }).click();
  await panel.getByRole('button', { name: 'Ask about this posting' }).click();
  await send(panel, 'Do I fit?');
  await readAnswer(panel);
  await choose(panel, 'Saved postings');
  const list = saved(panel).getByRole('list', { name: 'Saved postings' });
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await list.getByRole('button').first().click();
  await shoot(panel, 'saved-open');
  for (const colorScheme of ['light', 'dark'] as const) {
    await panel.emulateMedia({ colorScheme });
    expect(await runAxe(panel)).toEqual([]);
  }
  await list.getByRole('combobox', { name: 'Status' }).selectOption('Applied');
  await list.getByRole('textbox', { name: 'Note' }).fill('Ask Kim about the team');
  await panel.keyboard.press('Escape');
  await expect(saved(panel)).toBeHidden();
  // What is typed is saved a moment later: a browser that ends in that moment is not this test's matter.
  await expect.poll(() => panel.evaluate(storedNotes)).toContain('Ask Kim about the team');
  await first.close();

  const again = await (await openBrowser('profile')).openPanel();
  await choose(again, 'Saved postings');
  const item = saved(again).getByRole('listitem').first();
  await expect(item).toContainText('Ask Kim about the team');
  await expect(item.getByRole('combobox', { name: 'Status' })).toHaveValue('applied');
  const [download] = await Promise.all([
    again.waitForEvent('download'),
    saved(again).getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('Ask Kim about the team');
  await item.getByRole('button').first().click();
  await item.getByRole('button', { name: 'Open chat' }).click();
  await expect(saved(again)).toBeHidden();
  await expect(panelParts(again).own.last()).toContainText('Do I fit?');
});

test('the first follow-up date asks for leave to remind, and then the browser does', async ({
  device,
  panel,
}) => {
  await panel.getByRole('button', { name: 'Save posting' }).click();
  await choose(panel, 'Saved postings');
  const item = saved(panel).getByRole('listitem').first();
  await item.getByRole('button').first().click();
  await item.getByLabel('Follow-up on').focus();
  // Yesterday: due at whatever hour this runs.
  const [year = '', month = '', day = ''] = toLocalDay(Date.now() - 86_400_000).split('-');
  await panel.keyboard.type(`${month}${day}${year}`);
  await expect(item).toContainText('Due since');
  // The browser's own question: "Deny" has the focus, "Allow" is next.
  await wait(3_000);
  await runXdotool('key', 'Tab');
  await runXdotool('key', 'Return');
  await expect(item).toContainText('This browser reminds you that day.');
  const shown = await device.openOwnPage('options.html');
  await expect
    .poll(async () => JSON.stringify(await shown.evaluate('chrome.notifications.getAll()')))
    .toContain('follow-up:');
});
