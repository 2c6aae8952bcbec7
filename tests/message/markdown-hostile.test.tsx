// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/preact';
import { afterEach, describe, expect, test } from 'vitest';
import { MarkdownText } from '../../components/message/MarkdownText.tsx';

afterEach(cleanup);

const schemes = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'vbscript:x',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'file:///etc/passwd',
  'chrome-extension://x/y',
  'blob:https://a/b',
  'about:blank',
  '//evil.example',
  '/options.html',
  'java\tscript:alert(1)',
  'java&#10;script:alert(1)',
  '&#106;avascript:alert(1)',
  '&#x6A;avascript&colon;alert(1)',
  '\u0001javascript:alert(1)',
  'javascript&#58;alert(1)',
  'view-source:https://a',
  'filesystem:https://a/x',
  'ws://a.example',
];

const injections = [
  ...schemes.map((scheme) => `[click](${scheme})`),
  ...schemes.map((scheme) => `[click](<${scheme}>)`),
  ...schemes.map((scheme) => `[ref]\n\n[ref]: ${scheme}`),
  ...schemes.map((scheme) => `![x](${scheme})`),
  ...schemes.map((scheme) => `<${scheme}>`),
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<object data="data:text/html,x"></object>',
  '<embed src="javascript:alert(1)">',
  '<a href="javascript:alert(1)">x</a>',
  "<a href='java\nscript:alert(1)'>x</a>",
  '<body onload=alert(1)>',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<style>*{background:url(https://evil.example)}</style>',
  '<link rel=stylesheet href=//evil.example>',
  '<base href=//evil.example>',
  '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<details open ontoggle=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<input autofocus onfocus=alert(1)>',
  '<template><script>alert(1)</script></template>',
  '<br onclick=alert(1)>',
  '<!--><script>alert(1)</script>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?php echo 1 ?><script>alert(1)</script>',
  '```"><script>alert(1)</script>\nx\n```',
  '```js onload=alert(1)\nx\n```',
  '~~~</code></pre><script>alert(1)</script>\n~~~',
  '`<script>alert(1)</script>`',
  '| <script>alert(1)</script> | b |\n|-|-|\n| <img src=x onerror=alert(1)> | [x](javascript:1) |',
  '# <img src=x onerror=alert(1)>',
  '- [ ] <img src=x onerror=alert(1)>',
  '> <iframe src=//evil.example>',
  '[x](https://a.example "onmouseover=alert(1)")',
  '[x](https://a.example \'" onmouseover="alert(1)\')',
  '![" onerror="alert(1)](https://a.example/x.png)',
  '![x](https://a.example/x.png "\' onerror=\'alert(1)")',
  '![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)',
  '![x](data:image/svg+xml,<svg onload=alert(1)>)',
  '![x](data:image/png;base64,"onerror="alert(1))',
  '[![x](javascript:alert(1))](javascript:alert(2))',
  '[<img src=x onerror=alert(1)>](https://a.example)',
  '<https://a.example/"onmouseover="alert(1)>',
  'https://a.example/"onmouseover="alert(1)',
  '[__proto__]\n\n[__proto__]: javascript:alert(1)',
  '[constructor]\n\n[constructor]: https://a.example',
  '[toString]',
];

const allowedTags = new Set(
  'A BDI BLOCKQUOTE BR BUTTON CODE DEL DIV EM H3 HR IMG INPUT LI OL P PRE SPAN STRONG TABLE TBODY TD TH THEAD TR UL'.split(
    ' ',
  ),
);
const allowedAttributes = new Set(
  'aria-label checked class dir disabled href rel role scope src alt start style tabindex target title type'.split(
    ' ',
  ),
);

/** Everything in `root` that could run, load or lead where it must not. */
function findDangers(root: Element): string[] {
  return [...root.querySelectorAll('*')].flatMap((element) => {
    const found = element.getAttributeNames().filter((name) => !allowedAttributes.has(name));
    if (!allowedTags.has(element.tagName)) found.push(element.tagName);
    const href = element.getAttribute('href');
    if (href !== null && !/^(?:https?:\/\/|mailto:)/.test(href)) found.push(href);
    const src = element.getAttribute('src');
    if (src !== null && !/^data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,[\w+/=\s]*$/.test(src))
      found.push(src);
    if (element.tagName === 'INPUT' && element.getAttribute('type') !== 'checkbox') found.push('input');
    return found;
  });
}

describe('a hostile text', () => {
  test.each(injections)('%j makes nothing that runs or loads', (text) => {
    for (const live of [false, true]) {
      const { container, unmount } = render(<MarkdownText text={text} live={live} />);
      expect(findDangers(container)).toEqual([]);
      expect(container.textContent).not.toBe('');
      unmount();
    }
  });

  test('the search for dangers finds them', () => {
    const root = document.createElement('div');
    root.innerHTML = '<img src="x" onerror="x"><a href="javascript:x">x</a><script></script>';
    expect(findDangers(root)).toEqual(['onerror', 'x', 'javascript:x', 'SCRIPT']);
  });

  test('marks that turn the reading direction are taken out of a link', () => {
    const { container } = render(
      <MarkdownText text={'[moc.knab\u202e\u2066](https://evil.example)'} live={false} />,
    );
    expect(container.querySelector('a')?.textContent).toBe('moc.knab');
  });

  test.each([
    ['quotes in quotes', '>'.repeat(20_000) + 'x'],
    ['lists in lists', '- '.repeat(5000) + 'x'],
    [
      'lists indented ever deeper',
      Array.from({ length: 300 }, (_, depth) => '  '.repeat(depth) + '- a').join('\n'),
    ],
    ['quotes with lazy lines', '> a\nb\n'.repeat(20_000)],
    ['stars', '*a **b '.repeat(20_000)],
    ['brackets', '['.repeat(50_000) + '](' + ')'.repeat(50_000)],
    ['links in links', '[a]('.repeat(20_000)],
    ['emphasis in emphasis', '*_'.repeat(500) + 'x' + '_*'.repeat(500)],
    ['a table of 20,000 rows', '| a | b |\n|-|-|\n' + '| 1 | 2 |\n'.repeat(20_000)],
    [
      'a table of 20,000 columns',
      `${'|a'.repeat(20_000)}|\n${'|-'.repeat(20_000)}|\n${'|b'.repeat(20_000)}|`,
    ],
    ['a million characters in one line', 'word '.repeat(200_000)],
    ['a million characters in paragraphs', 'word word\n\n'.repeat(100_000)],
    ['a million characters of code', '```js\n' + 'let a = 1;\n'.repeat(100_000) + '```'],
    ['backticks', Array.from({ length: 300 }, (_, count) => '`'.repeat(count)).join(' ')],
    ['pairs without a second half', '\ud800 \udfff **\ud83d'],
  ])('%s is drawn in bounded time', (_, text) => {
    const startedAt = performance.now();
    const { container } = render(<MarkdownText text={text} live={false} />);
    expect(container.textContent).not.toBe('');
    expect(container.querySelectorAll('*').length).toBeLessThan(12_000);
    // Far above what it takes; only unbounded work gets there.
    expect(performance.now() - startedAt).toBeLessThan(8000);
  });
});
