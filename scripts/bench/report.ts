import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import * as v from 'valibot';
import type { Figure } from './figure.ts';
import { toMarkdownTables } from './table.ts';

export interface Report {
  /** ISO date. */
  readonly at: string;
  readonly quick: boolean;
  readonly machine: string;
  readonly node: string;
  readonly figures: readonly Figure[];
  /** ISO date of the run that the sections not measured now were taken from. */
  readonly keptFrom: string | null;
  /** Measurements that failed, with the reason. */
  readonly failed: readonly string[];
}

const keptSchema = v.object({
  at: v.string(),
  quick: v.boolean(),
  figures: v.array(
    v.object({
      section: v.string(),
      name: v.string(),
      unit: v.picklist(['ms', '%', 'MB', 'bytes', '/s', 'count']),
      count: v.number(),
      median: v.number(),
      p95: v.number(),
      baseline: v.nullable(v.object({ name: v.string(), median: v.number(), p95: v.number() })),
      ratio: v.nullable(v.number()),
      load: v.number(),
      goal: v.string(),
      reached: v.nullable(v.boolean()),
    }),
  ),
});

/** The figures of an earlier report but for those of `sections`, which were measured anew. */
export async function readKept(
  path: string,
  sections: ReadonlySet<string>,
): Promise<{ readonly at: string; readonly figures: readonly Figure[] }> {
  const { at, quick, figures } = v.parse(keptSchema, JSON.parse(await readFile(path, 'utf8')));
  if (quick) throw new Error('a quick run is not kept');
  return { at, figures: figures.filter(({ section }) => !sections.has(section)) };
}

