import { expect, test } from 'vitest';
import { mergeFrames } from '../../utils/posting/merge-frames.ts';
import { type PageKind, type PageReading, parsePageReading } from '../../utils/posting/posting.ts';

const frame = (kind: PageKind, score: number, url: string): PageReading => ({
  version: 1,
  kind,
  url,
  pageTitle: '',
  posting: null,
  score,
  questions: [],
});

test('the frame with the best posting speaks for the tab', () => {
  const readings = [
    frame('none', 0.9, 'a'),
    frame('posting', 0.5, 'b'),
    frame('posting', 0.8, 'c'),
    frame('application-form', 1, 'd'),
  ];
  expect(mergeFrames(readings)?.url).toBe('c');
});

test("between equals the tab's own frame, which comes first, stays", () => {
  expect(mergeFrames([frame('list', 0.2, 'own'), frame('list', 0.2, 'frame')])?.url).toBe('own');
  expect(mergeFrames([])).toBeNull();
});

test.each([
  ['another script’s answer', 'hello'],
  ['nothing', null],
  ['a kind that is none', { ...frame('none', 0, ''), kind: 'advert' }],
  ['a field without a reason', { ...frame('posting', 1, ''), posting: { title: null } }],
  ['an endless address', frame('none', 0, 'x'.repeat(5_000))],
])('%s is refused at the border', (_name, value) => {
  expect(parsePageReading(value)).toBeNull();
});
