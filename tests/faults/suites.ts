import type { FaultSuite } from './fault-report.ts';

/** Every suite by its name for `--only`, loaded when it runs, in the order in which they run. */
export const faultSuites: Readonly<Record<string, () => Promise<FaultSuite>>> = {};
