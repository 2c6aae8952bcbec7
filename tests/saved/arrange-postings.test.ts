import { expect, test } from 'vitest';
import { arrangePostings, firstSavedView, type SavedView } from '../../components/saved/arrange-postings.ts';
import { toDayWords, toDueWords } from '../../components/saved/saved-words.ts';
import { daysFrom, toLocalDay, toTimeOfDay } from '../../utils/std/local-day.ts';
import { savedOf } from './saved-samples.ts';

const today = '2026-11-22';
const rows = [
  savedOf('zoo', { facts: { ...savedOf('zoo').facts, company: 'Zoo' }, savedAt: 4 }),
  savedOf('applied', { status: 'applied', note: 'Asked Zoë', savedAt: 3, followUpOn: '2026-12-01' }),
  savedOf('today', { savedAt: 2, followUpOn: today }),
  savedOf('missed', { savedAt: 1, followUpOn: '2026-11-01' }),
  savedOf('closed', { status: 'closed', savedAt: 0, followUpOn: '2026-11-02' }),
].map((posting) => ({ posting, chats: [] }));

const titles = (view: Partial<SavedView>): readonly string[][] => {
  const { due, rest } = arrangePostings(rows, { ...firstSavedView, ...view }, today);
  return [due, rest].map((list) => list.map(({ posting }) => posting.facts.title.replace('Engineer ', '')));
};

test('what is due stands apart in every order, the longest missed first; closed ones are never due', () => {
  expect(titles({})).toEqual([
    ['missed', 'today'],
    ['zoo', 'applied', 'closed'],
  ]);
});

test('the rest is sorted by follow-up, company or status', () => {
  expect(titles({ sort: 'follow-up' })[1]).toEqual(['applied', 'zoo', 'closed']);
  expect(titles({ sort: 'company' })[1]).toEqual(['applied', 'closed', 'zoo']);
  expect(titles({ sort: 'status' })[1]).toEqual(['zoo', 'applied', 'closed']);
});

test('search finds words of the note as well, whatever their accents, and the status narrows', () => {
  expect(titles({ query: 'zoe asked' })).toEqual([[], ['applied']]);
  expect(titles({ query: 'ZOO' })).toEqual([[], ['zoo']]);
  expect(titles({ query: 'nothing like it' })).toEqual([[], []]);
  expect(titles({ status: 'interested' })).toEqual([['missed', 'today'], ['zoo']]);
});

test.each([
  [today, 'Due today'],
  ['2026-11-23', 'Follow up tomorrow'],
  ['2026-12-24', 'Follow up on 24 Dec'],
  ['2027-01-03', 'Follow up on 3 Jan 2027'],
  ['2026-11-20', 'Due since 20 Nov'],
])('a follow-up on %s reads "%s"', (day, words) => {
  expect(toDueWords(day, today)).toBe(words);
});

test('days are those of the user, and a change of clocks is no day more or less', () => {
  expect(toLocalDay(new Date(2026, 0, 5, 23, 59).getTime())).toBe('2026-01-05');
  expect(toTimeOfDay('2026-01-05', 9)).toBe(new Date(2026, 0, 5, 9).getTime());
  expect(toTimeOfDay('soon', 9)).toBe(NaN);
  expect(daysFrom('2026-03-01', '2026-04-01')).toBe(31);
  expect(daysFrom('2026-11-01', '2026-10-01')).toBe(-31);
  expect(toDayWords('soon', today)).toBe('soon');
});
