import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery } from '../../utils/search/query.ts';
import { findMarks, toMarked, toSnippet } from '../../utils/search/snippet.ts';

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

/** Every passage that begins with a mark, looked through one by one. */
function mostWords(text: string, line: string): number {
  const marks = findMarks(text, parseQuery(line, { today: 0 }).terms);
  const sizes = marks.map(({ start }, index) => {
    const beyond = marks.findIndex((mark, at) => at >= index && mark.end > start + 140);
    return new Set(marks.slice(index, beyond === -1 ? marks.length : beyond).map(({ term }) => term)).size;
  });
  return Math.max(0, ...sizes);
}

test('no passage of a text says more of the words than the one that is shown', () => {
  const word = fc.constantFrom('red', 'green', 'blue', 'grey', 'of', 'x'.repeat(60), 'and', 'then');
  const texts = fc.array(word, { maxLength: 120 }).map((words) => words.join(' '));
  const lines = fc.uniqueArray(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(texts, lines, fc.boolean(), (text, line, phrase) => {
      const asked = phrase ? `${line} "and then of and then of and then of" ` : `${line} `;
      const marked = toSnippet(text, parseQuery(asked, { today: 0 })).filter((piece) => piece.marked);
      const said = new Set(marked.flatMap(({ text: words }) => words.toLowerCase().split(' ')));
      const most = mostWords(text, asked);
      expect(said.size > 0).toBe(most > 0);
      if (!phrase) expect(said.size).toBeGreaterThanOrEqual(most);
    }),
  );
});

test('a line of hundreds of words finds its passage in a long text of them', { timeout: 10_000 }, () => {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
  const words = letters.flatMap((one) => letters.map((other) => one + other)).slice(0, 330);
  const text = `${words.join(' ')} `.repeat(100);
  expect(snippet(text, words.join(' '))).toContain('[aa] [ab] [ac]');
  expect(snippet('again '.repeat(16_000), 'a '.repeat(490))).toContain('[again] [again]');
});
