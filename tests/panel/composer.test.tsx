// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { Composer } from '../../components/composer/Composer.tsx';

afterEach(cleanup);

function show(props: { text?: string; running?: boolean; editing?: boolean } = {}): {
  readonly acts: string[];
  readonly box: HTMLElement;
} {
  const acts: string[] = [];
  render(
    <Composer
      text={props.text ?? ''}
      editing={props.editing ?? false}
      running={props.running ?? false}
      placeholder="Write"
      focusRequest={0}
      onInput={(text) => acts.push(`input ${text}`)}
      onSend={() => acts.push('send')}
      onStop={() => acts.push('stop')}
      onEditLast={() => acts.push('edit-last') > 0}
      onCancelEdit={() => acts.push('cancel-edit')}
    />,
  );
  return { acts, box: screen.getByRole('textbox', { name: 'Message' }) };
}

test('the caret is in the composer when the panel opens', () => {
  const { box } = show();
  expect(document.activeElement).toBe(box);
});

test('Enter sends, Shift+Enter does not', () => {
  const { acts, box } = show({ text: 'Hi' });
  fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
  expect(acts).toEqual([]);
  fireEvent.keyDown(box, { key: 'Enter' });
  expect(acts).toEqual(['send']);
});

test('Enter that ends a word of an input method does not send', () => {
  const { acts, box } = show({ text: 'に' });
  fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
  fireEvent.keyDown(box, { key: 'Enter', keyCode: 229 });
  expect(acts).toEqual([]);
});

test('ArrowUp edits the last message only where nothing is written', () => {
  const empty = show();
  fireEvent.keyDown(empty.box, { key: 'ArrowUp' });
  expect(empty.acts).toEqual(['edit-last']);
  cleanup();
  const written = show({ text: 'Hi' });
  fireEvent.keyDown(written.box, { key: 'ArrowUp' });
  expect(written.acts).toEqual([]);
});

test('Escape leaves an edit, and does not stop the running answer with it', () => {
  const { acts, box } = show({ text: 'Hi', editing: true, running: true });
  let heard = false;
  const hear = (): void => void (heard = true);
  document.addEventListener('keydown', hear);
  fireEvent.keyDown(box, { key: 'Escape' });
  document.removeEventListener('keydown', hear);
  expect(acts).toEqual(['cancel-edit']);
  expect(heard).toBe(false);
  expect(screen.getByText('Editing')).toBeTruthy();
});

test('the same button sends, and stops while an answer runs', () => {
  const ready = show({ text: 'Hi' });
  fireEvent.click(screen.getByRole('button', { name: 'Send' }));
  expect(ready.acts).toEqual(['send']);
  cleanup();
  const running = show({ text: 'Hi', running: true });
  fireEvent.click(screen.getByRole('button', { name: 'Stop' }), { detail: 1 });
  expect(running.acts).toEqual(['stop']);
  expect(screen.queryByRole('button', { name: 'Send' })).toBe(null);
});

test('the second half of a double click on "Send" does not stop the answer', () => {
  const { acts } = show({ running: true });
  fireEvent.click(screen.getByRole('button', { name: 'Stop' }), { detail: 2 });
  expect(acts).toEqual([]);
});
