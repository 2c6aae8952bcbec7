import { type Page, expect } from '@playwright/test';
import { toFormText } from '../../../components/message/to-form-text.ts';
import { test as base } from '../support/chromium-test.ts';
import { type FormPage, serveFormPage } from '../support/form-page.ts';
import { panelParts, readAnswer, send } from '../support/panel.ts';

interface Things {
  readonly forms: FormPage;
  /** The application form in the browser's first tab. */
  readonly form: Page;
  /** The answer that was given in the panel, as a form is to get it. */
  readonly answer: string;
}

const test = base.extend<Things>({
  // oxlint-disable-next-line no-empty-pattern
  forms: async ({}, use) => {
    const forms = await serveFormPage();
    await use(forms);
    await forms.close();
  },
  form: async ({ device, panel, forms }, use) => {
    await device.open(forms.url);
    const page = panel
      .context()
      .pages()
      .find((one) => one.url().startsWith(forms.url));
    if (page === undefined) throw new Error('the form is not shown');
    await use(page);
  },
  answer: async ({ panel, form, world }, use) => {
    await expect(form.locator('#why')).toBeVisible();
    await send(panel, 'please make a list');
    await readAnswer(panel);
    const [said] = await world.listAnswers();
    await use(toFormText(said ?? ''));
  },
});

const insertButton = (panel: Page) =>
  panel.getByRole('button', { name: 'Insert into page', exact: true }).last();
const undoButton = (panel: Page) => panel.getByRole('button', { name: 'Undo' });
const eventsOf = (page: Page): Promise<unknown> => page.evaluate('window.events');

test('an answer goes into a field that the page controls as React does, is never sent, and can be undone', async ({
  panel,
  form,
  answer,
}) => {
  await insertButton(panel).click();
  await expect(panel.getByRole('region', { name: 'Insert into page' })).toContainText('Click a text field');
  await form.locator('#why').hover();
  await expect(panel.getByRole('region', { name: 'Insert into page' })).toContainText(
    'Why do you want to build lamps?',
  );
  await form.locator('#why').click();
  await expect(panel.getByText('Inserted into the page', { exact: true })).toBeVisible();
  expect(answer).toContain('- ');
  await expect(form.locator('#why')).toHaveValue(answer);
  expect(await form.evaluate('window.state')).toBe(answer);
  await undoButton(panel).click();
  await expect(form.locator('#why')).toHaveValue('');
  expect(await form.evaluate('window.state')).toBe('');
  expect(await eventsOf(form)).toEqual(['input', 'input']);
});

test('the keyboard alone chooses a field, in the page and from the panel', async ({
  panel,
  form,
  answer,
}) => {
  await insertButton(panel).click();
  const bar = panel.getByRole('region', { name: 'Insert into page' });
  const next = bar.getByRole('button', { name: 'Next field' });
  await expect(next).toBeFocused();
  await expect(bar).toContainText('Click a text field');
  for (let field = 1; field <= 3; field += 1) {
    await panel.keyboard.press('Enter');
    await expect(bar).toContainText(`Field ${field} of`);
  }
  await expect(bar).toContainText('Why do you want to build lamps?');
  await bar.getByRole('button', { name: 'Insert here' }).press('Enter');
  await expect(form.locator('#why')).toHaveValue(answer);
  await undoButton(panel).click();
  await expect(form.locator('#why')).toHaveValue('');

  await insertButton(panel).click();
  await expect(bar).toContainText('Click a text field');
  await form.bringToFront();
  await form.locator('h1').click();
  await form.keyboard.press('Tab');
  await form.keyboard.press('ArrowDown');
  await form.keyboard.press('Tab');
  await expect(form.locator('#why')).toBeFocused();
  await form.keyboard.press('Enter');
  await expect(form.locator('#why')).toHaveValue(answer);
  expect(await eventsOf(form)).not.toContain('submit');
});

test('Escape leaves the choice, in the page and in the panel', async ({ panel, form, answer }) => {
  expect(answer).not.toBe('');
  const bar = panel.getByRole('region', { name: 'Insert into page' });
  await insertButton(panel).click();
  await expect(bar).toContainText('Click a text field');
  await panel.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await form.locator('#why').click();
  await expect(form.locator('#why')).toHaveValue('');
  await insertButton(panel).click();
  await expect(bar).toContainText('Click a text field');
  await form.keyboard.press('Escape');
  await expect(bar).toBeHidden();
});

