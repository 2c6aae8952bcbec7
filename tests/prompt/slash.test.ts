import { expect, test } from 'vitest';
import { noPromptEdits } from '../../utils/chat/prompt.ts';
import { listPrompts } from '../../utils/prompt/list-prompts.ts';
import { filterPrompts, insertPrompt, readSlash } from '../../utils/prompt/slash.ts';

const prompts = listPrompts(noPromptEdits);

test.each([
  ['/', 1, ''],
  ['/fit', 4, 'fit'],
  ['/fit', 2, 'f'],
  ['Hello\n/how well', 15, 'how well'],
])('%j with the caret at %i asks for prompts', (text, caret, query) => {
  expect(readSlash(text, caret)?.query).toBe(query);
});

test.each([
  ['and/or', 6],
  [' /fit', 5],
  ['/ is a slash', 12],
  ['//comment', 9],
  ['/fit', 0],
  ['/fit\nmore', 9],
  [`/${'long '.repeat(20)}`, 101],
])('%j with the caret at %i does not', (text, caret) => {
  expect(readSlash(text, caret)).toBe(null);
});

test.each([
  ['fit', 'fit'],
  ['RESUME', 'tailor-resume'],
  ['visa', 'can-take'],
  ['how well', 'fit'],
  ['scam', 'real-and-fresh'],
  ['in my voi', 'cover-letter'],
])('typing %j finds %s first', (query, id) => {
  expect(filterPrompts(prompts, query)[0]?.id).toBe(id);
});

test('a path finds nothing, so that it stays a path', () => {
  expect(filterPrompts(prompts, 'usr/bin')).toEqual([]);
});

test('the prompt takes the place of the slash, and its first gap is selected', () => {
  const put = insertPrompt('Hi\n/ans\nBye', { start: 3, end: 7 }, 'Answer:\n{question}\n{more}');
  expect(put.text).toBe('Hi\nAnswer:\n{question}\n{more}\nBye');
  expect(put.text.slice(put.selection.start, put.selection.end)).toBe('{question}');
});

test('a prompt without a gap leaves the caret at its end', () => {
  const put = insertPrompt('/x', { start: 0, end: 2 }, 'Do it.');
  expect(put).toEqual({ text: 'Do it.', selection: { start: 6, end: 6 } });
});
