import { describe, expect, test } from 'vitest';
import { parseQuery, type SearchQuery } from '../../utils/search/query.ts';
import { findMarks } from '../../utils/search/snippet.ts';
import { day, indexOf, message, session, today } from './index-of.ts';

/** Whether a text is found by a line, and what of it is marked. */
function find(text: string, line: string): { readonly found: boolean; readonly marked: readonly string[] } {
  const found = indexOf([session('s'), message('m', text)])(line).includes('m');
  const { terms } = parseQuery(line, { today });
  return { found, marked: findMarks(text, terms).map(({ start, end }) => text.slice(start, end)) };
}

describe('a text is found, and what was sought is marked', () => {
  test.each([
    ['My résumé', 'resume', 'résumé'],
    ['My resume', 'RÉSUMÉ', 'resume'],
    ['Offices in İstanbul', 'istanbul', 'İstanbul'],
    ['Offices in Istanbul', 'ıstanbul', 'Istanbul'],
    ['Berliner Straße 7', 'strasse', 'Straße'],
    ['BERLINER STRASSE 7', 'straße', 'STRASSE'],
    ['an oﬃce in the ﬁnancial district', 'financial', 'ﬁnancial'],
    ['an oﬃce in the ﬁnancial district', 'office', 'oﬃce'],
    ['ｓａｌａｒｙ　８０ｋ', 'salary', 'ｓａｌａｒｙ'],
    ['Krankenversicherungskosten', 'krankenversicherung', 'Krankenversicherungskosten'],
    ['Łukasz from Kraków', 'lukasz', 'Łukasz'],
    ['ΟΔΟΣ 5', 'οδός', 'ΟΔΟΣ'],
    ['Senior C++ developer', 'c++', 'C++'],
    ['Senior C# developer', 'c#', 'C#'],
    ['Senior F# developer', 'f#', 'F#'],
    ['Uses .NET daily', '.net', '.NET'],
    ['Uses .NET daily', 'dotnet', '.NET'],
    ['Uses .NET daily', 'net', 'NET'],
    ['Uses Node.js daily', 'node.js', 'Node.js'],
    ['Uses Node.js daily', 'nodejs', 'Node.js'],
    ['Uses nodejs daily', 'node.js', 'nodejs'],
    ['Uses node js daily', 'node.js', 'node js'],
    ['Uses Node.js daily', 'node.j', 'Node.js'],
    ['a 10x engineer', '10x', '10x'],
    ['a 10x engineer', '10', '10x'],
    ['write to jane.doe@acme.com', 'jane.doe@acme.com', 'jane.doe@acme.com'],
    ['write to jane.doe@acme.com', 'acme.com', 'acme.com'],
    ['write to jane.doe@acme.com', 'doe@ac', 'doe@acme'],
    ['see https://acme.com/jobs/42?ref=x', 'https://acme.com/jobs/42', 'https://acme.com/jobs/42'],
    ['see https://acme.com/jobs/42?ref=x', 'acme.com/jobs', 'acme.com/jobs'],
    ['a full-time role', 'full-time', 'full-time'],
    ['a full-time role', 'full time', 'full'],
    ['a full-time role', 'fulltime', 'full-time'],
    ['a fulltime role', 'full-time', 'fulltime'],
    ['an e-mail came', 'email', 'e-mail'],
    ['an email came', 'e-mail', 'email'],
    ['I don’t know', "don't", 'don’t'],
    ['I don’t know', 'dont', 'don’t'],
    ["Mr O'Brien", 'obrien', "O'Brien"],
    ["Mr O'Brien", 'brien', 'Brien'],
    ['snake_case_name', 'snake', 'snake'],
    ['snake_case_name', 'snake_case', 'snake_case'],
    ['pay is 80,000 a year', '80000', '80,000'],
    ['pay is 80,000 a year', '80.000', '80,000'],
    ['pay is 80000 a year', '80,000', '80000'],
    ['pay is 80,000 a year', '80,0', '80,000'],
    ['pay is €80k', '80k', '80k'],
    ['great 🎉 news', '🎉', '🎉'],
    ['from 🇩🇪', '🇩🇪', '🇩🇪'],
    ['東京都で働く', '京都', '京都'],
    ['東京都で働く', '東京都', '東京都'],
    ['新しいiPhone15を買う', 'iphone', 'iPhone15'],
    ['新しいiPhone15を買う', '買う', '買う'],
    ['我在上海工作', '上海', '上海'],
    ['연봉은 얼마입니까', '연봉', '연봉'],
    ['연봉은 얼마입니까', '얼마', '얼마'],
    ['연봉은'.normalize('NFD'), '연봉', '연봉'.normalize('NFD')],
    ['สวัสดีครับ', 'สวัส', 'สวัส'],
    ['ｶﾞｲﾄﾞ', 'ガイド', 'ｶﾞｲﾄﾞ'],
    ['We offer: a salary, yes', '"offer a salary"', 'offer: a salary'],
    ['Platform engineering lead', '"platform eng', 'Platform engineering'],
    ['Platform engineering lead', '"platform eng*"', 'Platform engineering'],
    ['Platform engineering lead', '“platform engineering”', 'Platform engineering'],
    ['Platform engineering lead', '«platform engineering»', 'Platform engineering'],
    ['the ratio is 3:1', '3:1', '3:1'],
    ['talk at re:invent', 're:invent', 're:invent'],
  ])('%s: %s', (text, line, marked) => {
    const result = find(text, line);
    expect(result.found).toBe(true);
    expect(result.marked[0]).toBe(marked);
  });
});

