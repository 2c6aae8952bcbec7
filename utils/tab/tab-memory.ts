import { createOriginGuess } from './origin-guess.ts';
import type { PageState } from './page-state.ts';
import type { TabReading } from './read-tab.ts';
import { originOf } from './origin-of.ts';

const mostTabs = 20;

/** What was last known of the tabs that were looked at, so that coming back to one shows it at once. */
export interface TabMemory {
  /** The last reading of a tab, or that it is being read. */
  stateOf(tabId: number): PageState;
  /** What a reading makes of a tab. */
  take(got: TabReading): PageState;
  /** Its page is another one now. */
  forget(tabId: number): void;
  sawLeaving(tabId: number, origin: string): void;
  /** The site that was guessed for that tab is not the one. */
  forgetGuess(tabId: number): void;
}

export function createTabMemory(options: { readonly forgetsOnLoad: boolean }): TabMemory {
  const readings = new Map<number, PageState>();
  const guess = createOriginGuess(options);
  return {
    stateOf: (tabId) => readings.get(tabId) ?? { type: 'reading', tabId },
    take(got) {
      const { tabId } = got;
      readings.delete(tabId);
      if (got.type === 'asleep') return { type: 'asleep', tabId, origin: got.origin ?? guess.of(tabId) };
      if (got.type !== 'read') return got.type === 'closed' ? { type: 'closed' } : { type: 'failed', tabId };
      const { at, reading, frameId } = got;
      const origin = originOf(reading.url);
      if (frameId === 0 && origin !== null) guess.sawRead(tabId, origin);
      const read: PageState = { type: 'read', tabId, at, reading };
      readings.set(tabId, read);
      const [oldest] = readings.keys();
      if (readings.size > mostTabs && oldest !== undefined) readings.delete(oldest);
      return read;
    },
    forget: (tabId) => void readings.delete(tabId),
    sawLeaving: guess.sawLeaving,
    forgetGuess: guess.forget,
  };
}
