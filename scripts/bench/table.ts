import type { Figure, Unit } from './figure.ts';

const heads = [
  'figure',
  'n',
  'median',
  'p95',
  'baseline',
  'its median, p95',
  'ratio',
  'load',
  'goal',
  '',
] as const;

function toNumber(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return '–';
  if (unit === 'bytes' || unit === 'count') return Math.round(value).toLocaleString('en');
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}

function toCells(figure: Figure): readonly string[] {
  const { name, unit, count, median, p95, baseline, ratio, load, goal, reached } = figure;
  return [
    name,
    String(count),
    toNumber(median, unit),
    toNumber(p95, unit),
    baseline?.name ?? '–',
    baseline === null ? '–' : `${toNumber(baseline.median, unit)}, ${toNumber(baseline.p95, unit)}`,
    ratio === null ? '–' : `${ratio.toFixed(2)} ×`,
    load.toFixed(1),
    goal === '' ? '–' : goal,
    reached === null ? '' : reached ? 'reached' : 'NOT reached',
  ];
}

/** The sections in the order in which they came, each with its figures. */
export function bySection(figures: readonly Figure[]): ReadonlyMap<string, readonly Figure[]> {
  return Map.groupBy(figures, ({ section }) => section);
}

/** One table for a terminal: columns by width, a line for each section. */
export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map(toCells);
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const toLine = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = [...bySection(figures)].flatMap(([section, each]) => [
    '',
    section,
    ...each.map((figure) => toLine(toCells(figure))),
  ]);
  return [toLine(heads), ...lines].join('\n');
}

/** The same as Markdown, a table for each section. */
export function toMarkdownTables(figures: readonly Figure[]): string {
  return [...bySection(figures)]
    .map(([section, each]) =>
      [
        `### ${section}`,
        '',
        `| ${heads.join(' | ')} |`,
        `|${heads.map(() => '---').join('|')}|`,
        ...each.map((figure) => `| ${toCells(figure).join(' | ')} |`),
      ].join('\n'),
    )
    .join('\n\n');
}
