// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { Menu } from '../../components/menu/Menu.tsx';
import { UndoToast } from '../../components/status/UndoToast.tsx';

afterEach(cleanup);

const labels = ['Rename…', 'Clear chat', 'Export…', 'Settings'];

function open(): { readonly chosen: string[]; readonly button: HTMLElement } {
  const chosen: string[] = [];
  const items = labels.map((label) => ({
    label,
    icon: 'menu' as const,
    disabled: label === 'Export…',
    onSelect: () => void chosen.push(label),
  }));
  render(<Menu name="Menu" items={items} />);
  const button = screen.getByRole('button', { name: 'Menu' });
  fireEvent.click(button);
  return { chosen, button };
}

function press(key: string): void {
  const focused = document.activeElement;
  if (focused === null) throw new Error('nothing has the focus');
  fireEvent.keyDown(focused, { key });
}

function focused(): string {
  return document.activeElement?.textContent ?? '';
}

test('opens with the first entry focused, and names its entries', () => {
  open();
  expect(screen.getByRole('menu', { name: 'Menu' })).toBeTruthy();
  expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(labels);
  expect(focused()).toBe('Rename…');
});

test('arrows go round, Home and End to the ends, letters to their entry', () => {
  open();
  press('ArrowUp');
  expect(focused()).toBe('Settings');
  press('ArrowDown');
  expect(focused()).toBe('Rename…');
  press('End');
  expect(focused()).toBe('Settings');
  press('Home');
  expect(focused()).toBe('Rename…');
  press('c');
  expect(focused()).toBe('Clear chat');
});

test('Escape closes and gives the focus back, and nobody else hears it', () => {
  const { button } = open();
  let heard = false;
  const hear = (): void => void (heard = true);
  document.addEventListener('keydown', hear);
  press('Escape');
  document.removeEventListener('keydown', hear);
  expect(screen.queryByRole('menu')).toBe(null);
  expect(document.activeElement).toBe(button);
  expect(heard).toBe(false);
});

test('choosing closes the menu first; what is not possible now does nothing', () => {
  const { chosen } = open();
  fireEvent.click(screen.getByRole('menuitem', { name: 'Export…' }));
  expect(chosen).toEqual([]);
  fireEvent.click(screen.getByRole('menuitem', { name: 'Clear chat' }));
  expect(chosen).toEqual(['Clear chat']);
  expect(screen.queryByRole('menu')).toBe(null);
});

test('a press beside the menu closes it', () => {
  open();
  fireEvent.pointerDown(document.body);
  expect(screen.queryByRole('menu')).toBe(null);
});

test('the undo waits while the pointer or the focus is on it', () => {
  const acts: string[] = [];
  render(
    <UndoToast
      sentence="Chat cleared"
      onUndo={() => acts.push('undo')}
      onPause={() => acts.push('pause')}
      onResume={() => acts.push('resume')}
    />,
  );
  const button = screen.getByRole('button', { name: 'Undo' });
  button.focus();
  button.blur();
  fireEvent.click(button);
  expect(acts).toEqual(['pause', 'resume', 'undo']);
});
