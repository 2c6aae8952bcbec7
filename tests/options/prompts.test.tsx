// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { createPromptEditsModel } from '../../entrypoints/options/prompt-edits-model.ts';
import { Prompts } from '../../entrypoints/options/Prompts.tsx';
import { builtInPrompts } from '../../utils/prompt/built-in-prompts.ts';
import { listPrompts } from '../../utils/prompt/list-prompts.ts';
import { createPromptItem } from '../../utils/settings/prompts.ts';
import { createStorageArea } from '../fakes/storage-area.ts';

afterEach(cleanup);

async function open() {
  const area = createStorageArea();
  const item = createPromptItem(area);
  render(<Prompts model={createPromptEditsModel({ item, onChanged: () => {} })} />);
  await act(async () => {});
  const titles = (): string[] =>
    within(screen.getByRole('list', { name: 'Prompts' }))
      .getAllByRole('listitem')
      .map((row) => row.querySelector('.prompt-words span')?.textContent ?? '');
  /** What a panel would offer, from storage. */
  const stored = async () => listPrompts(await item.read());
  return { area, titles, stored };
}
const press = (name: string): void => void fireEvent.click(screen.getByRole('button', { name }));
const type = (name: string, value: string): void =>
  void fireEvent.input(screen.getByRole('textbox', { name }), { target: { value } });
const editFirst = (): void => {
  const [first] = screen.getAllByRole('button', { name: 'Edit prompt' });
  if (first === undefined) throw new Error('nothing to edit');
  first.focus();
  fireEvent.click(first);
};

test('every prompt of ours is listed, described and editable', async () => {
  const { titles } = await open();
  expect(titles()).toEqual(builtInPrompts.map(({ title }) => title));
  const [edit] = screen.getAllByRole('button', { name: 'Edit prompt' });
  const described = document.getElementById(edit?.getAttribute('aria-describedby') ?? '');
  expect(described?.textContent).toBe(builtInPrompts[0]?.title);
});

test('a prompt is added, offered in the panel, and deleted with a way back', async () => {
  const { titles, stored } = await open();
  press('Add prompt');
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Prompt title' }));
  type('Prompt title', 'Be brief');
  press('Save prompt');
  expect(screen.getByRole('textbox', { name: 'Prompt title' })).toBeDefined(); // nothing to send yet
  type('Prompt text', 'Three lines at most.');
  press('Save prompt');
  await waitFor(() => expect(titles().at(-1)).toBe('Be brief'));
  expect((await stored()).at(-1)).toMatchObject({ title: 'Be brief', text: 'Three lines at most.' });
  fireEvent.click(screen.getAllByRole('button', { name: 'Edit prompt' }).at(-1) ?? document.body);
  press('Delete prompt');
  await waitFor(() => expect(titles()).not.toContain('Be brief'));
  expect(screen.getByRole('status').textContent).toBe('“Be brief” is deleted.');
  press('Undo');
  await waitFor(() => expect(titles().at(-1)).toBe('Be brief'));
});

test('an edited prompt of ours says so, and Reset prompt gives it its own words back', async () => {
  const { stored } = await open();
  editFirst();
  type('Prompt text', 'My own words.');
  press('Save prompt');
  await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Prompt text' })).toBe(null));
  expect((await stored())[0]).toMatchObject({ text: 'My own words.', origin: 'edited' });
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Edit prompt');
  editFirst();
  press('Reset prompt');
  await waitFor(async () => expect((await stored())[0]).toMatchObject({ origin: 'built-in' }));
});

test('a deleted prompt of ours can be brought back later, too', async () => {
  const { titles } = await open();
  editFirst();
  press('Delete prompt');
  await waitFor(() => expect(titles()).toHaveLength(builtInPrompts.length - 1));
  press('Restore deleted prompts');
  await waitFor(() => expect(titles()).toHaveLength(builtInPrompts.length));
});

test('the order is the user’s, and the last step does not lose the focus', async () => {
  const { titles } = await open();
  const second = titles()[1];
  const up = screen.getAllByRole('button', { name: 'Move up' })[1];
  up?.focus();
  fireEvent.click(up ?? document.body);
  await waitFor(() => expect(titles()[0]).toBe(second));
  expect(document.activeElement).toBe(screen.getAllByRole('button', { name: 'Move up' })[0]);
});

test('where the browser refuses to store, the form stays open with its words', async () => {
  const { area } = await open();
  area.fail = true;
  editFirst();
  type('Prompt text', 'Not lost.');
  press('Save prompt');
  await waitFor(() =>
    expect(screen.getByRole('status').textContent).toBe('The browser did not store this. Try again.'),
  );
  expect(screen.getByDisplayValue('Not lost.')).toBeDefined();
});

test('opening another prompt does not close one with changes in it', async () => {
  await open();
  editFirst();
  type('Prompt text', 'Half done');
  fireEvent.click(screen.getAllByRole('button', { name: 'Edit prompt' })[3] ?? document.body);
  expect(screen.getAllByRole('textbox', { name: 'Prompt text' })).toHaveLength(2);
  expect(screen.getByDisplayValue('Half done')).toBeDefined();
});

test('somebody who hires is offered only what is for hiring', async () => {
  const { area } = await open();
  fireEvent.change(screen.getByRole('combobox', { name: 'Show prompts for' }), {
    target: { value: 'recruiter' },
  });
  await waitFor(() => expect(area.data['prompts']).toMatchObject({ shown: 'recruiter' }));
});
