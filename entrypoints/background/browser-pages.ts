import { browser } from 'wxt/browser';
import { toSelectionQuote } from '../../utils/posting/page-selection.ts';
import { readTab } from '../../utils/tab/read-tab.ts';
import { readTabSelection } from '../../utils/tab/selection.ts';
import { originOf } from '../../utils/tab/tab-refusal.ts';
import type { SelectionReading } from './page-answer.ts';
import type { PageAccess } from './page-tools.ts';

/** The browser's own tabs. */
export function createBrowserPages(): PageAccess {
  return {
    async findTab(windowId) {
      const where = windowId === null ? { lastFocusedWindow: true } : { windowId };
      const [tab] = await browser.tabs.query({ active: true, ...where });
      return tab?.id === undefined ? null : { tabId: tab.id, origin: originOf(tab.url) };
    },
    async lookAt(tabId) {
      try {
        return { tabId, origin: originOf((await browser.tabs.get(tabId)).url) };
      } catch {
        return null;
      }
    },
    readPage: (tabId) => readTab(tabId),
    readSelection,
  };
}

async function readSelection(tabId: number): Promise<SelectionReading> {
  const found = await readTabSelection(tabId);
  if (found.type === 'selected')
    return { type: 'read', quote: toSelectionQuote(found.selection, Date.now()) };
  return found.type === 'empty' ? { type: 'read', quote: null } : { type: found.type };
}
