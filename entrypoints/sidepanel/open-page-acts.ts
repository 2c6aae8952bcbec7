import { browser } from 'wxt/browser';
import { openTabInsertion } from '../../utils/tab/insert-into-tab.ts';
import { currentTab } from '../../utils/tab/read-tab.ts';
import { bringsSelection } from '../../utils/tab/selection-handover.ts';
import { createInsertModel } from './insert-model.ts';
import type { PanelModel } from './panel-model.ts';
import { followSelections } from './selection-intake.ts';

/** What the panel does with the page beside it: puts answers into it, takes what is selected. Not part of the first screen. */
export function openPageActs(model: PanelModel): void {
  const insertion = createInsertModel(model, {
    findTab: () => currentTab({ own: true }),
    open: openTabInsertion,
  });
  model.insertion.value = insertion;
  followSelections(model, {
    tell: insertion.tell,
    area: browser.storage.session,
    windowId: async () => (await browser.windows.getCurrent()).id,
    alone: (run) => navigator.locks.request('handed-selections', run),
    onWaiting(listener) {
      browser.storage.onChanged.addListener((changes, area) => {
        if (area === 'session' && bringsSelection(changes)) listener();
      });
    },
  });
}
