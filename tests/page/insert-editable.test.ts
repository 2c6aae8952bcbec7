// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { insertText } from '../../utils/page/insert-text.ts';
import { toTextField } from '../../utils/page/text-fields.ts';

vi.stubGlobal('StaticRange', class {});

// Without the browser's editing commands: what is left then. The commands themselves are tried in browsers.
function draw(inner: string): HTMLElement {
  document.body.innerHTML = `<div contenteditable="true">${inner}</div>`;
  const editor = document.body.querySelector('div');
  if (editor === null) throw new Error('nothing drawn');
  return editor;
}
async function insert(editor: HTMLElement, text: string) {
  const field = toTextField(editor);
  if (field === null) throw new Error('no field');
  const outcome = await insertText(field, text);
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome;
}

test('an empty editor takes the words with their line breaks, and Undo empties it', async () => {
  const editor = draw('');
  const insertion = await insert(editor, 'one\ntwo');
  expect(editor.innerHTML).toBe('one<br>two');
  expect(await insertion.undo()).toBe('done');
  expect(editor.textContent).toBe('');
});

test('an editor with words of its own gets them behind, and Undo leaves its own', async () => {
  const editor = draw('<p>Dear team,</p>');
  const insertion = await insert(editor, 'hello');
  expect(editor.innerHTML).toBe('<p>Dear team,<br>hello</p>');
  expect(await insertion.undo()).toBe('done');
  expect(editor.textContent).toBe('Dear team,');
});

test('an editor hears each piece before it is written, and may refuse', async () => {
  const editor = draw('');
  const heard: (string | null)[] = [];
  editor.addEventListener('beforeinput', (event) => {
    heard.push(event instanceof InputEvent ? `${event.inputType} ${event.data ?? ''}` : null);
    event.preventDefault();
  });
  const field = toTextField(editor);
  expect(field === null ? null : await insertText(field, 'a\nb')).toBe('refused');
  expect(heard).toEqual(['insertText a', 'insertParagraph ', 'insertText b']);
  expect(editor.innerHTML).toBe('');
});

test('markup in an answer is written as text', async () => {
  const editor = draw('');
  await insert(editor, '<img src=x onerror=alert(1)>');
  expect(editor.querySelector('img')).toBeNull();
  expect(editor.textContent).toBe('<img src=x onerror=alert(1)>');
});

test('where somebody went on writing, Undo changes nothing', async () => {
  const editor = draw('');
  const insertion = await insert(editor, 'one');
  editor.append(' and mine');
  expect(await insertion.undo()).toBe('changed');
  expect(editor.textContent).toBe('one and mine');
});
