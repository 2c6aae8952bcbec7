import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const files = ['payloads-all-the-things.txt', 'markdown.txt'];

/** Every string of the corpus, its marks replaced by the address of a canary (e.g. `http://127.0.0.1:1`). */
export async function listStrings(canary: string): Promise<readonly string[]> {
  const texts = await Promise.all(
    files.map((file) => readFile(join(import.meta.dirname, 'strings', file), 'utf8')),
  );
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('{canary}', canary).replaceAll('{host}', new URL(canary).host));
}
