import {
  type HandedSelection,
  type HandoverArea,
  takeSelections,
} from '../../utils/tab/selection-handover.ts';
import type { PanelModel } from './panel-model.ts';

export interface SelectionPorts {
  readonly area: HandoverArea;
  /** The panel's own window. */
  readonly windowId: () => Promise<number | undefined>;
  /** Runs one at a time over all documents of the extension. */
  readonly alone: (run: () => Promise<void>) => Promise<void>;
  /** Calls back when something new waits. */
  readonly onWaiting: (listener: () => void) => void;
  /** Shows and says why there is nothing to take. */
  readonly tell: (sentence: string, about: string) => void;
}

/** Takes what was selected in this window's pages, from before the panel opened and from now on. */
export function followSelections(
  model: PanelModel,
  { area, windowId, alone, onWaiting, tell }: SelectionPorts,
): void {
  async function take(): Promise<void> {
    const own = await windowId();
    if (own === undefined) return;
    await alone(() => takeSelections(area, own, (handed) => accept(handed)));
  }
  function accept({ quote, reason }: HandedSelection): void {
    if (quote !== null) model.attach(quote, null);
    else tell(toWords(reason), 'Selected text');
  }
  const run = (): void => {
    take().catch((error: unknown) => console.error('panel: a selection could not be taken', error));
  };
  onWaiting(run);
  run();
}

function toWords(reason: HandedSelection['reason']): string {
  switch (reason) {
    case 'closed':
      return 'The browser lets no extension read this page. Copy the text instead.';
    case 'asleep':
      return 'This page may not be read yet. Press TalentScout in the browser’s toolbar, then try again.';
    case 'empty':
      return 'No selected text was found. Select it and use the page’s context menu.';
    case 'failed':
    case null:
      return 'The page did not answer. Try again.';
  }
}
