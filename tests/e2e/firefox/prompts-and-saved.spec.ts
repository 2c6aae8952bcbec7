import { expect } from '@playwright/test';
import { runXdotool, typeText } from '../../../scripts/browser/keyboard.ts';
import { test } from '../support/firefox-test.ts';

const slow = { timeout: 40_000 };

test('Firefox: a prompt is picked with "/", and a posting is saved with a note', async ({ panel }) => {
  await expect.poll(() => panel.count('button', 'How well do I fit?'), slow).toBe(1);
  await panel.click('textbox', 'Message');
  await typeText('/form');
  await expect.poll(() => panel.count('option', null), slow).toBe(1);
  await runXdotool('key', 'Return');
  await expect.poll(() => panel.value('textbox', 'Message')).toContain('{question}');
  await typeText('Why us?');
  await expect
    .poll(() => panel.value('textbox', 'Message'))
    .toContain('ready to paste:\n\nWhy us?\n\nUse only');

  await panel.click('button', 'Save posting');
  await panel.click('button', 'Menu');
  await panel.click('menuitem', 'Saved postings');
  const list = () => panel.text('list', 'Saved postings');
  await expect.poll(list, slow).toContain('Senior Backend Engineer');
  expect(await panel.overflow()).toBe(0);
  // Back, CSV, JSON, search, status, order, and then the row.
  await runXdotool('key', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Return');
  await expect.poll(() => panel.count('textbox', 'Note'), slow).toBe(1);
  await panel.click('textbox', 'Note');
  await typeText('Ask Kim');
  await panel.click('button', 'Back to the chat');
  await expect.poll(() => panel.count('dialog', 'Saved postings')).toBe(0);
  await panel.reload();
  await expect.poll(() => panel.count('button', 'Menu'), slow).toBe(1);
  await panel.click('button', 'Menu');
  await panel.click('menuitem', 'Saved postings');
  await expect.poll(list, slow).toContain('Ask Kim');
});
