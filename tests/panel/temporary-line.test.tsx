// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { TemporaryLine } from '../../components/status/TemporaryLine.tsx';

afterEach(cleanup);

function open(state: { empty?: boolean; busy?: boolean; lost?: boolean }): string[] {
  const done: string[] = [];
  const { empty = false, busy = false, lost = false } = state;
  render(
    <TemporaryLine
      empty={empty}
      busy={busy}
      lost={lost}
      onKeep={() => done.push('keep')}
      onAskAgain={() => done.push('again')}
    />,
  );
  return done;
}

test('what a temporary chat means is said from its beginning, before there is anything to keep', () => {
  open({ empty: true });
  const line = screen.getByRole('complementary', { name: 'Temporary chat' });
  expect(line.textContent).toContain('This chat is not saved.');
  expect(line.textContent).toContain('Your agent may still remember');
  expect(screen.queryByRole('button')).toBeNull();
});

test('it is kept with a press, but not while an answer is being written', () => {
  const done = open({});
  fireEvent.click(screen.getByRole('button', { name: 'Keep this chat' }));
  expect(done).toEqual(['keep']);
  cleanup();
  const busy = open({ busy: true });
  fireEvent.click(screen.getByRole('button', { name: 'Keep this chat' }));
  expect(busy).toEqual([]);
});

test('an answer that was lost is told, and asked for again with a press', () => {
  const done = open({ lost: true });
  expect(screen.getByRole('alert').textContent).toContain('the browser stopped its background');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(done).toEqual(['again']);
});
