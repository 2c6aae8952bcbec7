import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
});
