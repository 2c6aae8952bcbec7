// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { ExportChatsDialog } from '../../components/export/ExportChatsDialog.tsx';
import type { ArchiveOptions, ArchiveState } from '../../utils/chat/export-file.ts';

afterEach(cleanup);

function open(state: ArchiveState, count: number | null = 3) {
  const done: (ArchiveOptions | string)[] = [];
  const draw = (at: ArchiveState) => (
    <ExportChatsDialog
      count={count}
      state={at}
      onStart={(options) => done.push(options)}
      onCancel={() => done.push('cancel')}
      onClose={() => done.push('close')}
    />
  );
  const { rerender } = render(draw(state));
  return { done, show: (at: ArchiveState) => rerender(draw(at)) };
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('all formats are offered, and what is left is written', () => {
  const { done } = open({ step: 'choose' });
  expect(screen.getByText('3 chats in one zip file, a file for each chat.')).toBeDefined();
  fireEvent.click(screen.getByRole('checkbox', { name: 'HTML' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Reasoning' }));
  press('Download');
  expect(done).toEqual([{ formats: ['markdown', 'json', 'text'], reasoning: false, toolCalls: true }]);
});

test('without a format nothing is written, and the dialog says what is missing', () => {
  const { done } = open({ step: 'choose' }, null);
  for (const name of ['Markdown', 'JSON', 'HTML', 'Plain text'])
    fireEvent.click(screen.getByRole('checkbox', { name }));
  expect(screen.getByRole('status').textContent).toBe('Choose at least one format.');
  press('Download');
  expect(done).toEqual([]);
});

test('how far it is can be seen, and Escape stops it before it closes the dialog', () => {
  const { done, show } = open({ step: 'writing', done: 0, total: null });
  expect(screen.getByRole('progressbar', { name: 'Progress' }).hasAttribute('value')).toBe(false);
  show({ step: 'writing', done: 1_200, total: 10_000 });
  expect(screen.getByText('1,200 of 10,000 chats written')).toBeDefined();
  expect(screen.getByRole('progressbar', { name: 'Progress' }).getAttribute('value')).toBe('1200');
  fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
  press('Stop');
  expect(done).toEqual(['cancel', 'cancel']);
});

test('the end is told, with what is missing, and a failure keeps the choices', () => {
  const { done, show } = open({ step: 'choose' });
  fireEvent.click(screen.getByRole('checkbox', { name: 'JSON' }));
  show({ step: 'writing', done: 1, total: 3 });
  show({ step: 'failed' });
  expect(screen.getByRole('alert').textContent).toContain('could not be exported');
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'JSON' }).checked).toBe(false);
  show({ step: 'done', fileName: 'chats.zip', chats: 2, lost: 1 });
  expect(screen.getByRole('status').textContent).toBe('2 chats saved as chats.zip.');
  expect(screen.getByRole('alert').textContent).toContain('1 chat could not be written');
  press('Close');
  expect(done).toEqual(['close']);
});
