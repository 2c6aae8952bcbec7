// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { type Insertion, insertText } from '../../utils/page/insert-text.ts';
import { toTextField } from '../../utils/page/text-fields.ts';
import { controlInput } from './controlled-input.ts';

function draw<Name extends 'textarea' | 'input' | 'div'>(
  html: string,
  name: Name,
): HTMLElementTagNameMap[Name] {
  document.body.innerHTML = html;
  const element = document.body.querySelector(name);
  if (element === null) throw new Error('nothing drawn');
  return element;
}
async function insert(element: Element, text: string): Promise<Insertion> {
  const field = toTextField(element);
  if (field === null) throw new Error('no field');
  const outcome = await insertText(field, text);
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome;
}
async function refuse(element: Element, text: string): Promise<string> {
  const field = toTextField(element);
  if (field === null) return 'no field';
  const outcome = await insertText(field, text);
  return typeof outcome === 'string' ? outcome : 'inserted';
}

beforeEach(() => {
  document.body.innerHTML = '';
});

describe('a field that the page controls as React does', () => {
  test('takes the words into its state, and Undo brings the former ones back', async () => {
    const field = draw('<textarea></textarea>', 'textarea');
    const page = controlInput(field, { initial: '' });
    const insertion = await insert(field, 'First line\nsecond');
    expect(page.state()).toBe('First line\nsecond');
    expect(field.value).toBe('First line\nsecond');
    expect(await insertion.undo()).toBe('done');
    expect(page.state()).toBe('');
    expect(page.changes()).toEqual(['First line\nsecond', '']);
  });
  test('one whose page refuses the change says so', async () => {
    const field = draw('<textarea></textarea>', 'textarea');
    controlInput(field, { initial: 'fixed', onChange: () => null });
    expect(await refuse(field, 'words')).toBe('refused');
    expect(field.value).toBe('fixed');
  });
  test('one whose page writes it otherwise is still undone', async () => {
    const field = draw('<textarea></textarea>', 'textarea');
    const page = controlInput(field, { onChange: (value) => value.toUpperCase() });
    const insertion = await insert(field, 'loud');
    expect(page.state()).toBe('LOUD');
    expect(await insertion.undo()).toBe('done');
    expect(page.state()).toBe('');
  });
});

describe('where the words go', () => {
  test('at the caret of the field that has it', async () => {
    const field = draw('<textarea>ab</textarea>', 'textarea');
    field.focus();
    field.setSelectionRange(1, 1);
    await insert(field, '-');
    expect(field.value).toBe('a-b');
    expect(field.selectionStart).toBe(2);
  });
  test('over what is selected, which Undo brings back', async () => {
    const field = draw('<input value="dear old Sir">', 'input');
    field.focus();
    field.setSelectionRange(5, 8);
    const insertion = await insert(field, 'new');
    expect(field.value).toBe('dear new Sir');
    await insertion.undo();
    expect(field.value).toBe('dear old Sir');
  });
  test('behind words that nobody put the caret into, on a line of their own', async () => {
    const field = draw('<textarea>Dear all,</textarea>', 'textarea');
    field.setSelectionRange(9, 9);
    const insertion = await insert(field, 'hello');
    expect(field.value).toBe('Dear all,\nhello');
    await insertion.undo();
    expect(field.value).toBe('Dear all,');
  });
  test('a one-line field takes them in one line', async () => {
    const field = draw('<input>', 'input');
    await insert(field, 'one\n\n two');
    expect(field.value).toBe('one two');
  });
  test('an e-mail field, which has no caret, is filled', async () => {
    const field = draw('<input type="email">', 'input');
    await insert(field, 'ada@example.org');
    expect(field.value).toBe('ada@example.org');
  });
});

describe('a field with a limit', () => {
  test('takes what it has room for and says how much was left out', async () => {
    const field = draw('<textarea maxlength="5"></textarea>', 'textarea');
    const insertion = await insert(field, 'abcdefgh');
    expect(field.value).toBe('abcde');
    expect(insertion.cut).toBe(3);
  });
  test('never holds half a character', async () => {
    const field = draw('<textarea maxlength="3"></textarea>', 'textarea');
    await insert(field, 'ab😀');
    expect(field.value).toBe('ab');
  });
  test('and no room left is left alone', async () => {
    const field = draw('<textarea maxlength="2">ab</textarea>', 'textarea');
    expect(await refuse(field, 'c')).toBe('full');
    expect(field.value).toBe('ab');
  });
});

describe('Undo', () => {
  test('after more was typed takes out only what was inserted', async () => {
    const field = draw('<textarea></textarea>', 'textarea');
    const insertion = await insert(field, 'answer');
    field.value = 'answer, and more of mine';
    expect(await insertion.undo()).toBe('done');
    expect(field.value).toBe(', and more of mine');
  });
  test('where the words were rewritten changes nothing', async () => {
    const field = draw('<textarea></textarea>', 'textarea');
    const insertion = await insert(field, 'answer');
    field.value = 'anSwer';
    expect(await insertion.undo()).toBe('changed');
    expect(field.value).toBe('anSwer');
  });
  test('of a field that is gone says so', async () => {
    const field = draw('<textarea></textarea>', 'textarea');
    const insertion = await insert(field, 'answer');
    field.remove();
    expect(await insertion.undo()).toBe('gone');
  });
});

test('nothing is submitted: no submit event, no Enter', async () => {
  const field = draw('<form><input></form>', 'input');
  const heard: string[] = [];
  for (const name of ['submit', 'keydown', 'keypress', 'keyup', 'input', 'change']) {
    document.addEventListener(name, (event) => heard.push(event.type));
  }
  await insert(field, 'one\ntwo');
  expect(heard).toEqual(['input', 'change']);
});

test.each([
  ['a password', '<input type="password">'],
  ['a number', '<input type="number">'],
  ['a disabled field', '<input disabled>'],
  ['a read-only field', '<input readonly>'],
])('%s is no field for words', (_name, html) => {
  expect(toTextField(draw(html, 'input'))).toBeNull();
});
