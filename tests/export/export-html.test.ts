// @vitest-environment happy-dom
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../utils/chat/message.ts';
import { toExportFile } from '../../utils/export/to-export-file.ts';
import { answerWith, ownMessage, textPart, toolPart } from '../message/message-samples.ts';
import { anyMessage, session, withAll } from './export-samples.ts';

const attacks = [
  '<script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '</title><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml;base64,PHN2Zz4=)',
  '![x](https://evil.example/p.png)',
  '![" onerror="alert(1)](data:image/png;base64,aa)',
  '[x](https://a.example/"onclick="alert(1))',
  '```\n</pre><script>alert(1)</script>\n```',
  '`<iframe>`',
  '| <svg onload=alert(1)> |\n|-|\n| <form> |',
  '- [ ] <object>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<!-- --><script>alert(1)</script>',
  '\'"><script>alert(1)</script>',
  '>'.repeat(20_000),
];

const tags = new Set(
  'A ARTICLE BDI BLOCKQUOTE BODY BR CODE DEL DETAILS DIV EM H1 H2 H3 HEAD HR HTML IMG LI MAIN META OL P PRE STRONG STYLE SUMMARY TABLE TBODY TD TH THEAD TIME TITLE TR UL'.split(
    ' ',
  ),
);
const attributes = new Set(
  'alt charset class content dir href http-equiv lang name open rel src start'.split(' '),
);

function parsePage(messages: readonly Message[], title = session.title): Document {
  const { text } = toExportFile({ session: { ...session, title }, messages }, withAll('html'));
  return new DOMParser().parseFromString(text, 'text/html');
}

/** Everything in `page` that could run, load or lead where it must not. */
function findActive(page: Document): string[] {
  return [...page.querySelectorAll('*')].flatMap((element) => {
    const found = element.getAttributeNames().filter((name) => !attributes.has(name));
    if (!tags.has(element.tagName)) found.push(element.tagName);
    const href = element.getAttribute('href');
    if (href !== null && !/^(?:https?:\/\/|mailto:)/.test(href)) found.push(href);
    const src = element.getAttribute('src');
    if (src !== null && !src.startsWith('data:image/png;base64,')) found.push(src);
    return found;
  });
}

describe('a chat exported as HTML', () => {
  test.each(attacks)('holds nothing active for %j', (attack) => {
    const messages = [
      ownMessage(attack),
      answerWith([textPart(attack), toolPart({ name: attack, args: attack, result: attack })], {
        author: attack,
      }),
    ];
    const page = parsePage(messages, attack);
    expect(findActive(page)).toEqual([]);
    expect(page.querySelectorAll('article')).toHaveLength(2);
    expect(page.querySelector('h1')?.textContent).toBe(attack);
    expect(page.querySelector('article.own .plain')?.textContent).toBe(attack);
  });

  test('holds nothing active whatever the characters', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 4 }), (messages) => {
        const page = parsePage(messages);
        expect(findActive(page)).toEqual([]);
        expect(page.querySelectorAll('article')).toHaveLength(messages.length);
      }),
      { numRuns: 60 },
    );
  });

  test.each(['- [x] sent\n- [ ] called', '- [x] sent\n\n- [ ] called'])(
    'marks the tasks of %j once',
    (text) => {
      const items = [...parsePage([answerWith([textPart(text)])]).querySelectorAll('.task')];
      expect(items.map((item) => item.textContent?.trim())).toEqual(['☑ sent', '☐ called']);
    },
  );

  test('shows Markdown as a page does, and asks no server for anything', () => {
    const page = parsePage([
      answerWith([textPart('# Head\n\n**b** [l](https://a.example)\n\n| a |\n|-|\n| 1 |\n\n- [x] done')]),
    ]);
    expect(page.querySelector('h3')?.textContent).toBe('Head');
    expect(page.querySelector('strong')?.textContent).toBe('b');
    expect(page.querySelector('a')?.getAttribute('href')).toBe('https://a.example/');
    expect(page.querySelector('td')?.textContent).toBe('1');
    expect(page.querySelector('li')?.textContent).toBe('☑ done');
    expect(page.querySelector('meta[http-equiv]')?.getAttribute('content')).toContain("default-src 'none'");
  });
});
