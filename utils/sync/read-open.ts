import type { StoreDb } from '../store/schema.ts';
import { countFailed, countOutbox } from '../store/read.ts';
import { readMirrorState } from '../store/sync-store.ts';

/** How many changes the mirror has not acknowledged, and how many it refused. */
export interface OpenChanges {
  readonly waiting: number;
  readonly failed: number;
}

/** Counts what is open in the store at this moment. */
export async function readOpen(db: StoreDb): Promise<OpenChanges> {
  const [entries, failed, state] = await Promise.all([countOutbox(db), countFailed(db), readMirrorState(db)]);
  // Rows that are still to be offered are not counted one by one, but they do wait.
  return { waiting: entries === 0 && state.heal !== null ? 1 : entries, failed };
}
