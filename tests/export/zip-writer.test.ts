import { expect, test } from 'vitest';
import { createZipWriter, plainZip } from '../../utils/export/zip-writer.ts';
import { openZip } from '../../utils/import/open-zip.ts';

async function write(count: number, most = plainZip): Promise<Blob> {
  const zip = createZipWriter(most);
  for (let index = 0; index < count; index += 1) await zip.add(`chat ${index}.md`, `Words ${index} é🙂`, 0);
  return zip.finish();
}

async function read(blob: Blob): Promise<string[]> {
  const texts: string[] = [];
  for (const entry of await openZip(blob)) {
    const pieces = [];
    for await (const piece of entry.read()) pieces.push(piece);
    texts.push(`${entry.name}: ${Buffer.concat(pieces).toString()}`);
  }
  return texts;
}

const expected = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `chat ${index}.md: Words ${index} é🙂`);

test.each([
  ['with more files than a plain archive counts', { ...plainZip, files: 4 }],
  ['longer than a plain archive reaches', { ...plainZip, bytes: 200 }],
  ['with a directory beyond its reach', { ...plainZip, bytes: 700 }],
])('an archive %s has 64-bit numbers, and is read like any other', async (_, most) => {
  const [plain, wide] = [await write(10), await write(10, most)];
  expect(await read(plain)).toEqual(expected(10));
  expect(await read(wide)).toEqual(expected(10));
  expect(wide.size).toBeGreaterThan(plain.size);
});
