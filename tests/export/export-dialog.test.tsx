// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import { ExportDialog } from '../../components/export/ExportDialog.tsx';
import type { ExportFile, ExportOptions } from '../../utils/chat/export-file.ts';

afterEach(cleanup);

function open(toFile?: (options: ExportOptions) => Promise<ExportFile>) {
  const asked: ExportOptions[] = [];
  let closed = 0;
  const write = async (options: ExportOptions): Promise<ExportFile> => {
    asked.push(options);
    return { fileName: 'Chat.md', mime: 'text/markdown', text: `as ${options.format}` };
  };
  render(<ExportDialog toFile={toFile ?? write} onClose={() => (closed += 1)} />);
  return { asked, closed: () => closed };
}

describe('the export dialog', () => {
  test('names its choices and buttons', () => {
    open();
    expect(screen.getByRole('dialog', { name: 'Export chat' })).toBeDefined();
    for (const name of ['Markdown', 'JSON', 'HTML', 'Plain text'])
      expect(screen.getByRole('radio', { name })).toBeDefined();
    for (const name of ['Reasoning', 'Tool calls'])
      expect(screen.getByRole('checkbox', { name })).toBeDefined();
    for (const name of ['Download', 'Open in a tab', 'Copy', 'Close'])
      expect(screen.getByRole('button', { name })).toBeDefined();
  });

  test('downloads what was chosen under the name it was given', async () => {
    const saved: { name: string; text: Promise<string> }[] = [];
    const urls = new Map<string, Blob>();
    URL.createObjectURL = (blob: Blob) => (urls.set('blob:1', blob), 'blob:1');
    HTMLAnchorElement.prototype.click = function click(this: HTMLAnchorElement) {
      const blob = urls.get(this.href);
      if (blob) saved.push({ name: this.download, text: blob.text() });
    };
    const { asked } = open();
    fireEvent.click(screen.getByRole('radio', { name: 'JSON' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Tool calls' }));
    fireEvent.click(screen.getByRole('button', { name: 'Download' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Saved as Chat.md.'));
    expect(asked).toEqual([{ format: 'json', reasoning: true, toolCalls: false }]);
    expect(saved[0]?.name).toBe('Chat.md');
    expect(await saved[0]?.text).toBe('as json');
  });

  test('shows the whole chat in a tab, as text or as a page', async () => {
    const opened: string[] = [];
    const blobs: Blob[] = [];
    URL.createObjectURL = (blob: Blob) => (blobs.push(blob), `blob:${blobs.length}`);
    window.open = (url) => (opened.push(String(url)), null);
    open();
    fireEvent.click(screen.getByRole('button', { name: 'Open in a tab' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Opened in a tab.'));
    expect(opened).toEqual(['blob:1']);
    // Markdown by its own type would be downloaded.
    expect(blobs[0]?.type).toBe('text/plain;charset=utf-8');
    expect(await blobs[0]?.text()).toBe('as markdown');
  });

  test('copies, and says so', async () => {
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => void copied.push(text) },
    });
    open();
    fireEvent.click(screen.getByRole('button', { name: 'Copy' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copied.'));
    expect(copied).toEqual(['as markdown']);
  });

  test('says when the chat could not be written', async () => {
    open(() => Promise.reject(new Error('store is gone')));
    fireEvent.click(screen.getByRole('button', { name: 'Download' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('could not be exported'));
  });

  test('closes', () => {
    const { closed } = open();
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(closed()).toBe(1);
  });
});
