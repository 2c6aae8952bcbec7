/** What one fault did to the product's promise. Counts are of histories, rounds or requests, as `notes` says. */
export interface FaultResult {
  /** The part of the fault list that it belongs to: 1 the protocol, 2 crash points, … */
  readonly item: number;
  /** A few words, the same in every run: the first column of the table. */
  readonly fault: string;
  readonly tried: number;
  /** Of those, after how many the promise held. */
  readonly survived: number;
  /** What was accepted and is gone, came back after a clear, or is shown as what it is not. */
  readonly lost: number;
  /** What is there more than once. */
  readonly duplicated: number;
  /** Only facts for the reader: what failed first, how to repeat it. */
  readonly notes?: string;
}

export interface FaultOptions {
  /** All randomness follows from it. */
  readonly seed: number;
  /** How many histories or rounds at most; null: the suite's own number for `quick` or a full run. */
  readonly runs: number | null;
  /** Must be done in about two minutes on two slow cores. */
  readonly quick: boolean;
  /** A line for whoever watches. */
  readonly log: (line: string) => void;
}

/** Breaks the product in some ways. Rejects only where the suite itself cannot run. */
export type FaultSuite = (options: FaultOptions) => Promise<readonly FaultResult[]>;

/** True for a fault that this machine cannot make; the notes say why. */
export function isSkipped({ tried, notes }: FaultResult): boolean {
  return tried === 0 && notes?.startsWith('skipped: ') === true;
}

/** True where nothing was lost, nothing was doubled, and every try counted; or where none was possible. */
export function isHeld(result: FaultResult): boolean {
  const { tried, survived, lost, duplicated } = result;
  return isSkipped(result) || (tried > 0 && survived === tried && lost === 0 && duplicated === 0);
}

/** Collects the tries of one fault. */
export interface FaultTally {
  survived(): void;
  /** `what` is kept for the notes of the first failure. */
  lost(what: string): void;
  duplicated(what: string): void;
  result(notes?: string): FaultResult;
}

export function createTally(item: number, fault: string): FaultTally {
  const counts = { survived: 0, lost: 0, duplicated: 0 };
  let first: string | null = null;
  return {
    survived: () => void (counts.survived += 1),
    lost(what) {
      counts.lost += 1;
      first ??= what;
    },
    duplicated(what) {
      counts.duplicated += 1;
      first ??= what;
    },
    result(notes) {
      const tried = counts.survived + counts.lost + counts.duplicated;
      const words = [notes, first === null ? undefined : `first: ${first}`].filter(
        (word) => word !== undefined,
      );
      return { item, fault, tried, ...counts, ...(words.length > 0 ? { notes: words.join('; ') } : {}) };
    },
  };
}

/** A table for a terminal, one line for each fault. */
export function toFaultTable(results: readonly FaultResult[]): string {
  const head = ['item', 'fault', 'tried', 'survived', 'lost', 'duplicated'];
  const rows = results.map((each) =>
    [each.item, each.fault, each.tried, each.survived, each.lost, each.duplicated].map(String),
  );
  const widths = head.map((word, column) =>
    Math.max(word.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const lines = results.map((each, index) => {
    const line = toLine(rows[index] ?? []);
    return isHeld(each) && each.notes === undefined ? line : `${line}${toNotes(each)}`;
  });
  return [toLine(head), widths.map((width) => '-'.repeat(width)).join('  '), ...lines].join('\n');
}

function toNotes(result: FaultResult): string {
  const mark = isHeld(result) ? '' : 'FAILED ';
  return `\n      ${mark}${result.notes ?? ''}`.trimEnd();
}
