import { createLate } from '../../components/late/late.ts';

/** Not part of the first screen, like every dialog. */
export const lateViews = {
  dialogs: createLate(() => import('./Dialogs.tsx').then((module) => module.Dialogs)),
  saved: createLate(() => import('./SavedView.tsx').then((module) => module.SavedView)),
  bin: createLate(() => import('./BinView.tsx').then((module) => module.BinView)),
  temporary: createLate(() => import('./TemporaryView.tsx').then((module) => module.TemporaryView)),
  history: createLate(() => import('./HistoryView.tsx').then((module) => module.HistoryView)),
};

/**
 * Loads what is opened most once the panel has nothing else to do: who opens it by keyboard types on at once,
 * and keys find no field that is not there yet.
 */
export function loadViewsAhead(): void {
  requestIdleCallback(() => {
    // Where it cannot be loaded, it is said when it is wanted.
    for (const late of [lateViews.history, lateViews.dialogs]) late.load().catch(() => undefined);
  });
}
