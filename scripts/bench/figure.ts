import { loadavg } from 'node:os';

export type Unit = 'ms' | '%' | 'MB' | 'bytes' | '/s' | 'count';

/** A row of the table. `ratio` is the median over the baseline's median. */
export interface Figure {
  readonly section: string;
  readonly name: string;
  readonly unit: Unit;
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly baseline: { readonly name: string; readonly median: number; readonly p95: number } | null;
  readonly ratio: number | null;
  /** The machine's load over the last minute as the figure was taken. */
  readonly load: number;
  /** What to reach, in words; empty where nothing was set. */
  readonly goal: string;
  readonly reached: boolean | null;
}

export interface Measured {
  readonly name: string;
  readonly unit: Unit;
  readonly values: readonly number[];
  readonly baseline?: { readonly name: string; readonly values: readonly number[] };
  readonly goal?: { readonly words: string; readonly holds: (figure: Figure) => boolean } | undefined;
}

/** Takes a figure down. */
export type Note = (measured: Measured) => void;

/** The value below which `share` (0 to 1) of the values lie; NaN where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? sorted[0] ?? Number.NaN;
}

/** Sums up what was measured. Values that are no number (nothing came) make a figure that reached nothing. */
export function toFigure(section: string, measured: Measured): Figure {
  const { name, unit, values, baseline, goal } = measured;
  const median = quantile(values, 0.5);
  const base =
    baseline === undefined
      ? null
      : {
          name: baseline.name,
          median: quantile(baseline.values, 0.5),
          p95: quantile(baseline.values, 0.95),
        };
  const figure: Figure = {
    section,
    name,
    unit,
    count: values.length,
    median,
    p95: quantile(values, 0.95),
    baseline: base,
    ratio: base === null || base.median === 0 ? null : median / base.median,
    load: loadavg()[0] ?? 0,
    goal: goal?.words ?? '',
    reached: null,
  };
  return goal === undefined ? figure : { ...figure, reached: goal.holds(figure) };
}

/** A goal on the ratio to the baseline. */
export function atMostTimes(times: number): Measured['goal'] {
  return { words: `≤ ${times} ×`, holds: ({ ratio }) => ratio !== null && ratio <= times };
}

/** A goal on frames that were dropped, in %: the machine itself may drop some. */
export const fewDropped: NonNullable<Measured['goal']> = {
  words: '≤ 5 %, or no more than the plain page',
  holds: ({ median, baseline }) => median <= Math.max(5, (baseline?.median ?? 0) + 5),
};

/** A goal on the 95th percentile, or (`median`) on the middle. */
export function atMost(most: number, unit: Unit, of: 'p95' | 'median' = 'p95'): Measured['goal'] {
  return {
    words: `${of} ≤ ${most.toLocaleString('en')} ${unit}`,
    holds: (figure) => figure[of] <= most,
  };
}
