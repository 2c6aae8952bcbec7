// @vitest-environment happy-dom
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage } from '../../utils/page/read-page.ts';
import { type PageReading, type Posting, parsePageReading } from '../../utils/posting/posting.ts';

const folder = join(import.meta.dirname, '../fixtures/pages');
const now = new Date('2026-11-22T12:00:00Z');

async function read(name: string, url = 'https://jobs.example.org/vacancy/1'): Promise<PageReading> {
  const html = await readFile(join(folder, `${name}.html`), 'utf8');
  const reading = readPage(new DOMParser().parseFromString(html, 'text/html'), { now, url });
  // What leaves the page has to pass the border it meets next.
  const parsed = parsePageReading(reading);
  if (parsed === null) throw new Error(`${name}: what was read is no reading`);
  return parsed;
}

async function readPosting(name: string, url?: string): Promise<Posting> {
  const { kind, posting } = await read(name, url);
  if (posting === null) throw new Error(`${name} was read as ${kind}`);
  return posting;
}

const markdownOf = (posting: Posting): string => posting.description.value?.markdown ?? '';

describe('data in the page is read as it is found in the wild', () => {
  test('JSON-LD in a CDATA guard, with wrong escapes, raw tabs, an extra comma and markup escaped twice', async () => {
    const posting = await readPosting('json-ld-broken');
    expect(posting.title).toMatchObject({ value: 'Lamp Engineer', source: 'json-ld' });
    expect(posting.company.value).toBe('Borealis Lamps');
    expect(posting.places.value).toEqual(['Tromsø, Norway']);
    expect(posting.employmentTypes.value).toEqual(['full-time', 'permanent']);
    expect(posting.salary.value).toEqual({ min: 610_000, max: 700_000, currency: 'NOK', unit: 'year' });
    expect(posting.datePosted.value).toEqual({ date: '2026-10-05', approximate: false });
    expect(posting.identifier.value).toBe('77123');
    expect(markdownOf(posting)).toContain('- Solder & test every lamp');
    expect(markdownOf(posting)).not.toMatch(/<p>|&lt;/);
  });
  test('an end in the year 9999 is no end', async () => {
    expect((await readPosting('json-ld-broken')).validThrough).toEqual({ value: null, reason: 'not-found' });
  });
  test('microdata, beside a heading that is none of it', async () => {
    const posting = await readPosting('microdata');
    expect(posting.title.value).toBe('Night Baker');
    expect(posting.company.value).toBe('Krume & Sons');
    expect(posting.places.value).toEqual(['Kirkland, WA']);
    expect(posting.salary.value).toMatchObject({ min: 100_000, max: 100_000, currency: 'USD' });
    expect(posting.datePosted.value?.date).toBe('2011-10-31');
  });
  test('RDFa', async () => {
    const posting = await readPosting('rdfa');
    expect(posting.title.value).toBe('Soudeur');
    expect(posting.company.value).toBe('Acier du Nord');
    expect(posting.places.value).toEqual(['Rimouski, QC']);
    expect(posting.datePosted.value?.date).toBe('2026-09-03');
  });
  test("the page's own state, where nothing is drawn yet: the job that is shown, not its neighbour", async () => {
    const posting = await readPosting('state-json');
    expect(posting.company).toMatchObject({ value: 'Imkerei Wald', source: 'page-state' });
    expect(posting.places.value).toEqual(['Bonn']);
    expect(posting.datePosted.value?.date).toBe('2025-10-05');
    expect(posting.applyUrl.value).toBe('https://imkerei.example/apply');
    expect(markdownOf(posting)).toContain('forty hives');
    expect(markdownOf(posting)).not.toContain('market');
  });
  test('data about another job is refused, and its fields are not filled from it', async () => {
    const posting = await readPosting('stale-data');
    expect(posting.title.value).toBe('Harbour Pilot');
    expect(posting.company.value).toBe('Nordhavn Port');
    expect(posting.salary.value).toBeNull();
    expect(posting.datePosted).toEqual({ value: null, reason: 'stale' });
    expect(JSON.stringify(posting)).not.toContain('Kranfolk');
  });
});

