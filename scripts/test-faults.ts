import { parseArgs } from 'node:util';
import { type FaultResult, isHeld, toFaultTable } from '../tests/faults/fault-report.ts';
import { faultSuites } from '../tests/faults/suites.ts';

interface Options {
  readonly seed: number;
  readonly runs: number | null;
  readonly quick: boolean;
  readonly only: readonly string[];
}

const usage = `npm run test:faults -- [--seed S] [--runs N] [--quick] [--only NAME]…
suites: ${Object.keys(faultSuites).join(', ')}`;

/**
 * CI tries a suite again that a busy machine failed; what was lost in the first try is printed all the same.
 * At a desk nothing is tried again.
 */
const attempts = process.env['CI'] === 'true' ? 2 : 1;

/** Suites that need a processor and nothing else. */
const computing: ReadonlySet<string> = new Set(['model', 'mutants']);

/** Runs every suite and says what was lost. The exit code is 1 where anything was. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  console.log(`seed ${options.seed}${options.quick ? ', quick' : ''}`);
  const wanted = Object.entries(faultSuites).filter(
    ([name]) => options.only.length === 0 || options.only.includes(name),
  );
  const found = new Map<string, readonly FaultResult[]>();
  const broken: string[] = [];
  async function run([name, load]: (typeof wanted)[number]): Promise<void> {
    const start = performance.now();
    const log = (line: string): void => console.log(`${name}: ${line}`);
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt === attempts;
      try {
        const suite = await load();
        const results = await suite({ ...options, log });
        found.set(name, results);
        if (last || results.every(isHeld)) break;
        log(`did not hold, tried again with the same seed:\n${toFaultTable(results)}`);
      } catch (error) {
        const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
        log(`the suite itself failed: ${words}`);
        if (!last) continue;
        broken.push(name);
        break;
      }
    }
    log(`${((performance.now() - start) / 1_000).toFixed(1)} s`);
  }

  // Those that compute have threads of their own; the others wait for timers, servers and browsers.
  const lanes = [
    wanted.filter(([name]) => computing.has(name)),
    wanted.filter(([name]) => !computing.has(name)),
  ];
  await Promise.all(
    lanes.map(async (lane) => {
      for (const each of lane) await run(each);
    }),
  );
  const results = wanted.flatMap(([name]) => found.get(name) ?? []);
  const passed = results.filter(isHeld).length;
  const failed = results.length - passed + broken.length;
  console.log(`\n${toFaultTable(results)}\n`);
  if (failed > 0) console.log(`Repeat it with --seed ${options.seed}`);
  console.log(`${passed} passed, ${failed} failed`);
  // Sockets and timers of a suite that failed must not keep the process.
  process.exit(failed > 0 ? 1 : 0);
}

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const unknown = values.only.find((name) => !(name in faultSuites));
  if (unknown !== undefined) fail(`There is no suite ${unknown}.`);
  const seed = toCount(values.seed) ?? Math.floor(Math.random() * 0x7fff_ffff);
  return { seed, runs: toCount(values.runs), quick: values.quick, only: values.only };
}

function toCount(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,10}$/.test(text)) fail(`${text} is not a whole number.`);
  return Number(text);
}

function fail(sentence: string): never {
  console.error(`${sentence}\n${usage}`);
  process.exit(2);
}

await main();
