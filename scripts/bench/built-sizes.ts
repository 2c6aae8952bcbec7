import { readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';

const manifestSchema = v.object({
  content_scripts: v.optional(v.array(v.unknown())),
  background: v.object({
    service_worker: v.optional(v.string()),
    scripts: v.optional(v.array(v.string())),
  }),
});

/** Bytes of a built extension; what is compressed is compressed file by file, with gzip's own default. */
export interface BuiltSizes {
  /** The panel's first screen: its script and all that this imports by name, without what is loaded later. */
  readonly firstScreen: number;
  readonly firstScreenFiles: ReadonlyMap<string, number>;
  readonly firstScreenCss: number;
  /** What is loaded whenever the background starts. */
  readonly background: number;
  /** What it loads when it is asked for something rare. */
  readonly backgroundLate: number;
  /** Scripts that the manifest injects into pages by itself. */
  readonly contentScripts: number;
}

/** Measures the build in `folder`. Rejects where there is none. */
export async function readBuiltSizes(folder: string): Promise<BuiltSizes> {
  const html = await readFile(join(folder, 'sidepanel.html'), 'utf8');
  const scripts = [...html.matchAll(/<script[^>]+src="\/([^"]+)"/g)].map(([, path]) => path ?? '');
  const styles = [...html.matchAll(/<link[^>]+stylesheet[^>]+href="\/([^"]+)"/g)].map(
    ([, path]) => path ?? '',
  );
  const files = new Map<string, number>();
  for (const path of scripts) await addFile(folder, path, files);
  const manifest = v.parse(manifestSchema, JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  const { service_worker: worker, scripts: pages = [] } = manifest.background;
  const background = new Map<string, number>();
  for (const path of worker === undefined ? pages : [worker]) await addFile(folder, path, background);
  return {
    firstScreen: sum(files),
    firstScreenFiles: files,
    firstScreenCss: sum(new Map(await Promise.all(styles.map((path) => zipped(folder, path))))),
    background: sum(background),
    backgroundLate: (await zipped(folder, 'background-late.js'))[1],
    contentScripts: manifest.content_scripts?.length ?? 0,
  };
}

/** Bytes of the packages in `folder` (`npm run zip`), by name; the sources are no package. */
export async function readPackageSizes(folder: string): Promise<ReadonlyMap<string, number>> {
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith('.zip') && !name.endsWith('-sources.zip'),
  );
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return new Map(names.map((name, at) => [name, sizes[at] ?? 0]));
}

/** The paths that a built module imports by name: what is fetched with it, unlike `import()`. */
export function listImports(source: string): readonly string[] {
  const found = source.matchAll(
    /(?:^|[;}\n])\s*(?:import|export)\s*(?:[\w$*{][^"'`;()]*?from\s*)?["'](\.[^"']+)["']/g,
  );
  return [...found].map(([, path]) => path ?? '');
}

async function addFile(folder: string, path: string, files: Map<string, number>): Promise<void> {
  if (files.has(path)) return;
  const source = await readFile(join(folder, path));
  files.set(path, gzipSync(source).length);
  for (const imported of listImports(source.toString('utf8'))) {
    await addFile(folder, posix.join(dirname(path), imported), files);
  }
}

async function zipped(folder: string, path: string): Promise<readonly [string, number]> {
  return [path, gzipSync(await readFile(join(folder, path))).length];
}

function sum(files: ReadonlyMap<string, number>): number {
  return [...files.values()].reduce((all, size) => all + size, 0);
}
