import { describe, expect, test } from 'vitest';
import { isEmptyQuery, parseQuery } from '../../utils/search/query.ts';
import { createSearchIndex } from '../../utils/search/search-index.ts';
import { cutMessage, toPack, unpack } from '../../utils/search/text-pack.ts';
import { day, indexOf, message, session, today } from './index-of.ts';

const answer = { role: 'assistant' as const };
const search = indexOf(
  [
    session('acme', {
      title: 'Acme interview',
      tags: ['Berlin', 'top choice'],
      company: 'Acme GmbH',
      posting: 'Platform engineer Acme GmbH Berlin',
    }),
    message('salary', 'What salary do they offer for the role?'),
    message('range', 'They offer a salary of 80k. A salary like this is good.', answer),
  ],
  [
    session('umbrella', { title: 'Umbrella', archived: true, agent: 'Mentor', lastAt: today - 90 * day }),
    message('old', 'The salary was never told', { createdAt: today - 90 * day }),
    message('tokyo', '東京都で働く'),
    message('résumé', 'My résumé in C++ and node.js'),
  ],
);

describe('what is typed finds', () => {
  test.each([
    ['a word, in whatever case', 'SALARY', ['range', 'salary', 'old']],
    ['the beginning of a word', 'sal', ['range', 'salary', 'old']],
    ['words without their accents', 'resume', ['résumé']],
    ['two characters of Chinese', '京都', ['tokyo']],
    ['a run of Chinese', '東京都', ['tokyo']],
    ['a language with marks in its name', 'c++', ['résumé']],
    ['a name with a dot', 'node.js', ['résumé']],
    ['all words only where all are said', 'salary role', ['salary']],
    ['a phrase only as it was said', '"offer a salary"', ['range']],
    ['no phrase in another order', '"salary offer"', []],
    ['nothing inside of words', 'lary', []],
    ['a word of the title and a word of a message', 'acme range salary', []],
    ['what the title and a message say together', 'acme role', ['salary']],
    ['chats by their title', 'umbrella', ['umbrella']],
    ['chats by a tag', 'berlin', ['acme']],
    ['what is not refused', 'salary -offer', ['old']],
    ['nothing where nothing fits', 'zebra', []],
  ])('%s: %s', (_, line, expected) => {
    expect(search(line)).toEqual(expected);
  });
});

describe('filters keep', () => {
  test.each([
    ['tag:berlin salary', ['range', 'salary']],
    ['tag:"top choice"', ['acme']],
    ['tag:choice', []],
    ['agent:mentor salary', ['old']],
    ['company:acme salary', ['range', 'salary']],
    ['has:posting', ['acme']],
    ['is:archived salary', ['old']],
    ['in:archive salary', ['old']],
    ['in:mine salary', ['salary', 'old']],
    ['in:answers salary', ['range']],
    ['in:title acme', ['acme']],
    ['in:title salary', []],
    ['in:"Acme interview" salary', ['range', 'salary']],
    ['before:2026-10-01 salary', ['old']],
    ['after:2026-11 salary', ['range', 'salary']],
    ['after:7d salary', ['range', 'salary']],
  ])('%s', (line, expected) => {
    expect(search(line)).toEqual(expected);
  });

  test('a filter that is none is words', () => {
    expect(parseQuery('before:soon', { today }).terms).toHaveLength(1);
  });

  test('an empty line asks for nothing', () => {
    expect(isEmptyQuery(parseQuery('   ', { today }))).toBe(true);
    expect(isEmptyQuery(parseQuery('a', { today }))).toBe(false);
  });
});

test('a text that is taken out of its pack is not found any more, its neighbours are', () => {
  const pack = toPack([message('a', 'first words'), message('b', 'second words')].flatMap(cutMessage));
  const index = createSearchIndex();
  index.setSession(session('s'), [toPack(unpack(pack).filter(({ messageId }) => messageId !== 'a'))]);
  const { hits } = index.search(parseQuery('words', { today }), { limit: 9, now: today });
  expect(hits.map(({ messageId }) => messageId)).toEqual(['b']);
});

test('the best of many are the best of all', () => {
  const messages = Array.from({ length: 300 }, (_, n) => message(`m${n}`, `word ${'word '.repeat(n % 7)}`));
  const many = indexOf([session('s'), ...messages]);
  const all = many('word', 1_000);
  expect(all).toHaveLength(300);
  expect(many('word', 10)).toEqual(all.slice(0, 10));
});
