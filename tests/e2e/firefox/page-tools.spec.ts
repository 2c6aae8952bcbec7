import { expect } from '@playwright/test';
import { test } from '../support/firefox-test.ts';
import { agentName } from '../support/panel.ts';

const slow = { timeout: 40_000 };

test('Firefox: the agent reads the page after Approve, also where the event page ended meanwhile', async ({
  device,
  panel,
}) => {
  await panel.send('Please read the page');
  await expect.poll(() => panel.text('group', 'Approval needed'), slow).toContain('Senior');
  expect(await panel.text('group', 'Approval needed')).toContain('wants to read the job page in this tab');
  expect(await panel.overflow()).toBe(0);
  await device.stopBackground();
  await panel.click('button', 'Approve');
  await expect.poll(() => panel.text('article', agentName), slow).toContain('The tool said');
  await expect.poll(() => panel.text('group', 'Tool: read_job_page'), slow).toContain('done');
});

test('Firefox: Deny reads nothing, and the agent is told', async ({ panel }) => {
  await panel.send('Please read the page');
  await expect.poll(() => panel.count('group', 'Approval needed'), slow).toBe(1);
  await panel.click('button', 'Deny');
  await expect.poll(() => panel.text('article', agentName), slow).toContain('The user refused.');
});
