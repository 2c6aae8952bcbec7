import { expect } from '@playwright/test';
import { test } from '../support/firefox-test.ts';
import { agentName } from '../support/panel.ts';
import { servePostings } from '../support/posting-pages.ts';
import { until } from '../support/until.ts';

const slow = { timeout: 40_000 };

test('Firefox: a posting is asked about, quoted to the agent, and its chat found again', async ({
  device,
  panel,
  world,
}) => {
  const postings = await servePostings();
  const shown = async (): Promise<string> => await panel.text('region', 'Job posting').catch(() => '');
  await device.open(postings.at('/jobs/4711?utm_source=mail'));
  await expect.poll(shown, slow).toContain('Northwind');
  await panel.click('button', 'Ask about this posting');
  await expect.poll(() => panel.count('button', 'Remove posting')).toBe(1);
  await panel.send('How well do I fit?');
  await expect.poll(() => panel.text('article', 'You'), slow).toContain('Senior Platform Engineer');
  await expect.poll(() => panel.text('article', agentName), slow).not.toBe('');
  await until(async () => (await panel.count('button', 'Stop')) === 0, 'the turn ends');
  expect((await world.listUserTexts())[0]).toContain('Duty 39');
  expect(await panel.overflow()).toBe(0);

  await panel.click('button', 'New chat');
  await device.open(postings.at('/jobs/99'));
  await expect.poll(shown, slow).toContain('Data Analyst');
  expect(await panel.count('button', 'Continue earlier chat')).toBe(0);
  await device.open(postings.at('/board/northwind-88'));
  await expect.poll(() => panel.count('button', 'Continue earlier chat'), slow).toBe(1);
  await panel.click('button', 'Continue earlier chat');
  await expect.poll(() => panel.text('article', 'You'), slow).toContain('How well do I fit?');
  await postings.close();
});
