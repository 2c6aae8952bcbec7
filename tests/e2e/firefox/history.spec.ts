import { expect } from '@playwright/test';
import { runXdotool, typeText } from '../../../scripts/browser/keyboard.ts';
import { test } from '../support/firefox-test.ts';

const slow = { timeout: 40_000 };

test('Firefox: a chat is forked and tagged, and both are found by what was said and by the tag', async ({
  panel,
}) => {
  await panel.send('The salary in Bernau is 4711');
  await expect.poll(() => panel.text('log', 'Conversation'), slow).toContain('You wrote');
  await expect.poll(() => panel.count('button', 'Stop'), slow).toBe(0);
  await panel.click('button', 'Fork from here');
  await expect.poll(() => panel.text('log', 'Conversation'), slow).toContain('Forked from');
  expect(await panel.count('article', 'You')).toBe(1);

  await panel.click('button', 'Menu');
  await panel.click('menuitem', 'Tags…');
  await expect.poll(() => panel.count('dialog', 'Tags'), slow).toBe(1);
  await typeText('dream job');
  await runXdotool('key', 'Return');
  await expect.poll(() => panel.count('checkbox', 'dream job'), slow).toBe(1);
  await panel.click('button', 'Save tags');
  await expect.poll(() => panel.count('dialog', 'Tags')).toBe(0);

  await panel.click('button', 'Chat history');
  const chats = () => panel.text('list', 'Chats');
  await expect.poll(chats, slow).toContain('dream job');
  // The field has the focus already.
  await typeText('berna in:mine');
  // The copy in the fork says nothing new: it is named with the original.
  await expect.poll(() => panel.count('status', '1 find'), slow).toBe(1);
  expect(await chats()).toContain('Also in');
  await runXdotool('key', 'Escape');
  await typeText('tag:dream in:mine 4711');
  await expect.poll(() => panel.count('status', '1 find'), slow).toBe(1);
  expect(await panel.overflow()).toBe(0);
  await runXdotool('key', 'Down', 'Return');
  await expect.poll(() => panel.count('dialog', 'Chat history')).toBe(0);
  expect(await panel.text('log', 'Conversation')).toContain('Forked from');
});
