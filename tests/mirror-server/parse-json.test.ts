import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../server/mirror/parse-json.ts';

/** Beyond this length the depth is looked at before the text is parsed. */
const padding = 'x'.repeat(100_000);

test('a long body nests as deeply as a short one may, whatever its texts hold', () => {
  const text = fc.string({
    unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a', '\ud800'),
    maxLength: 9,
  });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), fc.integer({ min: 95, max: 105 }), (texts, depth) => {
      let value: unknown = texts;
      for (let level = 1; level < depth; level += 1)
        value = level % 2 === 0 ? [value] : { [texts[0] ?? 'k']: value };
      const short = parseJson(JSON.stringify([value]));
      const long = parseJson(JSON.stringify([value, padding]));
      expect(long.ok).toBe(short.ok);
      expect(long.ok).toBe(depth < 100);
      if (!long.ok) expect(long.problem).toContain('deeper');
    }),
  );
});

test('millions of brackets are refused before they are parsed', () => {
  const start = performance.now();
  const body = `${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}`;
  expect(parseJson(body)).toEqual({ ok: false, problem: 'The body nests deeper than 100.' });
  const refusedMs = performance.now() - start;
  const again = performance.now();
  JSON.parse(body);
  expect(refusedMs).toBeLessThan((performance.now() - again) / 2);
});

test('a long text that never ends is no JSON', () => {
  expect(parseJson(`["${padding}`)).toEqual({ ok: false, problem: 'The body is not JSON.' });
  expect(parseJson(`["${padding}\\"`)).toEqual({ ok: false, problem: 'The body is not JSON.' });
});
