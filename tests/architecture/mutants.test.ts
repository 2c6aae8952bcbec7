import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from '../faults/model/mutants.ts';

const root = resolve(import.meta.dirname, '../..');

test.each(mutants)('the planted bug "$name" still fits its source', async ({ file, find }) => {
  const source = await readFile(resolve(root, file), 'utf8');
  expect(source.split(find)).toHaveLength(2);
});
