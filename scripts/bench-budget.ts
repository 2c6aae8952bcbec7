import { resolve } from 'node:path';
import { findTooBig, readBudget, type Shipped } from './bench/budget.ts';
import { readBuiltSizes, readPackageSizes } from './bench/built-sizes.ts';

/** Compares the builds in .output/ with bench-budget.json: bytes only, so that no busy machine fails it. */
async function main(): Promise<void> {
  const output = resolve(import.meta.dirname, '../.output');
  const builds: Shipped[] = [];
  for (const name of ['chrome-mv3', 'firefox-mv3']) {
    const sizes = await readBuiltSizes(resolve(output, name)).catch((error: unknown) => {
      console.error(
        `${name} could not be measured: run npm run build and npm run build:firefox first.`,
        error,
      );
      return process.exit(1);
    });
    builds.push({ name, sizes });
  }
  const packages = await readPackageSizes(output);
  for (const { name, sizes } of builds) {
    console.info(
      `${name}: first screen ${sizes.firstScreen.toLocaleString('en')}, background ${sizes.background.toLocaleString('en')}, later ${sizes.backgroundLate.toLocaleString('en')} bytes (gzip)`,
    );
  }
  for (const [name, size] of packages) console.info(`${name}: ${size.toLocaleString('en')} bytes`);
  const tooBig = findTooBig(await readBudget(), builds, packages);
  for (const sentence of tooBig) console.error(`Over the budget: ${sentence}`);
  if (tooBig.length > 0) process.exitCode = 1;
}

await main();
