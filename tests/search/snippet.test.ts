import { expect, test } from 'vitest';
import { parseQuery } from '../../utils/search/query.ts';
import { toMarked, toSnippet } from '../../utils/search/snippet.ts';

const snippet = (text: string, line: string) =>
  toSnippet(text, parseQuery(line, { today: 0 }))
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('');

test('what was sought is marked, also inside of accents and as the beginning of a word', () => {
  expect(snippet('My Résumé is here, résumés too', 'resume')).toBe('My [Résumé] is here, [résumés] too');
});

test('a phrase is one mark, and Chinese is found in pairs', () => {
  expect(snippet('We offer a salary.', '"offer a salary"')).toBe('We [offer a salary].');
  expect(snippet('私は東京都で働く', '東京都')).toBe('私は[東京都]で働く');
});

test('of a long text the passage with most of the words is shown, cut at words', () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(40);
  const shown = snippet(
    `salary ${filler}the salary of the role in Berlin is good. ${filler}`,
    'salary berlin role',
  );
  expect(shown.startsWith('…')).toBe(true);
  expect(shown.endsWith('…')).toBe(true);
  expect(shown).toContain('[salary] of the [role] in [Berlin] is good.');
  expect(shown.length).toBeLessThan(260);
});

test('what a long text says only far below its beginning is shown, too', () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(3_000);
  expect(snippet(`${filler} the salary ${filler}`, 'salary')).toContain('the [salary] lorem');
  expect(snippet(`pension ${filler} the salary with pension`, 'salary pension')).toMatch(
    /\[pension\] …|\[salary\] with \[pension\]/,
  );
});

test('without a find the beginning is shown, on one line', () => {
  expect(snippet('One\n\ntwo', 'zebra')).toBe('One two');
});

test('a title is shown whole', () => {
  expect(toMarked('Acme: interview', parseQuery('inter', { today: 0 }))).toEqual([
    { text: 'Acme: ', marked: false },
    { text: 'interview', marked: true },
  ]);
});
