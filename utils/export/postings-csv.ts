import type { ExportFile } from '../chat/export-file.ts';
import { postingStatusWords } from '../chat/posting-due.ts';
import type { SavedPosting } from '../chat/saved-posting.ts';
import { toLocalDay } from '../std/local-day.ts';

const columns: readonly (readonly [name: string, read: (posting: SavedPosting) => string | null])[] = [
  ['Title', ({ facts }) => facts.title],
  ['Company', ({ facts }) => facts.company],
  ['Place', ({ facts }) => facts.place],
  ['Workplace', ({ facts }) => facts.workplace],
  ['Employment type', ({ facts }) => facts.employmentType],
  ['Salary', ({ facts }) => facts.salary],
  ['Status', ({ status }) => postingStatusWords[status]],
  ['Saved on', ({ savedAt }) => toLocalDay(savedAt)],
  ['Applied on', ({ appliedOn }) => appliedOn],
  ['Follow-up on', ({ followUpOn }) => followUpOn],
  ['Posted on', ({ facts }) => facts.datePosted],
  ['Valid through', ({ facts }) => facts.validThrough],
  ['Note', ({ note }) => note],
  ['Address', ({ facts }) => facts.url],
  ['Apply at', ({ facts }) => facts.applyUrl],
];

/**
 * The saved postings as a table after RFC 4180, with a mark in front by which Excel knows UTF-8. `now`
 * (epoch ms) is the day in the file's name.
 */
export function toPostingsCsv(postings: readonly SavedPosting[], now: number): ExportFile {
  const lines = [
    columns.map(([name]) => name),
    ...postings.map((posting) => columns.map(([, read]) => read(posting) ?? '')),
  ];
  const text = lines.map((cells) => `${cells.map(toCell).join(',')}\r\n`).join('');
  return {
    fileName: `Saved postings ${toLocalDay(now)}.csv`,
    mime: 'text/csv;charset=utf-8',
    text: `\u{feff}${text}`,
  };
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe in front: pages wrote these words. */
function toCell(text: string): string {
  const plain = /^\s*[=+\-@]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