describe('a text is not found', () => {
  test.each([
    ['Java and more', 'javascript'],
    ['a network', '.net'],
    ['Platform engineering lead', '"platform eng"'],
    ['Platform engineering lead', '"engineering platform"'],
    ['JavaScript only', 'javascript -javascript'],
    ['東京都', '都東'],
    ['red,green', 'redgreen'],
    ['salary', 'alary'],
    ['C developer', 'c++'],
    ['end. Next', 'dotnext'],
  ])('%s: %s', (text, line) => {
    expect(find(text, line).found).toBe(false);
  });

  test('what is refused is a whole word', () => {
    expect(find('JavaScript and pay', 'pay -java').found).toBe(true);
    expect(find('Java and pay', 'pay -java').found).toBe(false);
    expect(find('a good offer of pay', 'pay -"good offer"').found).toBe(false);
  });
});

const parse = (line: string): SearchQuery => parseQuery(line, { today });
const at = (year: number, month = 1, date = 1): number => new Date(year, month - 1, date).getTime();

describe('days begin where the user is', () => {
  test.each([
    ['after:2025', { after: at(2025) }],
    ['before:2026-03', { before: at(2026, 3) }],
    ['before:2026-3-9', { before: at(2026, 3, 9) }],
    ['before:2026/03/09', { before: at(2026, 3, 9) }],
    ['after:today', { after: at(2026, 11, 22) }],
    ['before:yesterday', { before: at(2026, 11, 21) }],
    ['after:7d', { after: at(2026, 11, 15) }],
    ['after:2w', { after: at(2026, 11, 8) }],
    ['AFTER:2025', { after: at(2025) }],
    ['after:2024 after:2025', { after: at(2025) }],
    ['before:2024 before:2025', { before: at(2024) }],
  ])('%s', (line, expected) => {
    expect(parse(line)).toMatchObject({ terms: [], hints: [], ...expected });
  });

  test('the last moment of a day is in it, the first of the next is not', () => {
    const midnight = at(2026, 11, 20);
    const search = indexOf([
      session('s'),
      message('late', 'word', { createdAt: midnight - 1 }),
      message('early', 'word', { createdAt: midnight }),
    ]);
    expect(search('word before:2026-11-20')).toEqual(['late']);
    expect(search('word after:2026-11-20')).toEqual(['early']);
  });
});

describe('what is no filter is words, and is said to be none', () => {
  test.each([
    ['foo:bar', [{ problem: 'unknown', name: 'foo' }]],
    ['before:soon', [{ problem: 'value', name: 'before' }]],
    ['before:2026-02-30 x', [{ problem: 'value', name: 'before' }]],
    ['has:nothing', [{ problem: 'value', name: 'has' }]],
    ['-before:2026', [{ problem: 'value', name: 'before' }]],
    ['https://acme.com', []],
    ['10:30', []],
    ['tag:', []],
    ['foo:', []],
  ])('%s', (line, hints) => {
    expect(parse(line).hints).toEqual(hints);
  });

  test.each(['has:po', 'is:arch', 'before:20', 'before:2026-1', 'after:tod', 'in:', 'tag:', 'foo:'])(
    '%s is still being typed and asks for nothing',
    (line) => {
      const { terms, hints } = parse(`word ${line}`);
      expect(terms).toHaveLength(1);
      expect(hints).toEqual([]);
    },
  );
});

