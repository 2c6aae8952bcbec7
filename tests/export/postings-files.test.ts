import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPostingsCsv } from '../../utils/export/postings-csv.ts';
import { toPostingsJson } from '../../utils/export/postings-json.ts';
import { factsOf, savedOf } from '../saved/saved-samples.ts';

const now = new Date(2026, 10, 22, 12).getTime();

/** Reads a table as RFC 4180 says, strictly. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error('no RFC 4180 table');
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(cells);
    cells = [];
  }
  return rows;
}
const noteIn = (note: string): string | undefined => {
  const { text } = toPostingsCsv([savedOf('a', { note })], now);
  return parseCsv(text.slice(1))[1]?.[12];
};

test('the table has one line for each posting, known to Excel as UTF-8, with days and status in words', () => {
  const posting = savedOf('a', { status: 'offer', appliedOn: '2026-11-21', facts: factsOf('a') });
  const file = toPostingsCsv([posting], now);
  expect(file).toMatchObject({
    fileName: 'Saved postings 2026-11-22.csv',
    mime: 'text/csv;charset=utf-8',
  });
  expect(file.text.startsWith('\u{feff}Title,Company,')).toBe(true);
  expect(file.text.endsWith('\r\n')).toBe(true);
  const [head = [], line = []] = parseCsv(file.text.slice(1));
  const read = (column: string): string | undefined => line[head.indexOf(column)];
  expect(read('Title')).toBe('Engineer a');
  expect(read('Status')).toBe('Offer');
  expect(read('Applied on')).toBe('2026-11-21');
  expect(read('Follow-up on')).toBe('');
  expect(read('Address')).toBe('https://jobs.example/a');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =HYPERLINK("x")'])(
  'a spreadsheet does not run %j',
  (note) => {
    expect(noteIn(note)).toBe(`'${note}`);
  },
);

test('any words at all come out of the table as they went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (words) => {
      const note = `x${words}`;
      expect(noteIn(note)).toBe(note);
    }),
  );
});

test('the JSON holds everything and can be read by a program', () => {
  const posting = savedOf('a', { note: 'Line\n"quoted"' });
  const file = toPostingsJson([posting], now);
  expect(file).toMatchObject({ fileName: 'Saved postings 2026-11-22.json', mime: 'application/json' });
  const { saved: _saved, ...kept } = posting;
  expect(JSON.parse(file.text)).toEqual({ format: 'talentscout-postings', version: 1, postings: [kept] });
});
