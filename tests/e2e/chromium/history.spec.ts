import { expect, type Page } from '@playwright/test';
import { test } from '../support/chromium-test.ts';
import { choose, panelParts, readAnswer, send } from '../support/panel.ts';

test('what was said is found as it is typed, and the find leads to its place', async ({ panel }) => {
  await send(panel, 'The salary in Zürich is 4711');
  await readAnswer(panel);
  await panel.getByRole('button', { name: 'New chat' }).click();
  await send(panel, 'Something about holidays');
  await readAnswer(panel);
  await panel.getByRole('button', { name: 'Chat history' }).click();
  const field = panel.getByRole('searchbox', { name: 'Search chats' });
  const chats = panel.getByRole('list', { name: 'Chats' });
  await expect(chats.getByRole('listitem')).toHaveCount(2);
  await field.fill('zurich');
  await expect(chats.locator('mark').first()).toHaveText('Zürich');
  await expect(chats.getByText('holidays')).toHaveCount(0);
  await field.fill('slaary');
  await expect(chats.getByRole('listitem').first()).toContainText('salary');
  const count = panel.getByRole('status').filter({ hasText: 'find' });
  await expect(count).toHaveText(/^Showing \d+ finds for “salary”$/);
  await field.fill('site:salary');
  await expect(panel.getByText('“site:” is no filter')).toBeVisible();
  await field.fill('-holidays 4711');
  await expect(count).toHaveText(/^\d+ finds?$/);
  await field.fill('in:mine "salary in"');
  await expect(chats.getByRole('listitem')).toHaveCount(1);
  await chats.getByRole('button').first().click();
  await expect(panelParts(panel).own.first()).toContainText('4711');
  await expect(panelParts(panel).own.first()).toBeFocused();
  await expect.poll(() => readMarks(panel)).toEqual(['salary in']);
});

/** What is marked in the chat and in view. */
function readMarks(panel: Page): Promise<string[]> {
  return panel.evaluate(() =>
    [...(CSS.highlights.get('found') ?? [])].flatMap((range) => {
      if (!(range instanceof Range)) return [];
      const { top, bottom } = range.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight ? [range.toString()] : [];
    }),
  );
}

test('a word far up in a long chat is found by keyboard alone, and is in view and marked', async ({
  openBrowser,
}) => {
  const device = await openBrowser('profile');
  const panel = await device.openOwnPage('sidepanel.html');
  await panel.setViewportSize({ width: 320, height: 640 });
  await send(panel, `Long ago a quokka said ${'and so on '.repeat(250)} wombat`);
  await readAnswer(panel);
  for (const n of Array.from({ length: 8 }, (_, n) => n)) {
    await send(panel, `Later ${n} ${'and so on '.repeat(60)}`);
    await readAnswer(panel);
  }
  await panel.getByRole('button', { name: 'Chat history' }).press('Enter');
  await panel.keyboard.type('in:mine womb');
  await expect(panel.getByRole('list', { name: 'Chats' }).locator('mark')).toHaveText('wombat');
  await panel.keyboard.press('Enter');
  await expect(panelParts(panel).own.first()).toBeFocused();
  await expect.poll(() => readMarks(panel)).toEqual(['wombat']);
});

test('a tag is given, filters the list, and is found; a pinned chat stands first', async ({ panel }) => {
  await send(panel, 'About Berlin');
  await readAnswer(panel);
  await choose(panel, 'Tags…');
  await panel.getByRole('combobox', { name: 'New tag' }).fill('dream job');
  await panel.getByRole('button', { name: 'Save tags' }).click();
  await panel.getByRole('button', { name: 'New chat' }).click();
  await send(panel, 'About Oslo');
  await readAnswer(panel);
  await panel.getByRole('button', { name: 'Chat history' }).click();
  const rows = panel.getByRole('list', { name: 'Chats' }).getByRole('listitem');
  await expect(rows.first()).toContainText('About Oslo');
  await panel.getByRole('button', { name: /^dream job/ }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('About Berlin');
  await rows.first().getByRole('button', { name: 'Pin' }).click();
  await panel.getByRole('button', { name: /^dream job/ }).click();
  await expect(rows.first()).toContainText('About Berlin');
  await panel.getByRole('searchbox', { name: 'Search chats' }).fill('tag:dream');
  await expect(rows).toHaveCount(1);
});

test('a chat is forked from a message, and the fork leads back', async ({ panel }) => {
  await send(panel, 'The first question');
  await readAnswer(panel);
  await send(panel, 'The second question');
  await readAnswer(panel);
  await panelParts(panel).answers.first().getByRole('button', { name: 'Fork from here' }).click();
  await expect(panelParts(panel).own).toHaveCount(1);
  await expect(panel.getByText('Forked from')).toBeVisible();
  await send(panel, 'Another way');
  await readAnswer(panel);
  await panel.getByRole('button', { name: 'The first question' }).click();
  await expect(panelParts(panel).own).toHaveCount(2);
  await expect(panelParts(panel).own.last()).toContainText('The second question');
});

test('two chats are merged into a new one', async ({ panel }) => {
  await send(panel, 'Apples');
  await readAnswer(panel);
  await panel.getByRole('button', { name: 'New chat' }).click();
  await send(panel, 'Pears');
  await readAnswer(panel);
  await choose(panel, 'Merge…');
  const dialog = panel.getByRole('dialog', { name: 'Merge chats' });
  await dialog.getByRole('checkbox', { name: /Apples/ }).check();
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(panelParts(panel).own).toHaveText([/Apples/, /Pears/]);
  await expect(panel.getByText('Merged from')).toBeVisible();
});

test('an edited question can be paged back to, with its own answer', async ({ panel }) => {
  await send(panel, 'First wording');
  await readAnswer(panel);
  await panelParts(panel).own.first().hover();
  await panel.getByRole('button', { name: 'Edit message' }).click();
  await panelParts(panel).message.fill('Second wording');
  await panelParts(panel).message.press('Enter');
  await expect(panelParts(panel).own).toHaveText([/Second wording/]);
  await readAnswer(panel);
  await expect(panel.getByText('2 of 2')).toBeVisible();
  await panel.getByRole('button', { name: 'Previous version' }).click();
  await expect(panelParts(panel).own).toHaveText([/First wording/]);
  await expect(panel.getByText('1 of 2')).toBeVisible();
});
