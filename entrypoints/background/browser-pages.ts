import { browser } from 'wxt/browser';
import { originOf } from '../../utils/tab/origin-of.ts';
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
    async readPage(tabId) {
      return (await import('../../utils/tab/read-tab.ts')).readTab(tabId);
    },
    async readSelection(tabId) {
      return (await import('./read-selection.ts')).readSelection(tabId);
    },
  };
}
