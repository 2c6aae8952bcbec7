import { describe, expect, test } from 'vitest';
import { toDay } from '../../utils/posting/day.ts';
import { isEmploymentLine, toEmploymentTypes } from '../../utils/posting/employment-type.ts';
import { joinPlace, placeLikeness } from '../../utils/posting/place.ts';
import { findSalaryInProse, toAmount, toSalary } from '../../utils/posting/salary.ts';
import { unescapeText } from '../../utils/posting/text.ts';
import { toLabelField } from '../../utils/posting/words.ts';
import { toWorkplace } from '../../utils/posting/workplace.ts';

const now = new Date('2026-11-22T12:00:00Z');

describe('pay is read as people write it', () => {
  test.each([
    ['$80K/yr - $115K/yr', 80_000, 115_000, 'USD', 'year'],
    ['$22.00 - $40.00/hour', 22, 40, 'USD', 'hour'],
    ['80-115K USD per year', 80_000, 115_000, 'USD', 'year'],
    ['₹5L - ₹8L (Glassdoor Est.)', 500_000, 800_000, 'INR', 'year'],
    ['12-18 LPA', 1_200_000, 1_800_000, 'INR', 'year'],
    ['3.200 – 3.900 € pro Monat', 3200, 3900, 'EUR', 'month'],
    ["CHF 95'000 bis 110'000 im Jahr", 95_000, 110_000, 'CHF', 'year'],
    ['45 000 à 52 000 € par an', 45_000, 52_000, 'EUR', 'year'],
    ['op til DKK 440.935 om året', null, 440_935, 'DKK', 'year'],
    ['до $3500', null, 3500, 'USD', null],
    ['from £26k per annum', 26_000, null, 'GBP', 'year'],
    ['時給1,350円', 1350, 1350, 'JPY', 'hour'],
    ['月給25万円〜30万円', 250_000, 300_000, 'JPY', 'month'],
    ['USD45.50 an hour', 45.5, 45.5, 'USD', 'hour'],
  ])('%s', (text, min, max, currency, unit) => {
    expect(toSalary(text)).toEqual({ min, max, currency, unit });
  });
  test.each(['Competitive', '3-5 years of experience', 'Ref. 24WD81528', '37 hours', '100% remote'])(
    '%s is no pay',
    (text) => {
      expect(toSalary(text)).toBeNull();
    },
  );
  test('digits alone are pay only under a label, and only with a unit or a size of pay', () => {
    expect(toSalary('4590')).toBeNull();
    expect(toSalary('45900', true)).toMatchObject({ min: 45_900 });
    expect(toSalary('12', true)).toBeNull();
  });
  test('a range inside a sentence about pay', () => {
    const text =
      'We raised $40 million. The annual US base salary range for this role is $214,300 - $321,500. We like tea.';
    expect(findSalaryInProse(text)?.salary).toEqual({
      min: 214_300,
      max: 321_500,
      currency: 'USD',
      unit: 'year',
    });
  });
  test('a range of something else is no pay', () => {
    expect(findSalaryInProse('You will manage budgets of $2 to $4 with care')).toBeNull();
  });
  test.each([
    ['1.234,50', 1234.5],
    ['1,234.50', 1234.5],
    ['440.935', 440_935],
    ['12', 12],
    ['x', null],
  ])('the number %s', (text, value) => {
    expect(toAmount(text)).toBe(value);
  });
});

