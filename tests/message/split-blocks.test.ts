import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toSlices } from '../../components/message/lex-long.ts';
import { lexBlocks } from '../../components/message/markdown-lexer.ts';
import { emptySplit, splitBlocks } from '../../components/message/split-blocks.ts';
import { markdownText } from './markdown-samples.ts';

/** Splits as a stream would: each prefix builds on the split of the one before. */
function splitPiecewise(text: string, cuts: readonly number[]) {
  const ends = [...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted((a, b) => a - b);
  return ends.reduce((before, end) => splitBlocks(text.slice(0, end), before), emptySplit);
}

describe('cutting a text into blocks', () => {
  test('the blocks joined are the text', () => {
    fc.assert(
      fc.property(markdownText, (text) => {
        expect(splitBlocks(text).raws.join('')).toBe(text.replace(/\r\n|\r/g, '\n'));
      }),
      { numRuns: 500 },
    );
  });

  test('a text that comes in pieces is cut like the whole text', () => {
    fc.assert(
      fc.property(markdownText, fc.array(fc.nat(2000), { maxLength: 30 }), (text, cuts) => {
        const whole = splitBlocks(text);
        const piecewise = splitPiecewise(text, cuts);
        expect(piecewise.raws).toEqual(whole.raws);
        expect(piecewise.links).toEqual(whole.links);
      }),
      { numRuns: 1500 },
    );
  });

  test('a long text that comes in pieces is cut like the whole text, its long lists as well', () => {
    const longText = fc.array(fc.oneof(markdownText, longList), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(longText, fc.array(fc.nat(100_000), { maxLength: 30 }), (texts, cuts) => {
        const text = texts.join('\n\n');
        const whole = splitBlocks(text);
        expect(whole.raws.join('')).toBe(text.replace(/\r\n|\r/g, '\n'));
        expect(splitPiecewise(text, cuts).raws).toEqual(whole.raws);
      }),
      { numRuns: 50 },
    );
  });

  test('a long list after long code is cut from its own beginning, also in a text that is read at once', () => {
    const code = `\`\`\`\n${'one more line of code\n'.repeat(400)}\`\`\`\n\nWords.\n\n`;
    const text = code + Array.from({ length: 220 }, (_, at) => `- item ${at} of the list`).join('\n');
    const whole = splitBlocks(text).raws;
    expect(whole.filter((raw) => raw.startsWith('- ')).length).toBe(2);
    expect(splitPiecewise(text, [code.length + 90]).raws).toEqual(whole);
    const followed = `${text}\n\nMore words.\n\nAnd more.\n\nThe end.`;
    expect(splitPiecewise(followed, [code.length + 90, text.length]).raws).toEqual(
      splitBlocks(followed).raws,
    );
  });

  test('a long text without long lists is cut as marked reads it', () => {
    fc.assert(
      fc.property(fc.array(markdownText, { minLength: 30, maxLength: 60 }), (texts) => {
        const text = texts.join('\n\nword\n\n').replace(/\r\n|\r/g, '\n');
        expect(splitBlocks(text).raws).toEqual(toSlices(text, lexBlocks(text)));
      }),
      { numRuns: 100 },
    );
  });
});

/** Lists of up to some 12,000 characters, deeper ones in between. */
const longList = fc
  .record({ count: fc.integer({ min: 50, max: 400 }), ordered: fc.boolean(), deep: fc.nat(3) })
  .map(({ count, ordered, deep }) =>
    Array.from({ length: count }, (_, at) => {
      const mark = ordered ? `${at + 1}.` : '-';
      return `${'   '.repeat(deep === 0 ? 0 : at % (deep + 1))}${mark} item ${at} of the list`;
    }).join('\n'),
  );
