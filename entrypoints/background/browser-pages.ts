import { browser } from 'wxt/browser';
import {
  type PageSelection,
  pageSelectionSchema,
  toSelectionQuote,
} from '../../utils/posting/page-selection.ts';
import { readTab } from '../../utils/tab/read-tab.ts';
import { originOf, toRefusal } from '../../utils/tab/tab-refusal.ts';
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
  try {
    const frames = await browser.scripting.executeScript({
      target: { tabId, allFrames: true },
      files: ['/page-selection.js'],
    });
    const found = frames.flatMap(({ result }): readonly PageSelection[] => {
      const parsed = pageSelectionSchema.safeParse(result);
      return parsed.success && parsed.data.text.trim() !== '' ? [parsed.data] : [];
    });
    const selection = found.find(({ focused }) => focused) ?? found[0];
    return { type: 'read', quote: selection === undefined ? null : toSelectionQuote(selection, Date.now()) };
  } catch (error) {
    return { type: toRefusal(error, null).type };
  }
}