describe('days are read in the languages of the boards', () => {
  test.each([
    ['2026-01-20 05:43:59', '2026-01-20'],
    ['2026-07-17T12:45:12.486Z', '2026-07-17'],
    ['05.10.2026', '2026-10-05'],
    ['26/05/2021', '2021-05-26'],
    ['27 April 2010', '2010-04-27'],
    ['April 27, 2010', '2010-04-27'],
    ['3 septembre 2026', '2026-09-03'],
    ['6 de mayo de 2026', '2026-05-06'],
    ['2026年5月14日', '2026-05-14'],
    ['14 липня 2026', '2026-07-14'],
    ['1759622400000', '2025-10-05'],
    ['Tue Oct 06 05:43:59 UTC 2026', '2026-10-06'],
  ])('%s', (text, date) => {
    expect(toDay(text, { now, monthFirst: false })).toEqual({ date, approximate: false });
  });
  test('06/05/2021 is as the page writes its days', () => {
    expect(toDay('06/05/2021', { now, monthFirst: false })?.date).toBe('2021-05-06');
    expect(toDay('06/05/2021', { now, monthFirst: true })?.date).toBe('2021-06-05');
  });
  test.each([
    ['Posted 3 days ago', '2026-11-19'],
    ['vor 2 Wochen', '2026-11-08'],
    ['il y a 5 jours', '2026-11-17'],
    ['hace 1 mes', '2026-10-23'],
    ['3日前', '2026-11-19'],
    ['Posted yesterday', '2026-11-21'],
    ['Heute', '2026-11-22'],
    ['Posted 30+ days ago', '2026-10-23'],
    ['Опубліковано 14 липня', '2026-07-14'],
  ])('%s is counted back and said to be approximate', (text, date) => {
    expect(toDay(text, { now, monthFirst: false })).toEqual({ date, approximate: true });
  });
  test('an end without a year lies ahead', () => {
    expect(toDay('14 July', { now, monthFirst: false, ahead: true })?.date).toBe('2027-07-14');
  });
  test.each(['ASAP', '31/02/2026', 'version 1.2.3', '12:30'])('%s is no day', (text) => {
    expect(toDay(text, { now, monthFirst: false })).toBeNull();
  });
});

describe('the kind of employment', () => {
  test.each([
    ['FULL_TIME, INTERN', ['full-time', 'internship']],
    ['Vollzeit, unbefristet', ['full-time', 'permanent']],
    ['Praktikum/Werkstudium', ['internship']],
    ['Jornada completa', ['full-time']],
    ['アルバイト・パート', ['part-time']],
    ['Повна зайнятість', ['full-time']],
    ['OTHER', []],
  ])('%s', (text, types) => {
    expect(toEmploymentTypes(text)).toEqual(types);
  });
  test('a line about it is told from a sentence that mentions it', () => {
    expect(isEmploymentLine('Full-time')).toBe(true);
    expect(isEmploymentLine('Works with full-time researchers in the field')).toBe(false);
  });
});

describe('where the work is done', () => {
  test.each([
    ['Remote', 'remote'],
    ['Hybrid remote in Dublin', 'hybrid'],
    ['Presencial', 'on-site'],
    ['No remote work', null],
    ['Dublin', null],
  ])('%s', (text, workplace) => {
    expect(toWorkplace(text)).toBe(workplace);
  });
  test('a line is a place where it ends in a country, a state or its code', () => {
    expect(placeLikeness('Paris, KY', 'en')).toBeGreaterThan(0.8);
    expect(placeLikeness('Bagsværd, Danmark', 'da')).toBeGreaterThan(0.8);
    expect(placeLikeness('Build with us', 'en')).toBe(0);
    expect(placeLikeness('We work in Paris, France. Come.', 'en')).toBe(0);
  });
  test('an address says nothing twice and no placeholder', () => {
    expect(joinPlace(['Berlin', 'Berlin', 'Germany'])).toBe('Berlin, Germany');
    expect(joinPlace(['UNAVAILABLE', 'Lyon', '[object Object]'])).toBe('Lyon');
  });
});

test.each([
  ['Arbeitsort:', 'place'],
  ['Date posted', 'datePosted'],
  ['Employeur', 'company'],
  ['給与', 'salary'],
  ['Ansøgningsfrist', 'validThrough'],
  ['Positions', null],
  ['Once upon a time', null],
])('the label %s', (text, field) => {
  expect(toLabelField(text)).toBe(field);
});

test('markup that was escaped twice is undone, and text that only looks so stays', () => {
  expect(unescapeText('&amp;lt;p&amp;gt;Tea &amp;amp; time&amp;lt;/p&amp;gt;')).toBe('<p>Tea & time</p>');
  expect(unescapeText('R&D; now')).toBe('R&D; now');
});
