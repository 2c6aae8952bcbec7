import { expect, test } from 'vitest';
import { tokenize } from '../../utils/search/tokens.ts';

/** In their order; second readings behind the place that they stand at. */
const words = (text: string) =>
  tokenize(text).map(({ text: word, at, joined }) => (joined ? `${at}:${word}` : word));

test.each([
  ['Façade, ÜBERSTRASSE & Łódź', ['facade', 'uberstrasse', 'lodz']],
  ['straße STRASSE STRAẞE', ['strasse', 'strasse', 'strasse']],
  ['İstanbul ISTANBUL ıstanbul', ['istanbul', 'istanbul', 'istanbul']],
  ['ﬁnance ﬂow', ['finance', 'flow']],
  ['ΟΔΟΣ οδός', ['οδοσ', 'οδοσ']],
  ['e\u0301te\u0301 = été', ['ete', 'ete']],
  ['ｆｕｌｌ width', ['full', 'width']],
  ['C++ and C# and F#', ['cplusplus', 'and', 'csharp', 'and', 'fsharp']],
  ['node.js', ['node', 'js', '0:nodejs']],
  ['use .NET, not end.', ['use', 'net', '1:dotnet', 'not', 'end']],
  ['e-mail full‑time', ['e', 'mail', 'full', '0:email', 'time', '2:fulltime']],
  ["don’t, O'Brien", ['don', 't', 'o', '0:dont', 'brien', '2:obrien']],
  ['80,000 or 80.000', ['80', '000', 'or', '0:80000', '80', '000', '3:80000']],
  ['red,green', ['red', 'green']],
  ['1,2 and a 10x or 5k', ['1', '2', 'and', '0:12', 'a', '10x', 'or', '5k']],
  ['a-b-c-d-e', ['a', 'b', 'c', 'd', 'e']],
  ['jane.doe@acme.com', ['jane', 'doe', 'acme', '0:janedoe', 'com', '2:acmecom']],
  ['https://acme.com/jobs?id=7', ['https', 'acme', 'com', 'jobs', '1:acmecom', 'id', '7']],
  ['שָׁלוֹם', ['שלום']],
  ['हिन्दी', ['हिन्दी']],
  ['東京都', ['東京', '京都']],
  ['東', ['東']],
  ['iPhone東京', ['iphone', '東京']],
  ['한국어', ['한국', '국어']],
  ['한국어'.normalize('NFD'), ['한국', '국어']],
  ['สวัสดี', ['สว', 'วั', 'ัส', 'สด', 'ดี']],
  ['ガ\u3099', ['ガ\u3099']],
  ['ｶﾞｲﾄﾞ', ['ガイ', 'イド']],
  ['👩‍💻 🇩🇪', ['👩', '💻', '🇩🇪']],
  ['', []],
  ['— …', []],
])('%s is found by its words', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test('a token knows where it stands in the text', () => {
  const text = 'Déjà vu: 東京都 ok, an e-mail';
  for (const { start, end, text: token } of tokenize(text)) {
    expect(tokenize(text.slice(start, end)).map((each) => each.text)).toContain(token);
  }
});
