import type { PageReading } from '../posting/posting.ts';

/**
 * What the panel knows of the page in its window's current tab.
 * `closed`: a page that no extension may read (the browser's own, a shop's, a file); `asleep`: we may not
 * read it yet, the user has to say so (`origin` null where the browser does not even tell the address);
 * `read`: the best of its frames (`mergeFrames`), read at `at` (epoch ms); `failed`: the page did not answer.
 */
export type PageState =
  | { readonly type: 'closed' }
  | { readonly type: 'asleep'; readonly tabId: number; readonly origin: string | null }
  | { readonly type: 'reading'; readonly tabId: number }
  | { readonly type: 'read'; readonly tabId: number; readonly at: number; readonly reading: PageReading }
  | { readonly type: 'failed'; readonly tabId: number };

/** Follows the current tab of one window: changes of tab, loads, and changes of address without a load. */
export interface PageWatch {
  state(): PageState;
  /** Calls back with each new state; returns the unsubscriber. */
  onChange(listener: (state: PageState) => void): () => void;
  /** Reads again, because the user asked. */
  read(): Promise<void>;
  /**
   * Asks the browser for the right to read this site from now on, and reads. Must be called in the click's
   * own turn. Resolves to false where the user said no.
   */
  allowSite(): Promise<boolean>;
  /** For good. */
  close(): void;
}
