import { describe, expect, test } from 'vitest';
import { postingPrintOf } from '../../utils/posting/posting-print.ts';

const text = `## The work
We bake for the islands. You knead, shape and bake bread in wood fired ovens, and you look after a sourdough that is older than the house.
- You begin at two in the morning and end when the ferry leaves
- You order flour from [three mills](https://mills.example/a) and know which one is late
- You teach two apprentices every year

## You
You have a journeyman's certificate or five years at a baker's bench. You lift 25 kg. You read an order list in Danish.`;
const job = { company: 'Krume & Sons', title: 'Night Baker', text };

describe('a posting is known by its words, wherever they stand', () => {
  test.each([
    ['other blanks, case and marks', { ...job, text: text.toUpperCase().replaceAll(/[\s#*-]+/g, '  ') }],
    ['a legal form after the company', { ...job, company: 'Krume & Sons GmbH' }],
    ['gender marks after the title', { ...job, title: 'Night Baker (m/w/d)' }],
    ['links taken out of the text', { ...job, text: text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1') }],
    ['a button read along with the text', { ...job, text: `${text}\n\nApply now` }],
    ['a heading before the text', { ...job, text: `About the job\n\n${text}` }],
  ])('%s', (_, other) => {
    expect(postingPrintOf(other)).toBe(postingPrintOf(job));
  });

  test.each([
    ['another company', { ...job, company: 'Borealis' }],
    ['another title', { ...job, title: 'Day Baker' }],
    ['another text', { ...job, text: text.split(' ').toReversed().join(' ') }],
  ])('%s is another posting', (_, other) => {
    expect(postingPrintOf(other)).not.toBe(postingPrintOf(job));
  });

  test('a script without blanks has a print as well', () => {
    const japanese = {
      company: '株式会社ひかり',
      title: '製パン職人',
      text: '島のためにパンを焼きます。薪窯で生地をこね、形を作り、焼き上げる仕事です。午前二時に始まり、フェリーが出る頃に終わります。毎年二人の見習いを教えます。',
    };
    expect(postingPrintOf(japanese)).not.toBe('');
    expect(postingPrintOf({ ...japanese, text: japanese.text.replaceAll('。', '。\n') })).toBe(
      postingPrintOf(japanese),
    );
  });

  test('too little text, or no title, has no print', () => {
    expect(postingPrintOf({ ...job, text: 'Sign in to read on.' })).toBe('');
    expect(postingPrintOf({ ...job, title: '' })).toBe('');
  });

  test('a print is short, whatever a page says', () => {
    expect(
      postingPrintOf({ company: 'c'.repeat(600), title: 't'.repeat(600), text: 'a b '.repeat(9_000) }).length,
    ).toBeLessThan(60);
  });
});