test('an editor, a field in a shadow root and one in a frame of another origin take it, with its line breaks', async ({
  panel,
  form,
  answer,
}) => {
  const squash = (text: string): string => text.replaceAll(/\s+/g, '');
  const frame = form.frameLocator('iframe[title="More"]').locator('#deep');
  const editor = form.locator('#editor');
  const shadow = form.locator('#in');
  // Older editors are a frame without an address whose body is written in.
  const old = form.frameLocator('#old').locator('body');
  for (const field of [frame, shadow, editor, old]) {
    await insertButton(panel).click();
    await expect(panel.getByRole('region', { name: 'Insert into page' })).toContainText('Click a text field');
    await field.click();
    await expect(undoButton(panel)).toBeVisible();
    if (field === editor) {
      expect(squash(await editor.innerText())).toBe(squash(`Dear team,${answer}`));
      const lines = answer.split('\n').filter((line) => line.trim() !== '');
      for (const line of lines)
        expect((await editor.innerText()).split('\n').map((one) => one.trim())).toContain(line.trim());
    } else if (field === old) expect(squash(await old.innerText())).toBe(squash(answer));
    else await expect(field).toHaveValue(answer);
    await undoButton(panel).click();
    if (field === editor) await expect.poll(() => editor.innerText()).toBe('Dear team,');
    else if (field === old) await expect.poll(async () => (await old.innerText()).trim()).toBe('');
    else await expect(field).toHaveValue('');
  }
});

test('an editor that keeps its own picture of the text takes it once, with its line breaks, and back', async ({
  panel,
  form,
  answer,
}) => {
  await insertButton(panel).click();
  await expect(panel.getByRole('region', { name: 'Insert into page' })).toContainText('Click a text field');
  await form.locator('#model').click();
  await expect(undoButton(panel)).toBeVisible();
  expect(await form.evaluate('window.paragraphs')).toEqual(answer.split('\n'));
  await undoButton(panel).click();
  await expect.poll(() => form.evaluate('window.paragraphs.join("")')).toBe('');
});

test('a field with a limit takes what it has room for, and the panel says so', async ({
  panel,
  form,
  answer,
}) => {
  await insertButton(panel).click();
  await form.locator('#short').click();
  await expect(panel.getByText(/without the last \d+ characters: the field is full$/)).toBeVisible();
  await expect(form.locator('#short')).toHaveValue(answer.slice(0, 20));
});

test('a page that goes away, and one without a field, end it calmly', async ({
  panel,
  form,
  forms,
  answer,
}) => {
  expect(answer).not.toBe('');
  const notice = panel.getByRole('complementary', { name: 'Insert into page' });
  await insertButton(panel).click();
  await expect(panel.getByRole('region', { name: 'Insert into page' })).toContainText('Click a text field');
  await form.goto(forms.bareUrl);
  await expect(notice).toContainText('The page changed before a field was chosen');
  await insertButton(panel).click();
  await expect(notice).toContainText('This page has no text field');
});

test('the questions of a form stand in the panel as text, and one goes to the agent with a click', async ({
  panel,
  form,
}) => {
  await expect(form.locator('#why')).toBeVisible();
  const list = panel.getByRole('list', { name: 'Questions on this page' });
  await panel.getByText('Questions on this page').click();
  await expect(
    list.getByRole('button', { name: 'Ask about: Tell us about a <b>lamp</b> you like' }),
  ).toBeVisible();
  await list.getByRole('button', { name: 'Ask about: Why do you want to build lamps?' }).click();
  await expect(panelParts(panel).own.last()).toContainText('Why do you want to build lamps?');
  await readAnswer(panel);
  // The field of that question is marked from the start.
  await insertButton(panel).click();
  await expect(panel.getByRole('region', { name: 'Insert into page' })).toContainText(
    'Why do you want to build lamps?',
  );
});

test('selected text is asked about from the context menu', async ({ device, panel, form }) => {
  await form.locator('#editor-label').selectText();
  await form.bringToFront();
  await form.locator('#editor-label').click({ button: 'right' });
  // The native menu: its last item is the browser's "Inspect", ours stands above.
  await device.press('Up');
  await device.press('Up');
  await device.press('Return');
  const attached = panel.getByRole('list', { name: 'Attached' });
  await expect(attached.getByText('Tell us about a <b>lamp</b> you like')).toBeVisible();
});

test('selected text is asked about by Alt+Shift+K, with the panel closed and the worker stopped', async ({
  device,
  forms,
}) => {
  await device.open(forms.url);
  const options = await device.openOwnPage('options.html');
  const page = options
    .context()
    .pages()
    .find((one) => one.url().startsWith(forms.url));
  await options.close();
  if (page === undefined) throw new Error('the form is not shown');
  await page.locator('h1').selectText();
  await device.stopWorker();
  await page.bringToFront();
  const panel = await device.openPanel(0, 'alt+shift+k');
  const { message } = panelParts(panel);
  const attached = panel.getByRole('list', { name: 'Attached' });
  await expect(attached.getByText('Lamp Engineer at Borealis Lamps')).toBeVisible();
  await expect(message).toBeFocused();
  // Once more with the panel open: another piece, and none of them twice.
  await page.locator('#editor-label').selectText();
  await device.press('alt+shift+k');
  await expect(attached.getByText('Tell us about a <b>lamp</b> you like')).toBeVisible();
  await panel.reload();
  await expect(attached.getByRole('listitem')).toHaveCount(2);
});
