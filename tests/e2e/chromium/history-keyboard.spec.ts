import { type Page, expect } from '@playwright/test';
import { expectSound } from '../support/expect-sound.ts';
import { test } from '../support/chromium-test.ts';
import { panelParts, readAnswer, send } from '../support/panel.ts';

/** Presses Tab until a control of that name has the focus: so that one is left out only on purpose. */
async function tabTo(panel: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const focused = panel.locator(':focus');
    if ((await focused.count()) === 1) {
      const words = await focused.evaluate(
        (element) => element.getAttribute('aria-label') ?? element.textContent ?? '',
      );
      if (typeof name === 'string' ? words.trim() === name : name.test(words)) return;
    }
    await panel.keyboard.press(key);
  }
  throw new Error(`the keyboard does not reach ${String(name)}`);
}

const chatsOf = (panel: Page) => panel.getByRole('list', { name: 'Chats' });
const fieldOf = (panel: Page) => panel.getByRole('searchbox', { name: 'Search chats' });
const longTitle = 'Apples, a-word-that-is-much-longer-than-a-narrow-panel-is-wide-and-never-ends';

test('history by keyboard alone: search, open, select several, tag, merge; nothing for axe in 320 px', async ({
  device,
  panel: side,
}) => {
  await side.close();
  const panel = await device.openOwnPage('sidepanel.html');
  await panel.setViewportSize({ width: 320, height: 640 });
  for (const words of [longTitle, 'Pears', 'Plums']) {
    await send(panel, words);
    await readAnswer(panel);
    if (words !== 'Plums') await panel.getByRole('button', { name: 'New chat' }).press('Enter');
  }
  await panel.getByRole('button', { name: 'Chat history' }).press('Enter');
  await expect(fieldOf(panel)).toBeFocused();
  await expect(chatsOf(panel).getByRole('listitem')).toHaveCount(3);
  await expectSound(panel, 'history');

  await panel.keyboard.type('apples');
  await expect(chatsOf(panel).locator('mark').first()).toHaveText('Apples');
  await expectSound(panel, 'found');
  await panel.keyboard.press('ArrowDown');
  await panel.keyboard.press('ArrowUp');
  await expect(fieldOf(panel)).toBeFocused();
  await panel.keyboard.press('ArrowDown');
  await panel.keyboard.press('Enter');
  await expect(panelParts(panel).own.first()).toContainText('Apples');
  await expect(panelParts(panel).own.first()).toBeFocused();

  await panel.getByRole('button', { name: 'Chat history' }).press('Enter');
  await expect(fieldOf(panel)).toBeFocused();
  await panel.keyboard.type('pears');
  await expect(chatsOf(panel).locator('mark').first()).toBeVisible();
  await panel.keyboard.press('Escape');
  await expect(fieldOf(panel)).toHaveValue('');
  await tabTo(panel, 'Select chats', 'Shift+Tab');
  await panel.keyboard.press('Enter');
  await panel.keyboard.press('Escape');
  await expect(panel.getByRole('group', { name: 'Selected chats' })).toBeHidden();
  await panel.keyboard.press('Escape');
  await expect(panel.getByRole('button', { name: 'Chat history' })).toBeFocused();

  await panel.keyboard.press('Enter');
  await tabTo(panel, 'Select chats', 'Shift+Tab');
  await panel.keyboard.press('Enter');
  await fieldOf(panel).press('ArrowDown');
  await panel.keyboard.press('Shift+Tab');
  await panel.keyboard.press('Space');
  await panel.keyboard.press('ArrowDown');
  await panel.keyboard.press('Space');
  await panel.keyboard.press('ArrowDown');
  await panel.keyboard.press('Space');
  await expect(panel.getByText('3 of 3 selected')).toBeVisible();
  await expectSound(panel, 'selected');

  await tabTo(panel, 'Tags…');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('combobox', { name: 'New tag' })).toBeFocused();
  await panel.keyboard.type('fruit');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('checkbox', { name: 'fruit' })).toBeChecked();
  await expectSound(panel, 'tags');
  await tabTo(panel, 'Save tags');
  await panel.keyboard.press('Enter');
  await expect(chatsOf(panel).getByText('fruit')).toHaveCount(3);
  await expect(panel.getByRole('button', { name: 'Tags…' })).toBeFocused();

  await tabTo(panel, 'Merge…');
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('dialog', { name: 'Merge chats' })).toBeVisible();
  await expectSound(panel, 'merge');
  await tabTo(panel, 'Merge');
  await panel.keyboard.press('Enter');
  await expect(panelParts(panel).own).toHaveText([/Apples/, /Pears/, /Plums/]);
  await expectSound(panel, 'merged');
});

test('a chat is forked, and versions of a question are paged through, by keyboard alone', async ({
  device,
  panel: side,
}) => {
  await side.close();
  const panel = await device.openOwnPage('sidepanel.html');
  await panel.setViewportSize({ width: 320, height: 640 });
  await send(panel, longTitle);
  await readAnswer(panel);
  await tabTo(panel, 'Edit message', 'Shift+Tab');
  await panel.keyboard.press('Enter');
  await expect(panelParts(panel).message).toBeFocused();
  await panel.keyboard.press('Control+a');
  await panel.keyboard.type('Second wording');
  await panel.keyboard.press('Enter');
  await readAnswer(panel);
  await expect(panel.getByText('2 of 2')).toBeVisible();
  await tabTo(panel, 'Previous version', 'Shift+Tab');
  await expectSound(panel, 'versions');
  await panel.keyboard.press('Enter');
  await expect(panelParts(panel).own).toHaveText([/Apples/]);
  await expect(panel.getByRole('button', { name: 'Previous version' })).toBeFocused();
  await tabTo(panel, 'Fork from here');
  await panel.keyboard.press('Enter');
  await expect(panel.getByText('Forked from')).toBeVisible();
  await expect(panelParts(panel).own).toHaveText([/Apples/]);
  await expect(panel.getByText('2 of 2')).toBeHidden();
  await expectSound(panel, 'forked');
});
