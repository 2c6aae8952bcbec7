import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchWorld, openBenchWorld } from './bench/bench-world.ts';
import { findTooSlow, readBudget } from './bench/budget.ts';
import { type Figure, type Note, toFigure } from './bench/figure.ts';
import { measureBytes } from './bench/measure-bytes.ts';
import { measureFirefox } from './bench/measure-firefox.ts';
import { measureImport } from './bench/measure-import.ts';
import { measureLoad } from './bench/measure-load.ts';
import { measureMirror } from './bench/measure-mirror.ts';
import { measureOpening } from './bench/measure-opening.ts';
import { measureSearch } from './bench/measure-search.ts';
import { measureStreaming } from './bench/measure-streaming.ts';
import { measureSync } from './bench/measure-sync.ts';
import { measureTyping } from './bench/measure-typing.ts';
import { measureWorker } from './bench/measure-worker.ts';
import { readKept, toBenchmarksPage, toReport } from './bench/report.ts';
import { toTable } from './bench/table.ts';
import { waitForQuiet } from './bench/wait-for-quiet.ts';

interface Section {
  readonly title: string;
  readonly measure: (world: BenchWorld, note: Note) => Promise<void>;
}

const sections: Readonly<Record<string, Section>> = {
  opening: { title: '1 Opening', measure: measureOpening },
  streaming: { title: '2 Streaming', measure: measureStreaming },
  typing: { title: '3 Typing and scrolling', measure: measureTyping },
  bytes: { title: '4 Bytes', measure: measureBytes },
  worker: { title: '5 Worker', measure: measureWorker },
  sync: { title: '6 Sync', measure: measureSync },
  mirror: { title: '7 Mirror', measure: measureMirror },
  load: { title: '7 Mirror, under load', measure: measureLoad },
  import: { title: '8 Import', measure: measureImport },
  search: { title: '8 Search', measure: measureSearch },
  firefox: { title: '9 Firefox', measure: measureFirefox },
};

const usage = `npm run bench -- [--json FILE] [--markdown FILE] [--only NAME]… [--keep FILE] [--quick] [--load-minutes N]
sections: ${Object.keys(sections).join(', ')}`;

/** Measures, prints one table, and writes what was asked for. Never fails by a figure. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      keep: { type: 'string' },
      markdown: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      'load-minutes': { type: 'string' },
    },
  });
  const unknown = values.only.find((name) => !(name in sections));
  if (unknown !== undefined) {
    console.error(`There is no section ${unknown}.\n${usage}`);
    process.exit(2);
  }
  const wanted = Object.entries(sections).filter(
    ([name]) => values.only.length === 0 || values.only.includes(name),
  );
  const figures: Figure[] = [];
  const failed: string[] = [];
  const loadMinutes = Number(values['load-minutes'] ?? (values.quick ? 0.5 : 3));
  if (!(loadMinutes > 0)) {
    console.error(`--load-minutes takes a number.\n${usage}`);
    process.exit(2);
  }
  const world = await openBenchWorld({ quick: values.quick, loadMinutes }, (line) => console.info(line));
  try {
    for (const [name, section] of wanted) {
      await waitForQuiet();
      const start = performance.now();
      await section
        .measure(world, (measured) => figures.push(toFigure(section.title, measured)))
        .catch((error: unknown) => {
          console.error(`${name} could not be measured:`, error);
          failed.push(
            `${name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown'}`,
          );
        });
      const seconds = ((performance.now() - start) / 1_000).toFixed(0);
      console.info(`${name}: ${seconds} s, load ${(loadavg()[0] ?? 0).toFixed(1)}`);
    }
  } finally {
    await world.close();
  }
  console.info(`\n${toTable(figures)}\n`);
  for (const sentence of findTooSlow(await readBudget(), figures))
    console.info(`Over the budget: ${sentence}`);
  const measured = new Set(wanted.map(([, { title }]) => title));
  const kept = values.keep === undefined ? null : await readKept(values.keep, measured);
  const report = toReport({
    quick: values.quick,
    figures: [...(kept?.figures ?? []), ...figures],
    keptFrom: kept?.at ?? null,
    failed,
  });
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  if (values.markdown !== undefined) await writeFile(values.markdown, toBenchmarksPage(report));
  process.exit(failed.length > 0 ? 1 : 0);
}

await main();
