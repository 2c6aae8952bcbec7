import { type Page, expect } from '@playwright/test';
import { runAxe } from '../support/axe.ts';
import { panelParts, readAnswer, send } from '../support/panel.ts';
import { hostileTitle } from '../support/posting-pages.ts';
import { test } from '../support/posting-test.ts';
import { countIn } from '../support/words.ts';

function parts(panel: Page) {
  return {
    region: panel.getByRole('region', { name: 'Job posting' }),
    ask: panel.getByRole('button', { name: 'Ask about this posting' }),
    remove: panel.getByRole('button', { name: 'Remove posting' }),
    goOn: panel.getByRole('button', { name: 'Continue earlier chat' }),
    details: panel.getByRole('button', { name: 'Posting details' }),
  };
}

test('a posting is asked about, quoted to the agent, and its chat found again at both addresses', async ({
  device,
  postings,
  world,
}) => {
  await device.open(postings.at('/jobs/4711?utm_source=mail'));
  const panel = await device.openPanel();
  const { region, ask, remove, goOn } = parts(panel);
  const { own, log, message } = panelParts(panel);
  await expect(region).toContainText('Senior Platform Engineer');
  await expect(region).toContainText('Northwind');
  await expect(region).toContainText('Berlin');
  await ask.click();
  await expect(message).toBeFocused();
  await remove.click();
  await expect(remove).toBeHidden();
  await expect(message).toBeFocused();
  await ask.click();
  await panel.reload();
  await expect(remove).toBeVisible();
  await send(panel, 'How well do I fit?');
  await expect(remove).toBeHidden();
  const card = own.last().getByRole('group', { name: 'Quoted: Senior Platform Engineer' });
  await expect(card).toContainText('Northwind');
  await expect(own.last()).not.toContainText('Duty 7');
  await card.locator('summary').click();
  await expect(card).toContainText('Duty 7');
  await readAnswer(panel);
  const [heard = ''] = await world.listUserTexts();
  expect(heard.startsWith('How well do I fit?')).toBe(true);
  expect(heard).toContain(`Address: ${postings.at('/jobs/4711?utm_source=mail')}`);
  expect(heard).toContain('Duty 39');
  await expect(goOn).toBeHidden();

  await panel.getByRole('button', { name: 'New chat' }).click();
  await device.open(postings.at('/jobs'));
  await expect(region).toContainText('This page lists jobs; open one.');
  for (const path of ['/jobs/4711?ref=feed', '/board/northwind-88']) {
    await device.open(postings.at(path));
    await goOn.click();
    await expect(log).toContainText('How well do I fit?');
    await expect(message).toBeFocused();
    await expect(goOn).toBeHidden();
    await panel.getByRole('button', { name: 'New chat' }).click();
  }
  await device.open(postings.at('/jobs/99'));
  await expect(region).toContainText('Data Analyst');
  await expect(goOn).toBeHidden();
  await panel.getByRole('button', { name: 'Chat history' }).click();
  await expect(panel.getByRole('list', { name: 'Chats' })).toContainText('Senior Platform Engineer');
});

test('the chat stays with its posting on the application form, and another posting gets its own', async ({
  device,
  postings,
}) => {
  await device.open(postings.at('/jobs/4711'));
  const panel = await device.openPanel();
  const { region, ask, goOn } = parts(panel);
  const { own, log, message } = panelParts(panel);
  await ask.click();
  await expect(message).toHaveAttribute('placeholder', 'What do you make of this posting?');
  await panel.getByRole('button', { name: 'Send' }).click();
  await expect(own.last()).toContainText('What do you make of this posting?');
  await readAnswer(panel);
  await device.open(postings.at('/jobs/4711/apply'));
  await expect(region).toContainText('About: Senior Platform Engineer · Northwind');
  await expect(log).toContainText('What do you make of this posting?');

  await device.open(postings.at('/jobs/99'));
  await expect(region).toContainText('Data Analyst');
  await expect(region).toContainText('About: Senior Platform Engineer · Northwind');
  await message.fill('And this one?');
  await ask.click();
  await expect(message).toHaveValue('And this one?');
  await message.press('Enter');
  await expect(own).toHaveCount(1);
  await readAnswer(panel);
  await device.open(postings.at('/jobs/4711'));
  await goOn.click();
  await expect(log).toContainText('What do you make of this posting?');
});