describe('the visible page is read without data', () => {
  test('a German table of labels', async () => {
    const posting = await readPosting('label-table-de');
    expect(posting.title.value).toBe('Gleisbauer (m/w/d)');
    expect(posting.company.value).toBe('Bahnbau Süd GmbH');
    expect(posting.places.value).toEqual(['Ulm']);
    expect(posting.employmentTypes.value).toEqual(['full-time', 'permanent']);
    expect(posting.salary.value).toEqual({ min: 3200, max: 3900, currency: 'EUR', unit: 'month' });
    expect(posting.datePosted.value?.date).toBe('2026-10-05');
    expect(posting.validThrough.value?.date).toBe('2026-11-30');
    expect(posting.identifier.value).toBe('GB-2026-17');
    expect(posting.applyUrl.value).toBe('https://jobs.example.org/bewerben/17');
    expect(markdownOf(posting)).toContain('### Ihr Profil');
  });
  test('a Japanese page whose heading is furniture', async () => {
    const posting = await readPosting('japanese');
    expect(posting.title.value).toBe('夜間警備スタッフ');
    expect(posting.company.value).toBe('みなと警備株式会社');
    expect(posting.employmentTypes.value).toEqual(['part-time']);
    expect(posting.salary.value).toEqual({ min: 1350, max: 1350, currency: 'JPY', unit: 'hour' });
    expect(posting.datePosted.value?.date).toBe('2026-10-14');
  });
  test('related jobs, cookies, sharing and the form stay out of the description', async () => {
    const posting = await readPosting('noise');
    const text = markdownOf(posting);
    expect(text).toContain('We answer every application within two weeks.');
    expect(text).not.toMatch(/cookies|Castle Guard|First name|every network|Application Submitted/);
    expect(posting.company.value).toBe('Glasmuseum');
    expect(posting.datePosted.value).toEqual({ date: '2026-11-19', approximate: true });
  });
  test('a hidden heading is not the title', async () => {
    const posting = await readPosting('hidden-heading');
    expect(posting.title.value).toBe('Ferry Deckhand');
    expect(posting.places.value).toEqual(['Aberdeen, Scotland']);
    expect(posting.salary.value).toEqual({ min: 26_000, max: 30_000, currency: 'GBP', unit: 'year' });
  });
  test('a page that its script has still to uncover', async () => {
    const posting = await readPosting('covered');
    expect(posting.title.value).toBe('Clock Maker');
    expect(posting.places.value).toEqual(['Biel, Switzerland']);
  });
  test('what nobody says is unknown, with the reason', async () => {
    const posting = await readPosting('hidden-heading');
    expect(posting.employmentTypes).toEqual({ value: null, reason: 'not-found' });
    expect(posting.validThrough).toEqual({ value: null, reason: 'not-found' });
  });
});

describe('the kind of a page', () => {
  test('a list with several postings in its data is a list', async () => {
    expect(await read('json-ld-list', 'https://borealis.example/careers')).toMatchObject({
      kind: 'list',
      posting: null,
    });
  });
  test('a split view is the selected job', async () => {
    const posting = await readPosting('split-view', 'https://uk.indeed.com/jobs?q=pilot&vjk=9');
    expect(posting.title.value).toBe('Balloon Pilot');
    expect(posting.company.value).toBe('Aloft Ltd');
    expect(posting.employmentTypes.value).toEqual(['part-time']);
    expect(JSON.stringify(posting)).not.toContain('Drone');
  });
  test('an application form keeps the job of its page title', async () => {
    const { kind, posting } = await read('application-form', 'https://jobs.lever.co/northlight/0000/apply');
    expect(kind).toBe('application-form');
    expect(posting?.title.value).toBe('Major Incident Manager');
    expect(posting?.company.value).toBe('Northlight');
    expect(posting?.places.value).toBeNull();
  });
  test('a career guide is none, though it has sections and pay', async () => {
    expect(await read('article', 'https://guides.example/underwriter')).toMatchObject({
      kind: 'none',
      posting: null,
    });
  });
  test('a challenge is none', async () => {
    expect(await read('challenge', 'https://jobs.example.com/job/1')).toMatchObject({
      kind: 'none',
      posting: null,
    });
  });
});
