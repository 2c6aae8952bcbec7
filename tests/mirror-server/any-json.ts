import fc from 'fast-check';

/** Any UTF-16, lone surrogates and NUL among it. */
export const anyText = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\0', '\ud800', '\udc00\ud800', '__proto__', 'constructor', '\u2028'),
);

/** Any value that JSON can give back. */
export const anyJson = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    anyText,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(anyText, tie('json')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).json;

export const anyObject = fc
  .array(fc.tuple(anyText, anyJson), { maxLength: 4 })
  .map((entries) => Object.fromEntries(entries));

/** A message's part of any type. */
export const anyPart = fc.tuple(anyObject, anyText).map(([fields, type]) => ({ ...fields, type }));
