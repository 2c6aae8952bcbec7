// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { signal } from '@preact/signals';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { ChatView } from '../../entrypoints/sidepanel/ChatView.tsx';
import { toPostingInSight } from '../../entrypoints/sidepanel/prompt-posting.ts';
import { createId } from '../../utils/chat/id.ts';
import { noPromptEdits } from '../../utils/chat/prompt.ts';
import { builtInPrompts } from '../../utils/prompt/built-in-prompts.ts';
import { savePrompt } from '../../utils/prompt/list-prompts.ts';
import { defaultSettings } from '../../utils/settings/settings.ts';
import { openFreshStore } from '../store/fixtures.ts';
import { type Desk, openDesk } from './panel-fakes.ts';

afterEach(cleanup);

const letta = { baseUrl: 'http://x', apiKey: '', agentId: 'a', agentName: 'Ada', practice: false };
const textOf = (id: string): string => builtInPrompts.find((prompt) => prompt.id === id)?.text ?? 'none';

async function show(promptEdits = noPromptEdits): Promise<Desk & { readonly box: HTMLTextAreaElement }> {
  const desk = await openDesk({ db: await openFreshStore(), sessionId: createId(), promptEdits });
  desk.model.setSettings({ ...defaultSettings, letta });
  render(<ChatView model={desk.model} openSettings={() => {}} drawBetween={() => null} />);
  const box = screen.getByRole('textbox', { name: 'Message' });
  if (!(box instanceof HTMLTextAreaElement)) throw new Error('the composer is no textarea');
  await waitFor(() => expect(screen.getByRole('group', { name: 'Suggestions' })).toBeDefined());
  return { ...desk, box };
}
const type = (box: HTMLTextAreaElement, text: string): void => {
  box.value = text;
  box.setSelectionRange(text.length, text.length);
  fireEvent.input(box);
};
const options = (): (string | null | undefined)[] =>
  screen.queryAllByRole('option').map((option) => option.querySelector('.prompt-title')?.textContent);

test('"/" lists the prompts, typing narrows them, and Enter puts the chosen one into the composer', async () => {
  const { box, model, commands } = await show();
  type(box, '/');
  await waitFor(() => expect(screen.getByRole('listbox', { name: 'Prompts' })).toBeDefined());
  expect(options()).toHaveLength(builtInPrompts.length);
  type(box, '/inter');
  expect(options()[0]).toBe('Prepare me for the interview');
  fireEvent.keyDown(box, { key: 'ArrowDown' });
  const active = box.getAttribute('aria-activedescendant') ?? '';
  expect(document.getElementById(active)?.getAttribute('aria-selected')).toBe('true');
  fireEvent.keyDown(box, { key: 'ArrowUp' });
  fireEvent.keyDown(box, { key: 'Enter' });
  expect(model.draft.text.value).toBe(textOf('interview'));
  expect(screen.queryByRole('listbox')).toBe(null);
  expect(commands.some((command) => command.type === 'send')).toBe(false);
});

test('Tab takes a prompt as well, and its gap is selected, ready to be typed over', async () => {
  const { box } = await show();
  type(box, '/answer a form');
  await waitFor(() => expect(options()).toHaveLength(1));
  fireEvent.keyDown(box, { key: 'Tab' });
  await waitFor(() => expect(box.value.slice(box.selectionStart, box.selectionEnd)).toBe('{question}'));
  expect(document.activeElement).toBe(box);
});

test('Escape closes the list, leaves the text, and does not stop the answer', async () => {
  const { box } = await show();
  let heard = 0;
  const hear = (): void => void (heard += 1);
  document.addEventListener('keydown', hear);
  type(box, '/fit');
  await waitFor(() => expect(screen.getByRole('listbox')).toBeDefined());
  fireEvent.keyDown(box, { key: 'Escape' });
  document.removeEventListener('keydown', hear);
  expect(screen.queryByRole('listbox')).toBe(null);
  expect(box.value).toBe('/fit');
  expect(heard).toBe(0);
  type(box, '/fits');
  expect(screen.queryByRole('listbox')).toBe(null);
  type(box, '');
  type(box, '/');
  await waitFor(() => expect(screen.getByRole('listbox')).toBeDefined());
});

