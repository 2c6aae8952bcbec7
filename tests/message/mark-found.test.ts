// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { findRanges } from '../../components/transcript/mark-found.ts';

function marked(html: string, line: string): string[] {
  const article = document.createElement('article');
  article.innerHTML = html;
  return findRanges(article, line).map((range) => range.toString());
}

test('what was sought is marked in a message, also where a word changes its looks in the middle', () => {
  expect(marked('<p>The <b>sal</b>ary, and salaries</p><p>No pay</p>', 'salar')).toEqual([
    'salary',
    'salaries',
  ]);
  expect(marked('<p>We offer <em>a</em> salary</p>', '"offer a salary"')).toEqual(['offer a salary']);
  expect(marked('<p>Résumé</p><ul><li>resume</li></ul>', 'resume')).toEqual(['Résumé', 'resume']);
});

test('no word reaches out of its paragraph, and buttons are no text', () => {
  expect(marked('<p>sal</p><p>ary</p><button>salary</button>', 'salary')).toEqual([]);
  expect(marked('<p>pay</p>', '')).toEqual([]);
});
