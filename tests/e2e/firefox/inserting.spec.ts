import { expect } from '@playwright/test';
import { test as base } from '../support/firefox-test.ts';
import { type FormPage, serveFormPage } from '../support/form-page.ts';
import { until } from '../support/until.ts';

const slow = { timeout: 40_000 };

const test = base.extend<{ readonly forms: FormPage }>({
  // oxlint-disable-next-line no-empty-pattern
  forms: async ({}, use) => {
    const forms = await serveFormPage();
    await use(forms);
    await forms.close();
  },
});

test('Firefox: an answer goes into fields of every kind by real clicks, and Undo takes it out', async ({
  device,
  panel,
  forms,
}) => {
  await device.open(forms.url);
  await panel.send('please make a list');
  await expect.poll(() => panel.count('button', 'Insert into page'), slow).toBe(1);
  const fields = [
    ['#why', 'document.querySelector("#why").value'],
    ['#editor', 'document.querySelector("#editor").innerText'],
    ['#model', 'window.paragraphs.join("\\n")'],
    ['x-field', 'document.querySelector("x-field").shadowRoot.querySelector("textarea").value'],
    ['iframe', ''],
    ['#old', 'document.querySelector("#old").contentDocument.body.innerText'],
  ] as const;
  for (const [selector, read] of fields) {
    await panel.click('button', 'Insert into page');
    await until(
      async () => (await panel.text('region', 'Insert into page')).includes('Click a text field'),
      'it picks',
    );
    await device.clickInPage(selector);
    await expect.poll(() => panel.count('button', 'Undo')).toBe(1);
    if (read !== '') expect(await device.readPage(read)).toContain('- Read the posting\n');
    if (selector === '#why') expect(await device.readPage('window.state')).toContain('- Read the posting');
    await panel.click('button', 'Undo');
    if (read !== '') await expect.poll(() => device.readPage(read)).not.toContain('posting');
  }
  expect(await device.readPage('window.events.join()')).not.toMatch(/submit|key/);
});

test('Firefox: selected text is asked about by Alt+Shift+K, with the sidebar closed and the event page ended', async ({
  device,
  forms,
}) => {
  await device.open(forms.url);
  await device.readPage('getSelection().selectAllChildren(document.querySelector("h1"))');
  await device.stopBackground();
  const panel = await device.openPanel(0, 'alt+shift+k');
  await expect
    .poll(() => panel.text('list', 'Attached').catch(() => ''), slow)
    .toContain('Lamp Engineer at Borealis Lamps');
  await device.readPage('getSelection().selectAllChildren(document.querySelector("#editor-label"))');
  await device.press('alt+shift+k');
  await expect.poll(() => panel.text('list', 'Attached')).toContain('Tell us about a <b>lamp</b> you like');
  await panel.reload();
  await expect.poll(() => panel.count('button', 'Remove selection').catch(() => 0)).toBe(2);
});
