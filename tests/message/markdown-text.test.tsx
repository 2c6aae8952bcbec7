// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import { MarkdownText } from '../../components/message/MarkdownText.tsx';

afterEach(cleanup);

function draw(text: string, live = false): HTMLElement {
  const { container } = render(<MarkdownText text={text} live={live} />);
  const md = container.querySelector('.md-section');
  if (!(md instanceof HTMLElement)) throw new Error('no Markdown drawn');
  return md;
}

describe('Markdown', () => {
  test.each([
    ['a paragraph', 'Hello', '<p dir="auto">Hello</p>'],
    ['bold', '**b**', '<p dir="auto"><strong>b</strong></p>'],
    ['italic', '*i*', '<p dir="auto"><em>i</em></p>'],
    ['struck out', '~~s~~', '<p dir="auto"><del>s</del></p>'],
    ['code in a line', '`<b>&amp;`', '<p dir="auto"><code>&lt;b&gt;&amp;amp;</code></p>'],
    ['a character reference', 'a &amp; b &#233; &nope;', '<p dir="auto">a &amp; b é &amp;nope;</p>'],
    ['an escaped star', '\\*not\\*', '<p dir="auto">*not*</p>'],
    ['a hard break', 'a  \nb', '<p dir="auto">a<br>b</p>'],
    ['a heading of any depth at one level', '##### Five', '<h3 class="md-h5" dir="auto">Five</h3>'],
    ['a list', '- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['a list that starts at 3', '3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['a list in a list', '- a\n  - b', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    ['a loose list', '- a\n\n- b', '<ul><li><p dir="auto">a</p></li><li><p dir="auto">b</p></li></ul>'],
    ['a quote', '> q', '<blockquote dir="auto"><p dir="auto">q</p></blockquote>'],
    ['a rule', 'a\n\n---\n\nb', '<p dir="auto">a</p><hr><p dir="auto">b</p>'],
    ['HTML as text', '<b>x</b>', '<p dir="auto">&lt;b&gt;x&lt;/b&gt;</p>'],
    [
      'a block of HTML as text',
      '<div>\nx\n</div>',
      '<p class="md-raw" dir="auto">&lt;div&gt;\nx\n&lt;/div&gt;</p>',
    ],
  ])('draws %s', (_, text, html) => {
    expect(draw(text).innerHTML).toBe(html);
  });

  test('draws a table with its alignment', () => {
    draw('| a | b |\n|:-:|-:|\n| **1** | x<br>y |');
    const cells = screen.getAllByRole('cell');
    expect(screen.getAllByRole('columnheader').map((cell) => cell.textContent)).toEqual(['a', 'b']);
    expect(cells[0]?.innerHTML).toBe('<strong>1</strong>');
    expect(cells[0]?.style.textAlign).toBe('center');
    expect(cells[1]?.innerHTML).toBe('x<br>y');
  });

  test.each(['- [x] send CV\n- [ ] call', '- [x] send CV\n\n- [ ] call'])(
    'draws the boxes of the task list %j once',
    (text) => {
      draw(text);
      expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['send CV', 'call']);
      const boxes = screen.getAllByRole('checkbox');
      expect(boxes.map((box) => box.getAttribute('aria-label'))).toEqual(['Done', 'Not done']);
      expect(boxes.every((box) => box.hasAttribute('disabled'))).toBe(true);
    },
  );

  test.each([
    ['[site](https://a.example/x)', 'https://a.example/x', 'site'],
    ['https://a.example/x', 'https://a.example/x', 'https://a.example/x'],
    ['www.a.example', 'http://www.a.example/', 'www.a.example'],
    ['me@a.example', 'mailto:me@a.example', 'me@a.example'],
    ['[r]\n\n[r]: https://b.example/', 'https://b.example/', 'r'],
    ['[q](https://a.example/?a=1&amp;b=2)', 'https://a.example/?a=1&b=2', 'q'],
  ])('makes a link of %s that opens elsewhere and tells nothing', (text, href, shown) => {
    draw(text);
    const link = screen.getByRole('link');
    expect(link.getAttribute('href')).toBe(href);
    expect(link.textContent).toBe(shown);
    expect(link.getAttribute('target')).toBe('_blank');
    expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  });

  test('says where a link really leads when its text is another address', () => {
    const md = draw('[https://bank.example](https://evil.example/login)');
    expect(md.textContent).toContain('(evil.example)');
    expect(screen.getByRole('link').title).toBe('https://evil.example/login');
  });

  test.each([
    '[bank.example](https://bank.example/a)',
    '[www.bank.example](https://bank.example)',
    '[e.g. this](https://a.example)',
  ])('adds nothing to the honest link %s', (text) => {
    expect(draw(text).querySelector('.md-host')).toBeNull();
  });

  test('loads an image from elsewhere only after a click', () => {
    const md = draw('![chart](https://img.example/c.png?u=secret)');
    expect(md.querySelector('img')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Load image from img.example' }));
    const image = screen.getByRole('img', { name: 'chart' });
    expect(image.getAttribute('src')).toBe('https://img.example/c.png?u=secret');
    expect(image.getAttribute('referrerpolicy')).toBe('no-referrer');
  });

  test('shows a raster image that is part of the text', () => {
    draw('![dot](data:image/png;base64,iVBORw0KGgo=)');
    expect(screen.getByRole('img', { name: 'dot' }).getAttribute('src')).toBe(
      'data:image/png;base64,iVBORw0KGgo=',
    );
  });

  test('colours code in a known language once it is complete', async () => {
    const code = '```ts\nconst a = 1;\n```';
    const { rerender, container } = render(<MarkdownText text={code.slice(0, -4)} live />);
    expect(screen.getByRole('group', { name: 'Code, ts' }).textContent).toBe('const a = 1;');
    expect(container.querySelector('.hljs-keyword')).toBeNull();
    rerender(<MarkdownText text={code} live={false} />);
    await waitFor(() => expect(container.querySelector('.hljs-keyword')?.textContent).toBe('const'));
    expect(screen.getByRole('group', { name: 'Code, ts' }).textContent).toBe('const a = 1;');
  });

  test('offers to copy code, and says so', async () => {
    const written: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => void written.push(text) },
    });
    draw('```\nnpm ci\n```');
    const button = screen.getByRole('button', { name: 'Copy code' });
    fireEvent.click(button);
    await waitFor(() => expect(button.textContent).toBe('Copied'));
    expect(written).toEqual(['npm ci']);
  });
});
