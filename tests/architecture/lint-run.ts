import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';

const root = resolve(import.meta.dirname, '../..');

const reportSchema = v.object({
  diagnostics: v.array(v.object({ message: v.string(), code: v.optional(v.string()), filename: v.string() })),
});

/**
 * Lints `files` (path in the tree -> source) with the project's own rules in a directory of their own.
 * Returns, for each path, the codes of the rules that refused it, e.g. `eslint(no-restricted-imports)`.
 */
export async function lintFiles(
  files: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'talentscout-lint-'));
  try {
    await copyFile(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'ES2023',
          module: 'ESNext',
          moduleResolution: 'Bundler',
          strict: true,
          noEmit: true,
          allowImportingTsExtensions: true,
          jsx: 'preserve',
          types: [],
        },
      }),
    );
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    return await run(folder, Object.keys(files));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(
  folder: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const stdout = await new Promise<string>((done, fail) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'json', ...paths],
      {
        cwd: folder,
        maxBuffer: 16 * 1024 * 1024,
        // The type-aware half is a program of its own, which oxlint looks for beside the linted files.
        env: { ...process.env, OXLINT_TSGOLINT_PATH: join(root, 'node_modules/.bin/tsgolint') },
      },
      (_error, out, stderr) => (out.trim().startsWith('{') ? done(out) : fail(new Error(out + stderr))),
    );
  });
  const found = new Map<string, string[]>(paths.map((path) => [path, []]));
  for (const { filename, code, message } of v.parse(reportSchema, JSON.parse(stdout)).diagnostics) {
    const path = paths.find((one) => filename.endsWith(one));
    if (path !== undefined) found.get(path)?.push(code ?? message);
  }
  return found;
}
