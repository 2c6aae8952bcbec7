import { browser } from 'wxt/browser';

/** A tab as the browser tells of it; `url` only where we may read the page. */
export interface BrowserTab {
  readonly id?: number | undefined;
  readonly windowId?: number | undefined;
  readonly url?: string | undefined;
}

/** What we need of `browser.tabs` to find and name a tab; tests give their own. */
export interface TabsApi {
  query(filter: { active: true; currentWindow?: true; lastFocusedWindow?: true }): Promise<BrowserTab[]>;
  get(tabId: number): Promise<BrowserTab>;
}

/** What we need of `browser.scripting`. One result for each frame that could be reached. */
export interface ScriptingApi {
  executeScript(injection: {
    target: { tabId: number; allFrames: true };
    files: ScriptFile[];
  }): Promise<readonly { readonly frameId?: number | undefined; readonly result?: unknown }[]>;
}

/** The scripts that the build lays beside the pages. */
export type ScriptFile = '/page-reader.js';

export interface TabApi {
  readonly tabs: TabsApi;
  readonly scripting: ScriptingApi;
}

/** The browser's own interface, narrowed to what reading a tab takes. */
export function browserTabApi(): TabApi {
  return {
    tabs: {
      query: async (filter) => browser.tabs.query(filter),
      get: async (tabId) => browser.tabs.get(tabId),
    },
    scripting: {
      executeScript: async (injection) => browser.scripting.executeScript(injection),
    },
  };
}