test('a field is corrected by hand, and the correction holds for the next reading', async ({
  device,
  postings,
  world,
}) => {
  await device.open(postings.at('/jobs/4711'));
  const panel = await device.openPanel();
  const { region, ask, details } = parts(panel);
  await details.click();
  await expect(region).toContainText('from the page’s structured data');
  await expect(region).toContainText('Not stated');
  await panel.getByRole('button', { name: 'Correct Company' }).click();
  await panel.getByRole('textbox', { name: 'Company' }).fill('Northwind Robotics');
  await panel.keyboard.press('Enter');
  await expect(region).toContainText('corrected by you');
  await device.open(postings.at('/jobs/99'));
  await expect(region).toContainText('Lumen');
  await device.open(postings.at('/jobs/4711?trk=again'));
  await expect(region).toContainText('Northwind Robotics');
  await panel.reload();
  await expect(region).toContainText('Northwind Robotics');
  await ask.click();
  await send(panel, 'Fit?');
  await readAnswer(panel);
  expect((await world.listUserTexts())[0]).toContain('Company: Northwind Robotics');
});

test('what a page says is text in the panel, and quoted material for the agent', async ({
  device,
  postings,
  world,
}) => {
  await device.open(postings.at('/jobs/13'));
  const panel = await device.openPanel();
  const { region, ask, details } = parts(panel);
  await expect(region).toContainText('Trap');
  await details.click();
  await ask.click();
  await send(panel, 'Is it real?');
  await panelParts(panel).own.last().getByRole('group').locator('summary').click();
  await readAnswer(panel);
  expect(await panel.locator('img').count()).toBe(0);
  expect(await panel.title()).toBe('TalentScout');
  await expect(panel.locator('a[href^="javascript"]')).toHaveCount(0);
  const [heard = ''] = await world.listUserTexts();
  expect(countIn(heard, '</quoted-page>')).toBe(1);
  expect(hostileTitle.startsWith('<img')).toBe(true);
});

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the ${theme} posting, its details and its card`, async ({
    device,
    postings,
  }) => {
    await device.open(postings.at('/jobs/4711'));
    const panel = await device.openPanel();
    await panel.emulateMedia({ colorScheme: theme });
    const { ask, details, region } = parts(panel);
    await ask.click();
    await details.click();
    await panel.getByRole('button', { name: 'Correct Employment' }).click();
    expect(await runAxe(panel)).toEqual([]);
    await send(panel, 'hello');
    await readAnswer(panel);
    await panelParts(panel).own.last().getByRole('group').locator('summary').click();
    await device.open(postings.at('/jobs/99'));
    await expect(region).toContainText('About: Senior Platform Engineer');
    expect(await runAxe(panel)).toEqual([]);
  });
}

test('the chat does not move under its reader when the posting comes in above', async ({
  device,
  postings,
}) => {
  const panel = await device.openPanel();
  await send(panel, 'long 300');
  await readAnswer(panel);
  const { log } = panelParts(panel);
  await log.evaluate((scroller) => {
    scroller.scrollTop = 200;
  });
  const place = (): Promise<number> =>
    log
      .locator('article')
      .last()
      .evaluate((article) => article.getBoundingClientRect().top);
  const before = await place();
  await device.open(postings.at('/jobs/4711'));
  await parts(panel).details.click();
  await expect(parts(panel).region).toContainText('Reference');
  await expect.poll(async () => Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
});
