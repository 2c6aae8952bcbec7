import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

const lookMs = 2_000;
/** Share of all processors that a quiet machine uses. */
const quietShare = 0.1;

/**
 * Waits until the machine has next to nothing to do, for at most `mostMs`: a browser goes on putting in order what
 * was written, and that would be measured with what comes next.
 */
export async function waitForQuiet(mostMs = 60_000): Promise<void> {
  const end = Date.now() + mostMs;
  while (Date.now() < end) {
    const before = readBusyMs();
    await wait(lookMs);
    if ((readBusyMs() - before) / (lookMs * cpus().length) < quietShare) return;
  }
}

/** What all processors have worked so far. */
function readBusyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
