import type { FaultResult, FaultSuite } from '../fault-report.ts';
import { inParallel, type ModelReport, runJob } from './model-job.ts';

const fullRuns = 100_000;
const quickRuns = 5_000;
/** Histories for one thread at a time: its memory goes with it. */
const chunk = 1_250;
const threads = 2;

/**
 * The protocol as a model: the real writer, engine, store and mirror's rules under random histories of up
 * to five devices. A history that fails is shrunk and printed with the seed of its part.
 */
export const runModel: FaultSuite = async ({ seed, runs, quick, log }) => {
  const total = runs ?? (quick ? quickRuns : fullRuns);
  const parts = Array.from({ length: Math.ceil(total / chunk) }, (_, index) => ({
    seed: (seed + index * 7_919) % 0x7fff_ffff,
    runs: Math.min(chunk, total - index * chunk),
  }));
  let done = 0;
  const reports = await inParallel(parts, threads, async (part) => {
    const report = await runJob({ ...part, mutant: null, shrinks: true, mostMs: 3_600_000 });
    done += report.tried;
    log(`${done} of ${total} histories`);
    if (report.failure !== null) {
      log(
        `history ${report.tried} of part seed ${part.seed}: ${report.failure.what}\n${report.failure.history}`,
      );
    }
    return report;
  });
  return [toResult(reports, parts)];
};

function toResult(reports: readonly ModelReport[], parts: readonly { readonly seed: number }[]): FaultResult {
  const tried = reports.reduce((sum, report) => sum + report.tried, 0);
  const failures = reports.flatMap(({ failure }, index) =>
    failure === null ? [] : [{ ...failure, seed: parts[index]?.seed }],
  );
  const duplicated = failures.filter(({ kind }) => kind === 'duplicated').length;
  const [first] = failures;
  return {
    item: 1,
    fault: 'random histories of devices and mirror',
    tried,
    survived: tried - failures.length,
    lost: failures.length - duplicated,
    duplicated,
    ...(first === undefined ? {} : { notes: `part seed ${first.seed}: ${first.what}` }),
  };
}
