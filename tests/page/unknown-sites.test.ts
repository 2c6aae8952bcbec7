// @vitest-environment happy-dom
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage } from '../../utils/page/read-page.ts';
import { type PageReading, parsePageReading } from '../../utils/posting/posting.ts';

const folder = join(import.meta.dirname, '../fixtures/pages');
const now = new Date('2026-11-22T12:00:00Z');

async function read(name: string, url = 'https://jobs.example.org/vacancy/1'): Promise<PageReading> {
  const html = await readFile(join(folder, `${name}.html`), 'utf8');
  const parsed = parsePageReading(readPage(new DOMParser().parseFromString(html, 'text/html'), { now, url }));
  if (parsed === null) throw new Error(`${name}: what was read is no reading`);
  return parsed;
}

describe('a site that nobody told us of is read by what pages have in common', () => {
  test("a job that stands in no heading is found by the page's title, with the dash in its name", async () => {
    const { posting } = await read('title-runs');
    expect(posting?.title.value).toBe('Diver - Winter Shift');
  });
  test("a legal form tells the employer in the page's title, and its number is none of the name", async () => {
    const { posting } = await read('title-runs');
    expect(posting?.company.value).toBe('Kelp & Tide Farms Inc');
  });
  test('the employer is the one who seeks', async () => {
    const { posting } = await read('spoken-company');
    expect(posting?.company.value).toMatch(/^Tallship Ropery/);
  });
  test("a page's title may label the employer itself", async () => {
    const { posting } = await read('labelled-title', 'https://www.jobshelf.example/vacancy/8306445');
    expect(posting?.title.value).toBe('Beekeeper');
    expect(posting?.company.value).toBe('Hillside Apiary');
  });
  test('a board is not the employer where the page names one', async () => {
    const { posting } = await read('unknown-board', 'https://www.jobshelf.com/vacancy/8306446');
    expect(posting?.company.value).toBe('Northern Lights Board');
  });
  test('a list of names and values is fields, and no part of the description; one of duties is', async () => {
    const { posting } = await read('named-values');
    expect(posting?.employmentTypes.value).toEqual(['full-time']);
    expect(posting?.description.value?.markdown).not.toMatch(/Seniority|Shipbuilding/);
    expect(posting?.description.value?.markdown).toMatch(/splice, whip and seize[^]*two weeks\.$/);
  });
  test('a range of pay says more than its upper end', async () => {
    const { posting } = await read('salary-twice');
    expect(posting?.salary.value).toMatchObject({ min: 1_500, max: 3_500, currency: 'USD' });
  });
  test.each([
    ['marked up under words that are only about', 'time-element', '2026-11-03'],
    ['over the words that are only about', 'title-over-day', '2026-11-04'],
    ['alone beside the job', 'lone-day', '2026-11-05'],
    ['in the head of the page', 'page-day', '2026-11-06'],
  ])('a day %s', async (_, name, date) => {
    const { posting } = await read(name);
    expect(posting?.datePosted.value).toEqual({ date, approximate: false });
  });
});

describe('many jobs are a list', () => {
  test('a heading that counts them over cards, whatever else stands on the page', async () => {
    expect(await read('list-counted', 'https://www.jobshelf.com/jobs/fishing')).toMatchObject({
      kind: 'list',
      posting: null,
    });
  });
  test('a first card that is nearly a posting, but whose name leads to one', async () => {
    expect(await read('list-first-card', 'https://www.jobshelf.com/jobs?q=fishing')).toMatchObject({
      kind: 'list',
      posting: null,
    });
  });
});

describe('pages made of components', () => {
  test('a job in open shadow trees, nested and slotted, is read as it is drawn', async () => {
    const html = await readFile(join(folder, 'noise.html'), 'utf8');
    const page = new DOMParser().parseFromString(html, 'text/html');
    const main = page.querySelector('main');
    const title = page.querySelector('h1');
    if (main === null || title === null) throw new Error('the page has no main part');
    // The heading stays outside and is slotted in; all the rest goes two trees deep.
    const outer = page.createElement('job-page');
    const inner = page.createElement('job-detail');
    const outerRoot = outer.attachShadow({ mode: 'open' });
    const innerRoot = inner.attachShadow({ mode: 'open' });
    main.replaceWith(outer);
    outer.append(title);
    outerRoot.append(page.createElement('slot'), inner);
    innerRoot.append(...main.childNodes);
    const reading = readPage(page, { now, url: 'https://jobs.example.org/vacancy/1' });
    expect(reading.kind).toBe('posting');
    expect(reading.posting?.title.value).toBe('Museum Guard');
    expect(reading.posting?.company.value).toBe('Glasmuseum');
    expect(reading.posting?.description.value?.markdown).toContain('We answer every application');
    expect(reading.posting?.description.value?.markdown).not.toMatch(/Castle Guard|cookies/);
  });
});
