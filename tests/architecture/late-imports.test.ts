import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { lintFiles } from './lint-run.ts';

const root = resolve(import.meta.dirname, '../..');
const lateImport = /\bimport\(\s*'([^']+)'\s*\)/g;

/** Every `import('…')` of the product: [the folder that it stands in, what it loads]. */
async function listLateImports(): Promise<readonly (readonly [string, string])[]> {
  const found: [string, string][] = [];
  for (const part of ['utils', 'components', 'entrypoints', 'server']) {
    for (const name of await readdir(join(root, part), { recursive: true })) {
      if (!/\.tsx?$/.test(name)) continue;
      const source = await readFile(join(root, part, name), 'utf8');
      for (const [, target = ''] of source.matchAll(lateImport)) {
        found.push([dirname(join(part, name)), target]);
      }
    }
  }
  return found;
}

// The linter's rule looks at imports by name alone.
test('what is imported late is what may be imported at all', async () => {
  const late = await listLateImports();
  expect(late.length).toBeGreaterThan(50);
  const files = Object.fromEntries(
    late.map(([folder, target], at) => [`${folder}/late-${at}.ts`, `export { x } from '${target}';\n`]),
  );
  const refused = [...(await lintFiles(files))].filter(([, codes]) =>
    codes.includes('eslint(no-restricted-imports)'),
  );
  expect(refused.map(([path]) => files[path])).toEqual([]);
});
