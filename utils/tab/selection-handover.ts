import * as v from 'valibot';
import { quotePartSchema } from '../chat/message.ts';

const prefix = 'handed-selection:';
/** What no panel ever took is not kept for ever. */
const mostWaiting = 20;

const handedSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  windowId: v.number(),
  /** Epoch ms. */
  at: v.number(),
  /** Null where there was nothing to hand over; then `reason` says why. */
  quote: v.nullable(quotePartSchema),
  reason: v.nullable(v.picklist(['empty', 'closed', 'asleep', 'failed'])),
});
/** What the user selected in a page of that window, on its way from the background to the window's panel. */
export type HandedSelection = Readonly<v.InferOutput<typeof handedSchema>>;

/** `storage.session`, as far as we use it; tests give a map. */
export interface HandoverArea {
  get(key: null): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Leaves it where the panel finds it, also one that opens only now, and after the worker has died. */
export async function handOverSelection(area: HandoverArea, handed: HandedSelection): Promise<void> {
  await area.set({ [`${prefix}${handed.id}`]: handed });
  const waiting = (await listWaiting(area)).toSorted((a, b) => b.at - a.at);
  for (const { id } of waiting.slice(mostWaiting)) await area.remove(`${prefix}${id}`);
}

/** True for a change of storage that brings something to take. */
export function bringsSelection(changes: Readonly<Record<string, { readonly newValue?: unknown }>>): boolean {
  return Object.entries(changes).some(
    ([key, { newValue }]) => key.startsWith(prefix) && newValue !== undefined,
  );
}

/**
 * Gives `accept` what waits for this window, oldest first, and removes each once `accept` has kept it. The
 * caller must hold a lock over all panels, so that two documents of one window never take the same.
 */
export async function takeSelections(
  area: HandoverArea,
  windowId: number,
  accept: (handed: HandedSelection) => void,
): Promise<void> {
  const waiting = (await listWaiting(area)).filter((handed) => handed.windowId === windowId);
  for (const handed of waiting.toSorted((a, b) => a.at - b.at)) {
    accept(handed);
    await area.remove(`${prefix}${handed.id}`);
  }
}

async function listWaiting(area: HandoverArea): Promise<readonly HandedSelection[]> {
  return Object.entries(await area.get(null)).flatMap(([key, value]) => {
    const parsed = key.startsWith(prefix) ? v.safeParse(handedSchema, value) : null;
    return parsed?.success === true ? [parsed.output] : [];
  });
}
