import { effect, type ReadonlySignal, type Signal } from '@preact/signals';
import type { PageToRead } from '../../components/message/page-to-read.ts';
import type { PageState } from '../../utils/tab/page-state.ts';
import type { CurrentTab } from '../../utils/tab/read-tab.ts';

/**
 * Keeps `page` at the page beside the panel, as an approval names it. Where we may read it the browser tells
 * the tab's own address: what was read may stand in a frame of another site. Returns the unsubscriber.
 */
export function followPageToRead(
  state: ReadonlySignal<PageState>,
  page: Signal<PageToRead | null>,
  currentTab: () => Promise<CurrentTab | null>,
): () => void {
  let looks = 0;
  return effect(() => {
    const next = toPageToRead(state.value);
    const before = page.peek();
    const known = before?.tabId === next.tabId && before.access === 'open' ? before.origin : null;
    page.value = next.access === 'open' ? { ...next, origin: known } : next;
    const look = (looks += 1);
    if (next.access !== 'open') return;
    currentTab()
      .then((tab) => {
        if (look === looks && tab?.tabId === next.tabId) page.value = { ...next, origin: tab.origin };
      })
      .catch(() => console.info('panel: the tab did not tell its address'));
  });
}

function toPageToRead(state: PageState): PageToRead {
  switch (state.type) {
    case 'closed':
      return { tabId: null, origin: null, title: '', access: 'closed' };
    case 'asleep':
      return {
        tabId: state.tabId,
        origin: state.origin,
        title: '',
        access: state.origin === null ? 'hidden' : 'ask',
      };
    case 'read': {
      const { posting, pageTitle } = state.reading;
      return {
        tabId: state.tabId,
        origin: null,
        title: posting?.title.value ?? pageTitle,
        access: 'open',
      };
    }
    case 'reading':
    case 'failed':
      // Before the first tab is known the watch says -1.
      return { tabId: state.tabId < 0 ? null : state.tabId, origin: null, title: '', access: 'open' };
  }
}
