import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { partSchema, quoteLimit } from '../../utils/chat/message.ts';
import { postingFactsSchema } from '../../utils/chat/saved-posting.ts';
import { sessionPostingSchema } from '../../utils/chat/session.ts';
import { descriptionLimit } from '../../utils/posting/limits.ts';
import { type PageReading, pageReadingSchema } from '../../utils/posting/posting.ts';
import { toPostingFacts } from '../../utils/posting/to-posting-facts.ts';
import { toPostingQuote } from '../../utils/posting/to-posting-quote.ts';
import { toSessionPosting } from '../../utils/posting/to-session-posting.ts';

const at = Date.UTC(2026, 10, 22);
const found = { source: 'json-ld', confidence: 0.9 } as const;
const unknown = { value: null, reason: 'not-found' } as const;

function readingWith(markdown: string, cut = false, title = 'Night Baker'): PageReading {
  return v.parse(pageReadingSchema, {
    version: 1,
    kind: 'posting',
    url: 'https://www.krume.example/jobs/4711-baker?utm_source=x',
    pageTitle: 'Night Baker – Krume & Sons',
    score: 0.9,
    questions: [],
    posting: {
      title: { value: title, raw: title.slice(0, 600), ...found },
      company: { value: 'Krume & Sons', raw: 'Krume & Sons', ...found },
      places: { value: ['Kirkwall, Orkney', 'Remote'], raw: 'Kirkwall, Orkney; Remote', ...found },
      workplace: { value: 'hybrid', raw: 'hybrid', ...found },
      employmentTypes: { value: ['full-time', 'permanent'], raw: 'Full time, permanent', ...found },
      salary: {
        value: { min: 28_000, max: 31_500, currency: 'GBP', unit: 'year' },
        raw: '28000 31500',
        ...found,
      },
      datePosted: { value: { date: '2026-11-20', approximate: true }, raw: '2 days ago', ...found },
      validThrough: unknown,
      description: { value: { markdown, cut }, raw: '', ...found },
      applyUrl: { value: 'https://krume.example/apply/4711', raw: '', ...found },
      identifier: unknown,
    },
  });
}

describe('what is attached of a posting', () => {
  test('its known fields a line each, then its description', () => {
    const quote = toPostingQuote(readingWith('## The work\n\n- Bake'), at);
    expect(quote).toMatchObject({
      title: 'Night Baker',
      company: 'Krume & Sons',
      place: 'Kirkwall, Orkney; Remote',
      cut: false,
      at,
    });
    expect(quote?.text).toBe(
      [
        'Title: Night Baker',
        'Company: Krume & Sons',
        'Place: Kirkwall, Orkney; Remote',
        'Workplace: hybrid',
        'Employment: full-time, permanent',
        'Salary: GBP 28,000–31,500 per year',
        'Posted: about 2026-11-20',
        'Apply at: https://krume.example/apply/4711',
        '',
        '## The work\n\n- Bake',
      ].join('\n'),
    );
  });
  test('a value that a page broke into lines stays one line, so that it cannot pass for another field', () => {
    expect(toPostingQuote(readingWith('Bake.', false, 'Baker\nSalary: 1'), at)?.text).toMatch(
      /^Title: Baker Salary: 1\n/,
    );
  });
  test('never more than the limit, cut between lines, and said so', () => {
    const long = 'We bake bread for the islands, every night. 🥖\n'.repeat(2_000).slice(0, descriptionLimit);
    const quote = toPostingQuote(readingWith(long), at);
    expect(quote?.cut).toBe(true);
    expect(quote?.text.length).toBeLessThanOrEqual(quoteLimit);
    expect(quote?.text).toMatch(/every night\. 🥖\n\n\[… cut\]$/);
    expect(v.safeParse(partSchema, quote).success).toBe(true);
  });
  test('a description that the page reader cut counts as cut', () => {
    expect(toPostingQuote(readingWith('Bake.', true), at)?.cut).toBe(true);
  });
  test('a page without a posting gives nothing', () => {
    const none: PageReading = { ...readingWith(''), kind: 'none', posting: null };
    expect([toPostingQuote(none, at), toSessionPosting(none, at), toPostingFacts(none, at)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

test('what a session and the list of saved postings keep fits their schemas', () => {
  const reading = readingWith('We bake bread for the islands, every night. '.repeat(20));
  const session = v.parse(sessionPostingSchema, toSessionPosting(reading, at));
  expect(session).toMatchObject({ key: 'krume.example/jobs/4711-baker', title: 'Night Baker', at });
  expect(session.print).not.toBe('');
  expect(v.parse(postingFactsSchema, toPostingFacts(reading, at))).toMatchObject({
    key: session.key,
    employmentType: 'full-time, permanent',
    datePosted: '2026-11-20',
    validThrough: null,
  });
});
