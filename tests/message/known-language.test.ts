import { expect, test } from 'vitest';
import { hasGrammar } from '../../components/message/highlight-code.ts';
import { isKnownLanguage, listKnownLanguages } from '../../components/message/known-language.ts';

test('every language that gets the library loaded has a grammar in it', () => {
  expect(listKnownLanguages().filter((language) => !hasGrammar(language))).toEqual([]);
});

test('an unknown language loads nothing', () => {
  expect(isKnownLanguage('klingon')).toBe(false);
  expect(isKnownLanguage('')).toBe(false);
});
