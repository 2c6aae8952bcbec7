import type { PageAccess } from '../../entrypoints/background/page-tools.ts';
import { toSelectionQuote } from '../../utils/posting/page-selection.ts';
import type { PageReading, Posting } from '../../utils/posting/posting.ts';

interface FakeTab {
  readonly tabId: number;
  readonly windowId: number;
  url: string;
  readonly reading: PageReading;
  selected: string;
  /** False: the browser neither tells the address nor lets us in. */
  open: boolean;
}

/** A browser's tabs, as our tools see them. */
export interface FakePages extends PageAccess {
  /** Opens a tab and makes it the current one of its window. */
  open(url: string, reading: PageReading, windowId?: number): FakeTab;
  close(tabId: number): void;
  /** Every reading that was asked for, by tab. */
  readonly reads: number[];
  /** Called before a page is read; may hold it back. */
  beforeRead: () => Promise<void>;
}

const unknown = { value: null, reason: 'not-found' } as const;
const told = <Value>(value: Value, raw: string) =>
  ({ value, raw, source: 'heading', confidence: 1 }) as const;

/** The reading of a page with one posting. */
export function postingPage(url: string, title: string, description: string): PageReading {
  const posting: Posting = {
    title: told(title, title),
    company: told('Ferris', 'Ferris'),
    places: unknown,
    workplace: unknown,
    employmentTypes: unknown,
    salary: unknown,
    datePosted: unknown,
    validThrough: unknown,
    description: told({ markdown: description, cut: false }, ''),
    applyUrl: unknown,
    identifier: unknown,
  };
  return { version: 1, kind: 'posting', url, pageTitle: title, posting, questions: [], score: 1 };
}

export function createFakePages(): FakePages {
  const tabs: FakeTab[] = [];
  const find = (tabId: number): FakeTab | undefined => tabs.find((tab) => tab.tabId === tabId);
  const nameOf = ({ tabId, url, open }: FakeTab) => ({ tabId, origin: open ? new URL(url).origin : null });
  const pages: FakePages = {
    reads: [],
    beforeRead: async () => {},
    open(url, reading, windowId = 1) {
      const tab: FakeTab = { tabId: tabs.length + 1, windowId, url, reading, selected: '', open: true };
      tabs.push(tab);
      return tab;
    },
    close(tabId) {
      tabs.splice(
        tabs.findIndex((tab) => tab.tabId === tabId),
        1,
      );
    },
    async findTab(windowId) {
      const tab = tabs.findLast((one) => windowId === null || one.windowId === windowId);
      return tab === undefined ? null : nameOf(tab);
    },
    async lookAt(tabId) {
      const tab = find(tabId);
      return tab === undefined ? null : nameOf(tab);
    },
    async readPage(tabId) {
      await pages.beforeRead();
      pages.reads.push(tabId);
      const tab = find(tabId);
      if (tab === undefined) return { type: 'gone', tabId };
      if (!tab.open) return { type: 'asleep', tabId, origin: null };
      return { type: 'read', tabId, frameId: 0, at: 0, reading: tab.reading };
    },
    async readSelection(tabId) {
      const tab = find(tabId);
      if (tab === undefined) return { type: 'gone' };
      const page = { text: tab.selected, title: tab.reading.pageTitle, url: tab.url };
      return { type: 'read', quote: toSelectionQuote(page, 0) };
    },
  };
  return pages;
}
