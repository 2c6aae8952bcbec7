// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import { ImportDialog } from '../../components/import/ImportDialog.tsx';
import { refusalWords } from '../../components/import/import-words.ts';
import type { ImportRow, ImportState } from '../../utils/chat/import-file.ts';

afterEach(cleanup);

function draw(state: ImportState) {
  const done: string[] = [];
  render(
    <ImportDialog
      state={state}
      onChoose={(file) => done.push(`choose ${file.name}`)}
      onStart={(ids) => done.push(`start ${ids.join(',')}`)}
      onCancel={() => done.push('cancel')}
      onUndo={() => done.push('undo')}
      onClose={() => done.push('close')}
    />,
  );
  return done;
}

const row = (sessionId: string, over: Partial<ImportRow> = {}): ImportRow => ({
  sessionId,
  title: `Chat ${sessionId}`,
  kind: 'chatgpt',
  count: 4,
  fresh: 4,
  firstAt: Date.UTC(2025, 0, 1),
  lastAt: Date.UTC(2025, 0, 3),
  ...over,
});
const preview = (rows: readonly ImportRow[]): ImportState => ({
  step: 'preview',
  fileName: 'conversations.json',
  preview: { rows, losses: [{ title: 'Torn', reason: 'wrong-shape', count: 1 }] },
});

describe('the import dialog', () => {
  test('hands over the file that was chosen', () => {
    const done = draw({ step: 'choose', trouble: null });
    const file = new File(['[]'], 'conversations.json');
    fireEvent.change(screen.getByLabelText('File'), { target: { files: [file] } });
    expect(done).toEqual(['choose conversations.json']);
  });

  test('says why a file does not come in, and what to do', () => {
    draw({ step: 'choose', trouble: 'locked' });
    expect(screen.getByRole('alert').textContent).toBe(refusalWords.locked);
  });

  test.each(Object.entries(refusalWords))('has a sentence for %s', (_reason, words) => {
    expect(words).toMatch(/^[A-Z].*\.$/);
  });

  test('can be stopped while it reads and while it saves, also with Escape', () => {
    const progress = { readBytes: 50, totalBytes: 200, chats: 1234 };
    const done = draw({ step: 'reading', fileName: 'a.json', progress });
    expect(screen.getByRole('progressbar', { name: 'Progress' }).getAttribute('value')).toBe('0.25');
    expect(screen.getByText(/1,234 chats so far/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    screen
      .getByRole('dialog', { name: 'Import chats' })
      .dispatchEvent(new Event('cancel', { cancelable: true }));
    expect(done).toEqual(['cancel', 'cancel']);
  });

  test('takes in all that is new, and marks what is here already', () => {
    const done = draw(preview([row('a'), row('b', { fresh: 0 }), row('c', { fresh: 1 })]));
    expect(screen.getByText(/3 chats with 12 messages, from ChatGPT/)).toBeDefined();
    expect(screen.getByText(/ · here already/)).toBeDefined();
    expect(screen.getByText(/1 of 4 messages new/)).toBeDefined();
    expect(screen.getByText('Torn: has another form than exported chats')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Import 2 chats' }));
    expect(done).toEqual(['start a,c']);
  });

  test('takes in only what is left chosen, and nothing where nothing is', () => {
    const done = draw(preview([row('a'), row('b')]));
    fireEvent.click(screen.getByRole('checkbox', { name: /Chat a/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Import 1 chat' }));
    expect(done).toEqual(['start b']);
    fireEvent.click(screen.getByRole('checkbox', { name: /All chats/ }));
    fireEvent.click(screen.getByRole('checkbox', { name: /All chats/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Import' }));
    expect(done).toEqual(['start b']);
  });

  test('draws the first of ten thousand chats, and more when asked', () => {
    draw(preview(Array.from({ length: 10_000 }, (_, index) => row(String(index)))));
    expect(screen.getAllByRole('checkbox')).toHaveLength(201);
    fireEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(screen.getAllByRole('checkbox')).toHaveLength(401);
  });

  test('reports what came in and what did not, and takes it back', () => {
    const losses = [{ title: 'Torn', reason: 'wrong-shape', count: 1 } as const];
    const report = { chats: 2, messages: 6, known: 3, losses, stopped: null };
    const done = draw({ step: 'done', report, undone: false });
    expect(screen.getByRole('status').textContent).toContain('6 messages in 2 chats imported.');
    expect(screen.getByText(/3 messages were here already/)).toBeDefined();
    expect(screen.getByText('What did not come in (1)')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Undo import' }));
    expect(done).toEqual(['undo']);
  });

  test('says when the disk was full, and that a repeat is harmless', () => {
    const report = { chats: 1, messages: 200, known: 0, losses: [], stopped: 'not-saved' } as const;
    draw({ step: 'done', report, undone: false });
    expect(screen.getByRole('status').textContent).toContain('nothing will be doubled');
  });
});
