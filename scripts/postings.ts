import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { openPageReader } from './postings/open-page-reader.ts';
import { toScored } from './postings/to-scored.ts';

const usage = `npm run postings -- --pages DIR --index FILE --out FILE [--only NAME] [--skip-build]
Runs the reader that ships over saved pages in Chromium, without network, and writes what it read.
  --index FILE   a row of JSON a line: {"file", "base_url"}
  --only NAME    only files whose name holds NAME; prints all that was read of them
  --skip-build   use the reader as it was built last`;

const root = resolve(import.meta.dirname, '..');
const rowSchema = v.object({ file: v.string(), base_url: v.string() });

async function build(): Promise<void> {
  await new Promise<void>((done, fail) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules/wxt/bin/wxt.mjs'), 'build'],
      { cwd: root, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) =>
        error === null ? done() : fail(new Error(`The reader could not be built:\n${stdout}${stderr}`)),
    );
  });
}

/** The value below which `share` of the sorted values lie. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pages: { type: 'string' },
      index: { type: 'string' },
      out: { type: 'string' },
      only: { type: 'string' },
      'skip-build': { type: 'boolean' },
    },
  });
  const { pages, index, out, only } = values;
  if (pages === undefined || index === undefined || (out === undefined && only === undefined)) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  if (values['skip-build'] !== true) await build();
  const lines = (await readFile(index, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const rows = lines
    .map((line) => v.parse(rowSchema, JSON.parse(line)))
    .filter(({ file }) => only === undefined || file.includes(only));
  const reader = await openPageReader(
    await readFile(join(root, '.output/chrome-mv3/page-reader.js'), 'utf8'),
  );
  const result: Record<string, unknown> = {};
  const times: number[] = [];
  try {
    for (const { file, base_url: url } of rows) {
      const { reading, ms } = await reader.read({ html: await readFile(join(pages, file), 'utf8'), url });
      result[file] = toScored(reading);
      times.push(ms);
      if (only !== undefined) console.info(file, JSON.stringify(reading, null, 2));
      if (reading === null) console.error(`${file}: nothing came back`);
    }
  } finally {
    await reader.close();
  }
  if (out !== undefined) await writeFile(out, JSON.stringify(result, null, 1));
  const sorted = times.toSorted((a, b) => a - b);
  console.info(
    `${rows.length} pages, in the page: median ${quantile(sorted, 0.5).toFixed(1)} ms, p95 ${quantile(sorted, 0.95).toFixed(1)} ms, most ${quantile(sorted, 1).toFixed(1)} ms`,
  );
}

await run();