export function toReport({
  quick,
  figures,
  keptFrom,
  failed,
}: Pick<Report, 'quick' | 'figures' | 'keptFrom' | 'failed'>): Report {
  const [first] = cpus();
  return {
    at: new Date().toISOString(),
    quick,
    machine: `${cpus().length} × ${first?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.versions.node,
    figures: figures.toSorted((a, b) => a.section.localeCompare(b.section)),
    keptFrom,
    failed,
  };
}

function toMinute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** BENCHMARKS.md, whole. */
export function toBenchmarksPage(report: Report): string {
  const missed = report.figures.filter(({ reached }) => reached === false);
  return `# Benchmarks

Written by \`npm run bench -- --markdown BENCHMARKS.md\`; do not edit it by hand. ${toMinute(report.at)}${report.quick ? ', **quick run: few values, small histories**' : ''}, ${report.machine}, Node ${report.node}.${report.keptFrom === null ? '' : ` Some sections were measured anew; the others are of ${toMinute(report.keptFrom)}.`}

## How to read it

The machine is shared and often busy: \`load\` says how busy as the figure was taken (processes that wanted a processor, over the last minute). Before each section the machine is given up to a minute to come to rest. Times mean little by themselves all the same. Each figure is measured in turn with a plain baseline in the same minutes, and **the ratio** of their medians is what to look at. \`n\` is the number of values, \`p95\` the value that 95 % stay below.

## How to run it

\`\`\`
npm run build && npm run build:e2e && npm run build:e2e:firefox && npm run zip
npm run bench                        # everything, some 35 minutes
npm run bench -- --quick             # few values, small histories
npm run bench -- --only streaming    # opening, streaming, typing, bytes, worker, sync, mirror, load, import, search, firefox
npm run bench -- --json FILE --markdown BENCHMARKS.md
npm run bench -- --only load --load-minutes 60   # the mirror under load for an hour instead of 3 minutes
npm run bench -- --only typing --keep FILE --markdown BENCHMARKS.md   # the others as in FILE
npm run bench:budget                 # sizes of the builds against bench-budget.json, as CI does
\`\`\`

It needs Chromium, and Firefox for the last section, and takes the builds that lie in \`.output/\`. No figure fails a build by time: \`bench-budget.json\` holds sizes, which CI checks, and ratios, which a run of the benchmarks names where they are exceeded.

## Figures

${toMarkdownTables(report.figures)}

## Not yet reached

${missed.length === 0 && report.failed.length === 0 ? 'Every goal of this run was reached.' : [...missed.map(({ section, name, goal, ratio }) => `- ${section}: ${name} (goal ${goal}${ratio === null ? '' : `, ratio ${ratio.toFixed(2)} ×`})`), ...report.failed.map((sentence) => `- Not measured: ${sentence}`)].join('\n')}

Not measured at all: the side panel's own frame around the document.

## What each figure means

- **Opening**: the shipped build. From the start of the panel's document to the first paint, which holds the history (nothing is painted before it). The panel's document stands in a tab of the panel's width, because only there can it be opened hundreds of times; the browser's frame around it is left out. The baseline is the same panel on a session without messages, opened between the others; that of the empty panel is a page of one word at the extension's own address, which is what the browser needs by itself. *Warm* is a browser that has shown the panel before, *cold* the first panel of a new browser process. Elements and heap are counted after a collection, 1.5 s after opening.
- **Streaming**: the e2e build, which differs from the shipped one only in that it may reach 127.0.0.1. The practice agent sends Markdown with lists, code and tables; a proxy in between notes when each piece passes, and the page looks after every painted frame which piece is the newest. The baseline is a plain page that reads pieces as long from a plain HTTP stream and appends them to a \`<pre>\`. *Busy* is Chromium's own count of the main thread's tasks, over an answer of its own in which nothing is recorded: a page that draws sixty frames a second with a line of text more in each is what the browser needs by itself. Frames are dropped where fewer came than 60 a second.
- **Typing and scrolling**: keys are pressed while such an answer streams in; from the key's event to the frame that shows it. Of 16 ms at p95 the frame's clock alone takes 15.8: a key that is pressed at any moment waits up to 16.7 ms until the next frame is begun. Scrolling goes up 320 px a frame, while older messages are read from the store.
- **Bytes**: of the files that \`npm run build\` leaves. The first screen is the panel's script with all that it imports by name, each compressed by itself; what is loaded later is left out.
- **Worker**: stopped through the debugger, then woken by the panel's port; the baseline is another extension whose worker has three lines. The turn of section 2 that runs with no panel open counts the CPU of all renderers, and the writes of the turn's row in the worker; the baseline is the same worker that fetches as many pieces and reads none, for Chromium wakes it for each all the same. The debugger does not listen to the worker's network meanwhile: telling it of a piece costs more than the piece.
- **Sync**: a new profile is connected to a mirror; the rate counts from the settings being saved to the last message in the store, words indexed, a panel open. The baseline downloads the same pages and puts their rows into one table. The worker's heap is read four times a second, with what a collection would free; that it is bounded shows in the second half of the messages taking no more of it than the first. An idle device is connected through a proxy that counts; nothing is said anywhere.
- **Mirror**: clients push as fast as they are answered, each push one fsync shared with what waits beside it. The baseline hands the same pushes to the same store in its thread, without HTTP. On both sides all pushes are made before the clock runs, and a client over HTTP is a bare socket that writes bytes and counts those that come back, so that the mirror and not the load is measured; still, clients, server and baseline share the machine's processors. *Live connections*: memory is the process's, after a collection; the baseline is the smallest server that holds as many and tells them all, without token or store, so its time has no fsync in it. *Restart*: rows with long texts are written straight into the file; the process is killed each time. *Under load*: 16 devices push at a fixed pace, one pulls all of it, all are told; memory is sampled after collections, the first quarter left out; a process takes memory for some minutes before it has what it needs, so that only a long run (\`--load-minutes 60\`) says whether it grows. *Search*: a made-up vocabulary of 30,000 words, used as often as words are (Zipf); each request once, one after the other.
- **Import**: a file in the form of a ChatGPT export, whose chats are not on the device, chosen in the panel's own dialog: until all that is in it is listed, and from the click on Import until the last message is in the store, words indexed. The baseline is a page that reads the same file, one chat a line, with \`JSON.parse\`, looks for nothing in it, and puts the messages into one table. Frames and tasks are those of the panel over both; memory is what the system counts for the extension's process (panel, worker and background share one), twice a second.
- **Search**: everything that was seeded for the other sections is searched. From the key to the finds on screen, in the real list of chats.
- **Firefox**: the same panel and the same plain page in a headless Firefox, the e2e build; a script in the measured copy marks the frame with the history, since Firefox tells the first paint of some pages only. Firefox does not tell how busy a page's main thread is.

What other extensions of this kind need for the same work on the same machine: opening 5,000 messages 10 to 46 s, 119 to 844 MB of heap and 178,000 to 305,000 elements; 6 to 9 frames a second while streaming; 4 to 6 s for a search over 100,000 messages, where there is one.
`;
}
