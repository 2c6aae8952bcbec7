// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { Lexer } from 'marked';
import { options } from 'preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MarkdownText } from '../../components/message/MarkdownText.tsx';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const paragraph = (at: number): string => `Paragraph ${at} with **some** words in it.\n\n`;
const paragraphs = (count: number): string =>
  Array.from({ length: count }, (_, at) => paragraph(at)).join('');

/** Counts the characters that are read as blocks while `draw` runs. */
function countRead(draw: () => void): number {
  const read = vi.spyOn(Lexer.prototype, 'blockTokens');
  draw();
  const characters = read.mock.calls.reduce((sum, [src]) => sum + src.length, 0);
  read.mockRestore();
  return characters;
}

/** Pieces of `text` one after the other, a frame of 16 ms for each; the characters read for all of them. */
function readStreamed(text: string, pieces: number): number {
  const size = Math.ceil(text.length / pieces);
  const { rerender } = render(<MarkdownText text="" live />);
  return countRead(() => {
    for (let end = size; end < text.length + size; end += size) {
      void act(() => void vi.advanceTimersByTime(16));
      rerender(<MarkdownText text={text.slice(0, end)} live />);
    }
  });
}
const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

describe('what a piece of an answer costs', () => {
  test.each([10, 400])('after %i paragraphs only the last ones are read again', (count) => {
    const text = paragraphs(count);
    const { rerender } = render(<MarkdownText text={text} live />);
    expect(countRead(() => rerender(<MarkdownText text={`${text}more`} live />))).toBeLessThan(300);
  });

  test('finished sections are passed over: an element for each is all that they cost', () => {
    const countDrawn = (count: number): number => {
      const text = paragraphs(count);
      const { rerender } = render(<MarkdownText text={text} live />);
      let drawn = 0;
      const before = options.vnode;
      options.vnode = (vnode) => {
        drawn += 1;
        before?.(vnode);
      };
      rerender(<MarkdownText text={`${text}more`} live />);
      if (before === undefined) delete options.vnode;
      else options.vnode = before;
      return drawn;
    };
    const few = countDrawn(16);
    expect(few).toBeGreaterThan(5);
    expect(countDrawn(16 * 13)).toBe(few + 24);
  });

  test('a definition that comes late turns what refers to it into a link, in every section', () => {
    const text = Array.from({ length: 40 }, () => 'See [this].\n\n').join('');
    const { container, rerender } = render(<MarkdownText text={text} live />);
    expect(container.querySelectorAll('a')).toHaveLength(0);
    rerender(<MarkdownText text={`${text}[this]: https://a.example\n`} live />);
    expect(container.querySelectorAll('a')).toHaveLength(40);
  });
});

describe('an answer of a kind that nobody writes', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test.each([
    ['a list', (count: number) => lines(count, (at) => `- item ${at} with **words**`)],
    ['a list in lists', (count: number) => lines(count, (at) => `${'  '.repeat(at % 6)}- item ${at}`)],
    ['code', (count: number) => `\`\`\`ts\n${lines(count, (at) => `const value${at} = read(${at});`)}`],
    ['a table', (count: number) => `|a|b|\n|-|-|\n${lines(count, (at) => `| cell ${at} | **${at}** |`)}`],
    ['one line', (count: number) => 'word '.repeat(count * 5)],
    ['a quote', (count: number) => lines(count, (at) => `> quote ${at}`)],
  ])('%s of any length is read a few thousand characters at a time', (_what, make) => {
    const pieces = 300;
    expect(readStreamed(make(2000), pieces) / pieces).toBeLessThan(25_000);
  });

  test('what was held back of a long table is drawn a little later, and all of it at the end', () => {
    const table = `|a|\n|-|\n${lines(4000, (at) => `| row ${at} |`)}`;
    const { container, rerender } = render(<MarkdownText text={table} live />);
    const label = (): string | undefined => container.querySelector('.small-button')?.textContent;
    rerender(<MarkdownText text={`${table}\n| more |`} live />);
    expect(label()).toBe('Show all 4000 rows');
    void act(() => void vi.advanceTimersByTime(500));
    expect(label()).toBe('Show all 4001 rows');
    rerender(<MarkdownText text={`${table}\n| more |\n| last |`} live />);
    rerender(<MarkdownText text={`${table}\n| more |\n| last |`} live={false} />);
    expect(label()).toBe('Show all 4002 rows');
  });

  test('of a line of a million characters the first are shown, and all of them when asked for', () => {
    const text = 'word '.repeat(200_000).trim();
    const { container } = render(<MarkdownText text={text} live={false} />);
    expect(container.querySelector('p')?.textContent.length).toBeLessThan(21_000);
    fireEvent.click(screen.getByRole('button', { name: 'Show all 999,999 characters' }));
    expect(container.querySelector('p')?.textContent).toBe(text);
  });

  test('of thousands of items only the first are drawn until the rest is asked for', () => {
    const { container } = render(<MarkdownText text={lines(5000, (at) => `${at + 1}. item`)} live={false} />);
    const count = (): number => container.querySelectorAll('li').length;
    expect(count()).toBeLessThan(1500);
    fireEvent.click(screen.getByRole('button', { name: 'Show the rest of this answer' }));
    expect(count()).toBe(5000);
    expect([...container.querySelectorAll('ol')].at(-1)?.start).toBeGreaterThan(4000);
  });
});