test('whoever goes into the list itself has the same keys there, and comes back to the caret', async () => {
  const { box, model } = await show();
  type(box, '/');
  await waitFor(() => expect(screen.getByRole('listbox')).toBeDefined());
  const list = screen.getByRole('listbox');
  fireEvent.blur(box, { relatedTarget: list });
  list.focus();
  fireEvent.keyDown(list, { key: 'ArrowDown' });
  fireEvent.keyDown(list, { key: 'Enter' });
  expect(model.draft.text.value).toBe(textOf('really-asks'));
  await waitFor(() => expect(document.activeElement).toBe(box));
  type(box, '/');
  await waitFor(() => expect(screen.getByRole('listbox')).toBeDefined());
  screen.getByRole('listbox').focus();
  fireEvent.keyDown(screen.getByRole('listbox'), { key: 'Escape' });
  await waitFor(() => expect(document.activeElement).toBe(box));
  expect(box.value).toBe('/');
});

test('where nothing fits there is no list, and Enter sends what was typed', async () => {
  const { box, commands } = await show();
  type(box, '/usr/bin/env');
  await act(async () => {});
  expect(screen.queryByRole('listbox')).toBe(null);
  fireEvent.keyDown(box, { key: 'Enter' });
  expect(commands).toContainEqual(expect.objectContaining({ type: 'send', text: '/usr/bin/env' }));
});

test('own and edited prompts are offered in the words of the user', async () => {
  const mine = { id: 'mine', title: 'Be brief', text: 'Short.', audience: 'job-seeker', needsPosting: false };
  const { box, model } = await show(savePrompt(noPromptEdits, { ...mine, audience: 'job-seeker' }));
  type(box, '/be br');
  await waitFor(() => expect(options()).toEqual(['Be brief']));
  fireEvent.click(screen.getByRole('option'));
  expect(model.draft.text.value).toBe('Short.');
});

test('chips fit the situation, keep what was written, and attach the posting that they need', async () => {
  const { box, model } = await show();
  expect(screen.queryByRole('button', { name: 'How well do I fit?' })).toBe(null);
  let attached = 0;
  await act(() => {
    model.prompts.posting.value = { seen: signal(true), attach: () => void (attached += 1) };
  });
  type(box, 'Be honest.');
  fireEvent.click(screen.getByRole('button', { name: 'How well do I fit?' }));
  expect(model.draft.text.value).toBe(`Be honest.\n\n${textOf('fit')}`);
  expect(attached).toBe(1);
});

test('a posting that the chat has quoted already is not quoted again', async () => {
  const { model } = await show();
  const quote = {
    type: 'quote',
    source: 'posting',
    title: 'Engineer',
    company: 'Acme',
    place: '',
    url: 'https://jobs.example/1',
    at: 1,
    text: 'Long.',
    cut: false,
  } as const;
  let asked = 0;
  const sight = toPostingInSight(model, { page: signal({ named: quote }), ask: () => void (asked += 1) });
  sight.attach();
  expect(asked).toBe(1);
  model.attach(quote, null);
  model.draft.input('About it');
  model.sendDraft();
  await waitFor(() => expect(model.session.shown.value).toHaveLength(1));
  sight.attach();
  expect(asked).toBe(1);
});

test('a question that is attached from a form need not be typed again', async () => {
  const { box, model } = await show();
  const quote = {
    type: 'quote',
    source: 'form-question',
    title: 'Application',
    company: '',
    place: '',
    url: 'https://jobs.example/1/apply',
    at: 1,
    text: 'Why us?',
    cut: false,
  } as const;
  await act(() => model.attach(quote, null));
  type(box, '/answer a form');
  await waitFor(() => expect(options()).toHaveLength(1));
  fireEvent.keyDown(box, { key: 'Enter' });
  expect(model.draft.text.value).toContain('The question quoted below.');
  expect(model.draft.text.value).not.toContain('{question}');
});