describe('a line that makes no sense does no harm', () => {
  test.each(['', ' ', '—', '!!! ???', '"', '""', '-', '--', '-""', '"-"', ':', '::', 'tag:""', '*'])(
    '%j asks for nothing',
    (line) => {
      const { terms, without, names } = parse(line);
      expect({ terms, without, names }).toMatchObject({ terms: [], without: [], names: { tags: [] } });
      expect(indexOf([session('s'), message('m', 'word')])(line)).toBeDefined();
    },
  );

  test('of a line without end the beginning is read', () => {
    const line = `salary ${'x'.repeat(2_000)}`;
    expect(parse(line).terms.map(({ tokens }) => tokens[0]?.length)).toEqual([6, 64]);
    expect(parse('word '.repeat(1_000)).terms.length).toBeLessThanOrEqual(200);
  });
});

const chats = indexOf(
  [
    session('acme', {
      title: 'First call',
      tags: ['to do', 'Berlin', 'node.js'],
      company: 'Acme Corp',
      posting: 'Engineer Acme Corp',
      lastAt: today - 3 * day,
    }),
    message('a1', 'about salary'),
  ],
  [
    session('umbrella', {
      title: 'Second call',
      tags: ['to do'],
      company: 'Umbrella',
      posting: 'Nurse Umbrella',
      lastAt: today - 2 * day,
      agent: 'Mentor',
    }),
    message('u1', 'about pension'),
  ],
  [
    session('free', { title: 'Third call', archived: true, pinned: true, lastAt: today - day }),
    message('f1', 'about salary and pension'),
  ],
);

describe('filters alone list the chats that pass, the newest first', () => {
  test.each([
    ['tag:"to do"', ['umbrella', 'acme']],
    ['tag:"to do" tag:berlin', ['acme']],
    ['tag:nodejs', ['acme']],
    ['company:"Acme Corp"', ['acme']],
    ['company:acme company:umbrella', ['umbrella', 'acme']],
    ['agent:mentor', ['umbrella']],
    ['agent:mentor agent:scout', ['free', 'umbrella', 'acme']],
    ['has:posting', ['umbrella', 'acme']],
    ['-has:posting', ['free']],
    ['-tag:berlin', ['free', 'umbrella']],
    ['tag:"to do" -tag:berlin', ['umbrella']],
    ['-company:acme has:posting', ['umbrella']],
    ['-agent:mentor', ['free', 'acme']],
    ['is:archived', ['free']],
    ['-is:archived', ['umbrella', 'acme']],
    ['-in:archive', ['umbrella', 'acme']],
    ['is:pinned', ['free']],
    ['in:"third call"', ['free']],
    ['-in:"third call"', ['umbrella', 'acme']],
    ['after:2d', ['free', 'umbrella']],
    ['-salary', ['umbrella']],
    ['-salary -pension', []],
  ])('%s', (line, expected) => {
    expect(chats(line)).toEqual(expected);
  });

  test('with a word they narrow what is found', () => {
    expect(chats('salary -tag:berlin')).toEqual(['f1']);
    expect(chats('salary -pension')).toEqual(['a1']);
    expect(chats('pension company:umbrella -is:archived')).toEqual(['u1']);
  });
});

describe('copies', () => {
  const copyOf = (id: string, messageId: string) => ({
    ...message(id, 'salary in Berlin'),
    origin: { sessionId: 'one', messageId },
  });

  test('a message that was forked and forked again is one find, the original', () => {
    const search = indexOf(
      [session('one', { lastAt: today - 9 * day }), message('m', 'salary in Berlin')],
      [session('two'), copyOf('copy', 'm')],
      [session('three'), copyOf('copy of the copy', 'copy'), message('other', 'salary')],
    );
    expect(search('salary')).toHaveLength(2);
    expect(search('berlin')).toEqual(['m']);
    expect(search('-is:archived berlin')).toEqual(['m']);
  });

  test('a filter finds the copy that passes it', () => {
    const search = indexOf(
      [session('one'), message('m', 'salary in Berlin')],
      [session('two', { tags: ['kept'] }), copyOf('copy', 'm')],
    );
    expect(search('berlin tag:kept')).toEqual(['copy']);
  });

  test('what a message says twice, itself and in a quote, is one find', () => {
    const quote = {
      type: 'quote' as const,
      source: 'posting' as const,
      title: 'Nurse',
      company: '',
      place: '',
      url: '',
      at: 0,
      text: 'The salary',
      cut: false,
    };
    const said = message('m', 'salary?');
    const search = indexOf([session('s'), { ...said, parts: [...said.parts, quote] }]);
    expect(search('salary')).toEqual(['m']);
    expect(search('salary in:posting')).toEqual(['m']);
    expect(search('nurse')).toEqual(['m']);
  });
});
