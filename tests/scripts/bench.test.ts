import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { findTooBig, findTooSlow } from '../../scripts/bench/budget.ts';
import { listImports, readBuiltSizes } from '../../scripts/bench/built-sizes.ts';
import { atMostTimes, quantile, toFigure } from '../../scripts/bench/figure.ts';
import { toMarkdownTables, toTable } from '../../scripts/bench/table.ts';
import { writeChatgptFile } from '../../scripts/bench/write-chatgpt-file.ts';
import { previewImport } from '../../utils/import/preview-import.ts';

const limits = { firstScreen: 200, background: 200, package: 1_000 };
const budget = { sizes: { ...limits, backgroundLate: 300 }, goals: limits, ratios: { opening: 1.3 } };

test('the first screen is the panel’s script and what it imports by name, not what comes later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const files = {
    'sidepanel.html': '<script type="module" crossorigin src="/panel.js"></script>',
    'panel.js': 'import{a}from"./a.js";import"./b.js";const later=()=>import("./later.js");a(later);',
    'a.js': 'import*as b from"./b.js";export const a=b;',
    'b.js': 'export const b=1;',
    'later.js': 'export const later = 1;',
    'background.js': 'void 0;',
    'background-late.js': 'void 123;',
    'manifest.json': '{"background":{"service_worker":"background.js"}}',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const sizes = await readBuiltSizes(folder);
  expect([...sizes.firstScreenFiles.keys()]).toEqual(['panel.js', 'a.js', 'b.js']);
  const wanted = [files['panel.js'], files['a.js'], files['b.js']].map((text) => gzipSync(text).length);
  expect(sizes.firstScreen).toBe(wanted.reduce((all, size) => all + size, 0));
  expect(sizes.background).toBe(gzipSync(files['background.js']).length);
  expect(sizes.backgroundLate).toBe(gzipSync(files['background-late.js']).length);
});

test('imports are found as a bundler writes them', () => {
  const source =
    'import{a as b,c}from"./one.js";import d from"./two.js";\nexport * from "./three.js";import"./four.js";x=import("./not.js")';
  expect(listImports(source)).toEqual(['./one.js', './two.js', './three.js', './four.js']);
});

test('a build that grew beyond the budget is named, and one within it is not', () => {
  const sizes = {
    firstScreen: 201,
    firstScreenFiles: new Map(),
    firstScreenCss: 0,
    background: 200,
    backgroundLate: 300,
    contentScripts: 0,
  };
  const packages = new Map([['small.zip', 1_000]]);
  expect(findTooBig(budget, [{ name: 'chrome', sizes }], packages)).toEqual([
    'chrome, first screen of the panel (gzip): 201 bytes, 200 allowed',
  ]);
  const fits = { ...sizes, firstScreen: 200 };
  expect(findTooBig(budget, [{ name: 'chrome', sizes: fits }], packages)).toEqual([]);
  const moved = { ...fits, backgroundLate: 301 };
  expect(findTooBig(budget, [{ name: 'chrome', sizes: moved }], packages)).toEqual([
    'chrome, what the background loads later (gzip): 301 bytes, 300 allowed',
  ]);
  const injects = { ...fits, contentScripts: 1 };
  expect(findTooBig(budget, [{ name: 'chrome', sizes: injects }], packages)).toHaveLength(1);
});

test('a figure is judged by its ratio to the plain baseline, not by its time', () => {
  const slow = toFigure('1', {
    name: 'opening',
    unit: 'ms',
    values: [400, 200, 300],
    baseline: { name: 'empty', values: [200, 200, 200] },
    goal: atMostTimes(1.3),
  });
  expect(slow).toMatchObject({ count: 3, median: 300, p95: 400, ratio: 1.5, reached: false });
  expect(findTooSlow(budget, [slow])).toEqual(['opening: 1.50 × empty, 1.3 × allowed']);
  const busyMachine = toFigure('1', {
    name: 'opening',
    unit: 'ms',
    values: [4_000],
    baseline: { name: 'empty', values: [3_900] },
  });
  expect(findTooSlow(budget, [busyMachine])).toEqual([]);
  expect(toTable([slow])).toContain('1.50 ×');
  expect(toMarkdownTables([slow])).toContain('| opening | 3 | 300 ms | 400 ms | empty |');
});

test('half of an even number of values lies at or below the median', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
  expect(quantile([], 0.5)).toBeNaN();
});

test('the file that an import is measured with comes in whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'conversations.json');
  const { bytes, chats, messages } = await writeChatgptFile(path, 200_000);
  const text = await readFile(path, 'utf8');
  expect([Buffer.byteLength(text), bytes >= 200_000, chats > 3]).toEqual([bytes, true, true]);
  const { rows, losses } = await previewImport(
    { name: 'conversations.json', file: new Blob([text]) },
    {
      now: Date.now(),
      onProgress: () => {},
      signal: new AbortController().signal,
      listStandings: async () => new Map(),
    },
  );
  expect(losses).toEqual([]);
  expect(rows).toHaveLength(chats);
  expect(rows.reduce((sum, { fresh }) => sum + fresh, 0)).toBe(messages);
});
