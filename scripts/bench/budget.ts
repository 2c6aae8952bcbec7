import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as v from 'valibot';
import type { BuiltSizes } from './built-sizes.ts';
import type { Figure } from './figure.ts';

const sizesSchema = v.object({ firstScreen: v.number(), background: v.number(), package: v.number() });
const budgetSchema = v.object({
  /** Bytes that no build may exceed: what is there now, and a little. */
  sizes: v.object({ ...sizesSchema.entries, backgroundLate: v.number() }),
  /** Bytes to come down to. */
  goals: sizesSchema,
  /** Ratios that a run of the benchmarks may not exceed, by the figure's name. Never absolute times. */
  ratios: v.record(v.string(), v.number()),
});
export type Budget = Readonly<v.InferOutput<typeof budgetSchema>>;

/** Reads `bench-budget.json`. */
export async function readBudget(): Promise<Budget> {
  const path = resolve(import.meta.dirname, '../../bench-budget.json');
  return v.parse(budgetSchema, JSON.parse(await readFile(path, 'utf8')));
}

export interface Shipped {
  /** What the sizes belong to, e.g. `chrome-mv3`. */
  readonly name: string;
  readonly sizes: BuiltSizes;
}

/** A sentence for everything that exceeds the budget. */
export function findTooBig(
  budget: Budget,
  builds: readonly Shipped[],
  packages: ReadonlyMap<string, number>,
): readonly string[] {
  const over = (what: string, size: number, most: number): readonly string[] =>
    size <= most ? [] : [`${what}: ${size.toLocaleString('en')} bytes, ${most.toLocaleString('en')} allowed`];
  return [
    ...builds.flatMap(({ name, sizes }) => [
      ...over(`${name}, first screen of the panel (gzip)`, sizes.firstScreen, budget.sizes.firstScreen),
      ...over(`${name}, background (gzip)`, sizes.background, budget.sizes.background),
      ...over(
        `${name}, what the background loads later (gzip)`,
        sizes.backgroundLate,
        budget.sizes.backgroundLate,
      ),
      ...(sizes.contentScripts === 0 ? [] : [`${name} injects scripts into pages at rest`]),
    ]),
    ...[...packages].flatMap(([name, size]) => over(`package ${name}`, size, budget.sizes.package)),
  ];
}

/** A sentence for every figure whose ratio exceeds the budget. */
export function findTooSlow(budget: Budget, figures: readonly Figure[]): readonly string[] {
  return Object.entries(budget.ratios).flatMap(([name, most]) => {
    const figure = figures.find((each) => each.name === name);
    const ratio = figure?.ratio ?? 0;
    if (ratio <= most) return [];
    return [`${name}: ${ratio.toFixed(2)} × ${figure?.baseline?.name ?? ''}, ${most} × allowed`];
  });
}
