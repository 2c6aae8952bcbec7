import 'fake-indexeddb/auto';
import type { FaultResult, FaultSuite } from '../fault-report.ts';
import { tryBrokenStores } from './try-broken-stores.ts';
import { tryQuota } from './try-quota.ts';

/** The browser's storage refuses: at every write of a chat, at its opening, or by being gone. */
export const runStorage: FaultSuite = async (options) => {
  const results: FaultResult[] = [];
  for (const attempt of [tryQuota, tryBrokenStores]) results.push(...(await attempt(options)));
  return results;
};
