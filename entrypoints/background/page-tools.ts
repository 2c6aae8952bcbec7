import type { PageTab } from '../../utils/chat/turn.ts';
import type { LocalItem } from '../../utils/settings/local-item.ts';
import type { PageConsents } from '../../utils/settings/page-consents.ts';
import { sleep } from '../../utils/std/sleep.ts';
import type { TabReading } from '../../utils/tab/read-tab.ts';
import type { ToolPort } from '../../utils/turn/turn-ports.ts';
import type { PageAnswer, SelectionReading } from './page-answer.ts';

/** The agent waits no longer than this for a page, in ms. */
const answerWithinMs = 15_000;

/** Also where what reads a page could not be loaded: the agent is always answered. */
const failed: PageAnswer = {
  status: 'error',
  text: 'The page did not answer, so nothing could be read. The user can reload it and ask again.',
};

/** The user's tabs, as far as our tools need them. */
export interface PageAccess {
  /** The current tab of a window (null: of the one that had the focus last); null where there is none. */
  findTab(windowId: number | null): Promise<PageTab | null>;
  /** Where a tab is now; null: it is closed. */
  lookAt(tabId: number): Promise<PageTab | null>;
  readPage(tabId: number): Promise<TabReading>;
  readSelection(tabId: number): Promise<SelectionReading>;
}

export interface PageToolsOptions {
  readonly pages: PageAccess;
  readonly consents: LocalItem<PageConsents>;
  /** The window of the panel that shows this session; null: none does. */
  readonly windowOf: (sessionId: string) => number | null;
}

/** Our tools over the user's tabs. Whatever happens, the agent gets an answer. */
export function createPageTools({ pages, consents, windowOf }: PageToolsOptions): ToolPort {
  const findTab = (sessionId: string): Promise<PageTab | null> => pages.findTab(windowOf(sessionId));

  return {
    async isOffered() {
      return (await consents.read().catch(() => null))?.offered ?? false;
    },
    async findAllowed(sessionId) {
      try {
        const { isAllowed } = await import('../../utils/settings/consent-scope.ts');
        const tab = await findTab(sessionId);
        return tab !== null && isAllowed(await consents.read(), tab.origin) ? tab : null;
      } catch {
        return null;
      }
    },
    async saveConsent(scope, { sessionId, tab }) {
      try {
        const origin = (tab ?? (await findTab(sessionId)))?.origin ?? null;
        const { withConsent } = await import('../../utils/settings/consent-scope.ts');
        await consents.update((all) => withConsent(all, scope, origin));
      } catch {
        // Storage that refuses costs another question, not this answer.
        console.info('page tools: a consent could not be kept');
      }
    },
    async run(call, signal) {
      const read = async (): Promise<PageAnswer> => {
        const { answerFromPage } = await import('./page-answer.ts');
        return answerFromPage(pages, call, () => findTab(call.sessionId));
      };
      const over = new AbortController();
      const late = sleep(answerWithinMs, AbortSignal.any([signal, over.signal]));
      try {
        return await Promise.race([read(), late.then(() => failed)]);
      } catch {
        signal.throwIfAborted();
        return failed;
      } finally {
        over.abort();
      }
    },
  };
}
