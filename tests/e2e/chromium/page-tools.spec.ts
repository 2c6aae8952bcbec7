import { type Locator, type Page, expect } from '@playwright/test';
import { panelParts, readAnswer, send } from '../support/panel.ts';
import { test } from '../support/posting-test.ts';

function approval(panel: Page): Locator {
  return panel.getByRole('group', { name: 'Approval needed' });
}

test('the agent asks for the page, and reads it after Approve, also where the worker died meanwhile', async ({
  device,
  postings,
}) => {
  await device.open(postings.at('/jobs/4711'));
  const panel = await device.openPanel();
  await send(panel, 'Please read the page');
  await expect(approval(panel)).toContainText('Practice agent wants to read the job page in this tab');
  await expect(approval(panel)).toContainText('Senior Platform Engineer');
  await expect(approval(panel)).toContainText('127.0.0.1');
  await device.stopWorker();
  await approval(panel).getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(approval(panel)).toBeHidden();
  await expect(panelParts(panel).answers.last()).toContainText('Northwind');
  await readAnswer(panel);
  const tool = panel.getByRole('group', { name: 'Tool: read_job_page' });
  await expect(tool).toContainText('done');
  await tool.locator('summary').click();
  await expect(tool).toContainText('<quoted-page>');
  await expect(tool).toContainText('Duty 7');
});

test('Deny reads nothing, and the agent is told', async ({ device, postings }) => {
  await device.open(postings.at('/jobs/4711'));
  const panel = await device.openPanel();
  await send(panel, 'Please read the page');
  await approval(panel).getByRole('button', { name: 'Deny' }).click();
  await expect(panelParts(panel).answers.last()).toContainText('The user refused.');
  await expect(panel.getByRole('group', { name: 'Tool: read_job_page' })).toContainText('denied');
});

test('a site is allowed for good, shown in the settings, and asked for again once taken back', async ({
  device,
  postings,
}) => {
  await device.open(postings.at('/jobs/4711'));
  const panel = await device.openPanel();
  await send(panel, 'Please read the page');
  await approval(panel).getByRole('button', { name: 'Always on this site' }).click();
  await readAnswer(panel);
  await send(panel, 'And once more, read the page');
  await expect(panel.getByRole('group', { name: 'Tool: read_job_page' })).toHaveCount(2);
  await readAnswer(panel);
  const options = await device.openOwnPage('options.html');
  await options.getByRole('button', { name: /^Ask again on 127\.0\.0\.1/ }).click();
  await expect(options.getByText('No site is read without asking.')).toBeVisible();
  await options.getByRole('checkbox', { name: 'Let the agent ask to read the page' }).uncheck();
  await expect(
    options.getByRole('checkbox', { name: 'Let the agent ask to read the page' }),
  ).not.toBeChecked();
  await options.close();
  await send(panel, 'Now read the page');
  await readAnswer(panel);
  await expect(approval(panel)).toBeHidden();
  await expect(panel.getByRole('group', { name: 'Tool: read_job_page' })).toHaveCount(2);
});

test('what the user selected is read, and a hostile page stays text', async ({ device, postings }) => {
  await device.open(postings.at('/jobs/13'));
  const panel = await device.openPanel();
  await send(panel, 'Please read the page and read the selection');
  await expect(approval(panel)).toHaveCount(2);
  await expect(approval(panel).first()).toContainText('[Engineer](javascript:alert(1))');
  await expect(approval(panel).first().getByRole('link')).toHaveCount(0);
  await panel.getByRole('button', { name: 'Approve all' }).click();
  const answer = panelParts(panel).answers.last();
  await expect(answer).toContainText('no text selected');
  await readAnswer(panel);
  await expect(answer.locator('img')).toHaveCount(0);
  expect(await panel.title()).not.toBe('1');
});
