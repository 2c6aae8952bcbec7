import { browser } from 'wxt/browser';
import * as v from 'valibot';
import { type PageSelection, pageSelectionSchema } from '../posting/page-selection.ts';
import { toRefusal, type TabRefusal } from './tab-refusal.ts';

/** What reading a selection takes of the browser; tests give their own. */
export interface SelectionApi {
  /** Reads every frame that we may enter, or only the given one; one answer each. */
  read(tabId: number, frameId: number | null): Promise<readonly unknown[]>;
  addressOf(tabId: number): Promise<string | null>;
}

/** What is selected in a tab; `empty` where nothing is, in the frames that we may read. */
export type TabSelection =
  | { readonly type: 'selected'; readonly selection: PageSelection }
  | { readonly type: 'empty' }
  | TabRefusal;

/** Reads what the user has selected in a tab, in any frame that we may enter or in that one. Never rejects. */
export async function readTabSelection(
  tabId: number,
  { frameId = null, api = browserSelectionApi() }: { frameId?: number | null; api?: SelectionApi } = {},
): Promise<TabSelection> {
  try {
    const found = (await api.read(tabId, frameId)).flatMap((value) => {
      const parsed = v.safeParse(pageSelectionSchema, value);
      return parsed.success && parsed.output.text.trim() !== '' ? [parsed.output] : [];
    });
    // Each frame keeps a selection of its own: the one with the keyboard is what the user means.
    const selection = found.find(({ focused }) => focused) ?? found[0];
    return selection === undefined ? { type: 'empty' } : { type: 'selected', selection };
  } catch (error) {
    return toRefusal(error, await api.addressOf(tabId).catch(() => null));
  }
}

function browserSelectionApi(): SelectionApi {
  return {
    async read(tabId, frameId) {
      const target = frameId === null ? { tabId, allFrames: true } : { tabId, frameIds: [frameId] };
      const frames = await browser.scripting.executeScript({ target, files: ['/page-selection.js'] });
      return frames.map(({ result }) => result);
    },
    addressOf: async (tabId) => (await browser.tabs.get(tabId)).url ?? null,
  };
}
