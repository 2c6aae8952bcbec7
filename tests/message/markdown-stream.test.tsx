// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/preact';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { closeOpenMarkdown } from '../../components/message/close-open-markdown.ts';
import { MarkdownText } from '../../components/message/MarkdownText.tsx';
import { markdownText } from './markdown-samples.ts';

afterEach(cleanup);

/** What can be seen of an element: tags, set attributes in a fixed order, text. */
function look(node: Node): string {
  if (!(node instanceof Element)) return node.textContent ?? '';
  const attributes = node.getAttributeNames().filter((name) => node.getAttribute(name) !== '');
  const set = attributes.toSorted().map((name) => ` ${name}=${node.getAttribute(name)}`);
  return `<${node.tagName}${set.join('')}>${[...node.childNodes].map(look).join('')}</>`;
}

describe('a text that streams in', () => {
  test('looks in the end like the same text drawn at once', () => {
    fc.assert(
      fc.property(markdownText, fc.array(fc.nat(500), { maxLength: 12 }), (text, cuts) => {
        const whole = render(<MarkdownText text={text} live={false} />);
        const streamed = render(<MarkdownText text="" live />);
        const ends = cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b);
        for (const end of ends) streamed.rerender(<MarkdownText text={text.slice(0, end)} live />);
        streamed.rerender(<MarkdownText text={text} live={false} />);
        expect(look(streamed.container)).toBe(look(whole.container));
        cleanup();
      }),
      { numRuns: 150 },
    );
  });

  test('keeps the elements of finished blocks while more comes', () => {
    const { container, rerender } = render(<MarkdownText text={'# One\n\ntwo\n\nthree\n\nfo'} live />);
    const before = [...container.querySelectorAll('h3, p')].slice(0, 3);
    rerender(<MarkdownText text={'# One\n\ntwo\n\nthree\n\nfour **five'} live />);
    expect([...container.querySelectorAll('h3, p')].slice(0, 3)).toEqual(before);
    expect(container.textContent).toBe('Onetwothreefour five');
  });

  test('a link definition that comes late makes links of what stands above', () => {
    const { container, rerender } = render(<MarkdownText text={'see [a]\n\nb\n\nc\n\n'} live />);
    expect(container.querySelector('a')).toBeNull();
    rerender(<MarkdownText text={'see [a]\n\nb\n\nc\n\n[a]: https://a.example/\n'} live />);
    expect(container.querySelector('a')?.getAttribute('href')).toBe('https://a.example/');
  });

  test.each([
    ['bold', 'a **bo', 'a bo'],
    ['a mark that has just begun', 'a **', 'a'],
    ['italic', 'an *it', 'an it'],
    ['struck', 'a ~~st', 'a st'],
    ['code', 'run `npm ci', 'run npm ci'],
    ['half a link', 'see [the page](https://a.exa', 'see the page'],
    ['half an image', 'see ![ch', 'see '],
    ['a list that begins below a line', 'Here:\n-', 'Here:'],
    ['a heading mark alone', 'a\n\n##', 'a'],
    ['the head of a table', '| a | b', 'ab'],
    ['the head of a table and half its rule', '| a | b |\n|--', 'ab'],
  ])('shows no raw marks for %s', (_, text, shown) => {
    const { container } = render(<MarkdownText text={text} live />);
    expect(container.textContent?.trim()).toBe(shown.trim());
    expect(container.querySelector('h3')).toBeNull();
  });

  test.each([
    '2 * 3 is 6',
    'snake_case_name',
    '5 ~ 6',
    'a [b] c',
    '```js\nlet a = "**"',
    'a * b ** c',
    'C:\\dir',
    '1984 was a year',
  ])('leaves %j as it is', (text) => {
    expect(closeOpenMarkdown(text)).toBe(text);
  });

  test('a fence that is still open is code already', () => {
    const { container } = render(<MarkdownText text={'```py\nprint("**")\n'} live />);
    expect(container.querySelector('pre')?.textContent).toBe('print("**")');
  });
});
