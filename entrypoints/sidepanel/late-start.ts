import { sleep } from '../../utils/std/sleep.ts';
import type { Start } from '../../utils/store/read.ts';
import { StoreError } from '../../utils/store/store-error.ts';
import type { PanelModel } from './panel-model.ts';
import type { StoreReader } from './store-reader.ts';
import type { ShownStart } from './session-model.ts';

/** How often, and for how long, a store that was slow to open is tried again, in ms. */
export interface LateTimes {
  readonly everyMs: number;
  readonly mostMs: number;
}
const lateTimes: LateTimes = { everyMs: 500, mostMs: 60_000 };

/** True where the store may open after all: it was only not quick enough, or held by somebody else. */
export function mayComeLate(error: unknown): boolean {
  return error instanceof StoreError && error.reason === 'blocked';
}

/**
 * Shows the chat that was on the screen last as soon as the store opens, in place of the empty one that
 * stands in for it; not once the user has begun something there. Until it resolves the background must not
 * hear of the stand-in: it would become the chat that was on the screen last.
 */
export async function showLateStart(
  model: Pick<PanelModel, 'session' | 'draft' | 'show'>,
  { reader, wanted }: { readonly reader: Pick<StoreReader, 'readStart'>; readonly wanted: string | null },
  { everyMs, mostMs }: LateTimes = lateTimes,
): Promise<void> {
  const { session, draft } = model;
  const standIn = session.id.value;
  const isUntouched = (): boolean =>
    session.id.value === standIn && session.shown.value.length === 0 && draft.text.value === '';
  for (let waitedMs = 0; waitedMs < mostMs && isUntouched(); waitedMs += everyMs) {
    const start: Start | null = await reader.readStart(wanted).catch(() => null);
    if (start !== null) {
      const found: ShownStart = { ...start, sessionId: start.sessionId ?? standIn };
      if (isUntouched()) model.show(found);
      return;
    }
    await sleep(everyMs);
  }
}
