// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/preact';
import { Lexer } from 'marked';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { drawSections } from '../../components/message/MarkdownSection.tsx';
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

describe('what a piece of an answer costs', () => {
  test.each([10, 400])('after %i paragraphs only the last ones are read again', (count) => {
    const text = paragraphs(count);
    const { rerender } = render(<MarkdownText text={text} live />);
    expect(countRead(() => rerender(<MarkdownText text={`${text}more`} live />))).toBeLessThan(300);
  });

  test('sections in which nothing changed are the very same elements again', () => {
    const raws = Array.from({ length: 100 }, (_, at) => paragraph(at));
    const links = {};
    const before = drawSections([], { raws, links, open: true });
    const after = drawSections(before, { raws: [...raws, 'one more'], links, open: true });
    expect(after).toHaveLength(before.length);
    expect(after.filter(({ element }, at) => element !== before[at]?.element)).toHaveLength(1);
    const linked = drawSections(after, {
      raws,
      links: { a: { href: 'https://a.example', title: '' } },
      open: true,
    });
    expect(linked.filter(({ element }, at) => element === after[at]?.element)).toHaveLength(0);
  });
});
