import { expect, test } from 'vitest';
import { tokenize, toTokenText } from '../../utils/search/tokens.ts';

const words = (text: string) => tokenize(text).map((token) => token.text);

test.each([
  ['Façade, ÜBERSTRASSE & Łódź', ['facade', 'uberstrasse', 'lodz']],
  ['straße', ['strasse']],
  ['e\u0301te\u0301 = été', ['ete', 'ete']],
  ['ｆｕｌｌ width', ['full', 'width']],
  ['C++ and C# and node.js', ['cplusplus', 'and', 'csharp', 'and', 'node', 'js']],
  ['שָׁלוֹם', ['שלום']],
  ['हिन्दी', ['हिन्दी']],
  ['東京都', ['東京', '京都']],
  ['東', ['東']],
  ['iPhone東京', ['iphone', '東京']],
  ['한국어', ['한국', '국어']],
  ['ガ\u3099', ['ガ\u3099']],
  ['', []],
  ['— …', []],
])('%s is found by its words', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test('a token knows where it stands in the text', () => {
  const text = 'Déjà vu: 東京都 ok';
  for (const { start, end, text: token } of tokenize(text)) {
    expect(words(text.slice(start, end))).toEqual([token]);
  }
});

test('every token stands between two blanks', () => {
  expect(toTokenText('One, two')).toBe(' one two ');
  expect(toTokenText('!')).toBe('');
});
