import type { StoreDb } from '../../utils/store/schema.ts';
import { isIndexed } from '../../utils/store/text-rows.ts';
import { sleep } from '../../utils/std/sleep.ts';

/** Messages in one step: a step is short, so that a turn's writes need not wait for it. */
const stepSize = 200;
/** Between two steps the store belongs to whoever is in a hurry. */
const pauseMs = 20;

/**
 * Completes the index of what can be searched, where it is missing or of an older version. May be stopped
 * at any moment: the next worker goes on where this one was.
 */
export async function buildTexts(db: StoreDb, signal?: AbortSignal): Promise<void> {
  if (await isIndexed(db)) return;
  const { indexStep } = await import('../../utils/store/index-step.ts');
  while (await indexStep(db, stepSize)) await sleep(pauseMs, signal);
}
