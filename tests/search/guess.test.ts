import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guessQuery, slipsBetween } from '../../utils/search/guess.ts';
import { parseQuery } from '../../utils/search/query.ts';

const counts = new Map([
  ['salary', 9],
  ['salaries', 2],
  ['interview', 5],
  ['engineer', 3],
  ['team', 8],
]);
const guess = (line: string) =>
  guessQuery(parseQuery(line, { today: 0 }), counts)?.terms.map(({ tokens }) => tokens.join(' ')) ?? null;

test.each([
  ['slaary', ['salary']],
  ['saalry team', ['salary', 'team']],
  ['intervew', ['interview']],
  ['sallary', ['salary']],
  ['xalary', ['salary']],
  ['alary', ['salary']],
  ['qntervieww', ['interview']],
  ['egnineer', ['engineer']],
  ['intreveiw', ['interview']],
  ['enginer', ['engineer']],
  ['"interviw"', ['interview']],
  ['salary', null],
  ['sala', null],
  ['tema', null],
  ['zzzzzzzz', null],
  ['12345', null],
])('%s is taken for %j', (line, expected) => {
  expect(guess(line)).toEqual(expected);
});

test('slips count the same in both directions, and none are between equals', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'ä'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(slipsBetween(a, b, 9)).toBe(slipsBetween(b, a, 9));
      expect(slipsBetween(a, a, 2)).toBe(0);
      for (const most of [1, 2, 3]) {
        expect(slipsBetween(a, b, most)).toBe(Math.min(most + 1, slipsBetween(a, b, 99)));
      }
    }),
  );
});
