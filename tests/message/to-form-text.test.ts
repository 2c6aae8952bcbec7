import { expect, test } from 'vitest';
import { toFormText } from '../../components/message/to-form-text.ts';

test.each([
  ['emphasis and code lose their marks', 'I **led** a _team_ of `five` ~~six~~', 'I led a team of five six'],
  ['a heading is a line', '## Why me\n\nBecause.', 'Why me\n\nBecause.'],
  ['bullets of every kind are dashes', '* one\n* two\n  + inner', '- one\n- two\n  - inner'],
  ['numbers stay', '3. three\n4. four', '3. three\n4. four'],
  ['a task loses its box', '- [x] done\n- [ ] open', '- done\n- open'],
  ['a link keeps its text', 'see [my work](https://example.org) now', 'see my work now'],
  ['a bare address stays', 'at https://example.org/a_b_c', 'at https://example.org/a_b_c'],
  ['a reference link keeps its text', 'see [this][1]\n\n[1]: https://example.org', 'see this'],
  ['an image is its words', '![a chart](https://example.org/x.png)', 'a chart'],
  ['a quotation is its words', '> said\n> so', 'said\nso'],
  ['code is its lines', '```js\nconst a = 1;\n```', 'const a = 1;'],
  ['a rule is nothing', 'a\n\n---\n\nb', 'a\n\nb'],
  ['a table is lines', '| a | b |\n|---|---|\n| **1** | 2 |', 'a, b\n1, 2'],
  ['entities and escapes are characters', 'R&amp;D \\*not bold\\* 3 < 4', 'R&D *not bold* 3 < 4'],
  ['line breaks stay', 'one  \ntwo<br>three', 'one\ntwo\nthree'],
  ['words that only look like marks stay', 'snake_case and 2 * 3 * 4', 'snake_case and 2 * 3 * 4'],
  ['markup stays text', '<b>hi</b>', '<b>hi</b>'],
  ['what nobody sees is left out', 'a\u202eb\u200bc\u0007d', 'abcd'],
])('%s', (_name, markdown, text) => {
  expect(toFormText(markdown)).toBe(text);
});
