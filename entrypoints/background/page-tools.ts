import type { PageTab } from '../../utils/chat/turn.ts';
import type { LocalItem } from '../../utils/settings/local-item.ts';
import { isAllowed, type PageConsents, withConsent } from '../../utils/settings/page-consents.ts';
import { sleep } from '../../utils/std/sleep.ts';
import type { TabReading } from '../../utils/tab/read-tab.ts';
import type { ToolPort, ToolRun } from '../../utils/turn/turn-ports.ts';
import {
  type PageAnswer,
  type SelectionReading,
  toPageAnswer,
  toRefused,
  toSelectionAnswer,
} from './page-answer.ts';

/** The agent waits no longer than this for a page, in ms. */
const answerWithinMs = 15_000;

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

  async function read({ tool, sessionId, tab }: ToolRun): Promise<PageAnswer> {
    const wanted = tab ?? (await findTab(sessionId));
    if (wanted === null) return toRefused('none');
    const before = await pages.lookAt(wanted.tabId);
    if (before === null) return toRefused('gone');
    if (hasMoved(wanted, before)) return toRefused('moved');
    const answer =
      tool === 'read_selection'
        ? toSelectionAnswer(await pages.readSelection(wanted.tabId))
        : toPageAnswer(await pages.readPage(wanted.tabId));
    // What was allowed is this site's page: one that came in its place meanwhile is not handed out.
    const after = await pages.lookAt(wanted.tabId);
    return after !== null && hasMoved(wanted, after) ? toRefused('moved') : answer;
  }

  return {
    async isOffered() {
      return (await consents.read().catch(() => null))?.offered ?? false;
    },
    async findAllowed(sessionId) {
      try {
        const tab = await findTab(sessionId);
        return tab !== null && isAllowed(await consents.read(), tab.origin) ? tab : null;
      } catch {
        return null;
      }
    },
    async saveConsent(scope, { sessionId, tab }) {
      try {
        const origin = (tab ?? (await findTab(sessionId)))?.origin ?? null;
        await consents.update((all) => withConsent(all, scope, origin));
      } catch {
        // Storage that refuses costs another question, not this answer.
        console.info('page tools: a consent could not be kept');
      }
    },
    async run(call, signal) {
      const over = new AbortController();
      const late = sleep(answerWithinMs, AbortSignal.any([signal, over.signal]));
      try {
        return await Promise.race([read(call), late.then(() => toRefused('failed'))]);
      } catch {
        signal.throwIfAborted();
        return toRefused('failed');
      } finally {
        over.abort();
      }
    },
  };
}

/** True where the tab shows another site than the one that was allowed, or a site that was not told then. */
function hasMoved(wanted: PageTab, now: PageTab): boolean {
  return wanted.origin !== null && now.origin !== wanted.origin;
}
