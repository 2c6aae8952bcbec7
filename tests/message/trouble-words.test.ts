import { describe, expect, test } from 'vitest';
import { toTroubleDetail, toTroubleWords, toWaitWords } from '../../components/trouble-words.ts';
import { troubleReasonSchema } from '../../utils/chat/message.ts';
import { troubleOf } from './message-samples.ts';

describe('the words for a trouble', () => {
  test.each(troubleReasonSchema.options)('%s is told in a plain sentence with one act', (reason) => {
    const words = toTroubleWords(troubleOf(reason, { message: 'RAW', detail: 'RAW' }));
    expect(words.sentence).toMatch(/^[A-Z].*\.$/);
    expect(words.sentence).not.toContain('RAW');
    expect(['Try again', 'Continue', 'Open settings', 'Allow access']).toContain(words.label);
  });

  test('no two reasons sound the same', () => {
    const sentences = troubleReasonSchema.options.map((reason) => toTroubleWords(troubleOf(reason)).sentence);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  test('a rate limit tells how long to wait', () => {
    expect(toTroubleWords(troubleOf('rate-limited', { retryAfterMs: 20_000 })).sentence).toContain(
      '20 seconds',
    );
    expect(toTroubleWords(troubleOf('rate-limited')).sentence).toContain('a little while');
  });

  test.each([
    [1, '1 second'],
    [20_000, '20 seconds'],
    [89_001, '2 minutes'],
    [3 * 60_000, '3 minutes'],
    [2 * 3_600_000, '2 hours'],
    [72 * 3_600_000, '3 days'],
  ])('%i ms is a wait of %s', (ms, words) => {
    expect(toWaitWords(ms)).toBe(words);
  });

  test("the server's words are kept for those who ask, each once", () => {
    expect(toTroubleDetail(troubleOf('unknown', { message: 'a', detail: 'a ' }))).toBe('a');
    expect(toTroubleDetail(troubleOf('unknown'))).toBe('');
  });
});
