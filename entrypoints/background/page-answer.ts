import type { QuotePart } from '../../utils/chat/message.ts';
import type { PageTab, ToolResult } from '../../utils/chat/turn.ts';
import type { PageKind } from '../../utils/posting/posting.ts';
import { toPostingQuote } from '../../utils/posting/to-posting-quote.ts';
import type { TabReading } from '../../utils/tab/read-tab.ts';
import { toQuotedPage, toQuoteNote } from '../../utils/turn/quoted-page.ts';
import type { ToolRun } from '../../utils/turn/turn-ports.ts';
import type { PageAccess } from './page-tools.ts';

export type PageAnswer = Pick<ToolResult, 'status' | 'text'>;

/** What is selected in a tab (null: nothing), or why it could not be read. */
export type SelectionReading =
  | { readonly type: 'read'; readonly quote: QuotePart | null }
  | { readonly type: Exclude<TabReading['type'], 'read'> };

/** What stands in the way, in words that the agent can pass on. */
const refusals = {
  none: 'There is no web page open in front of the user, so nothing could be read.',
  gone: 'The tab is closed, so nothing could be read.',
  closed:
    'The page in front of the user is one that no extension may read, such as a page of the browser itself.',
  asleep:
    'The browser does not let the extension read this page yet. The user can change that by pressing the ' +
    'TalentScout button in the toolbar while looking at the page, and then ask again.',
  failed: 'The page did not answer, so nothing could be read. The user can reload it and ask again.',
  moved: 'The tab went to another site before it could be read. The user can go back and ask again.',
} as const;

/** An error that says why a page was not read. */
export function toRefused(reason: keyof typeof refusals): PageAnswer {
  return { status: 'error', text: refusals[reason] };
}

const kinds: Record<PageKind, string> = {
  posting: 'The user has this job posting open.',
  'application-form': 'The user has the application form for this job open.',
  list: 'The user has a list of jobs open, and no single posting of it.',
  none: 'The user has a page open on which no job posting was found.',
};

/** A page's reading as the agent gets it: quoted material, bounded like any quote. */
export function toPageAnswer(reading: TabReading): PageAnswer {
  if (reading.type !== 'read') return toRefused(reading.type);
  const { kind, pageTitle, url } = reading.reading;
  const quote = toPostingQuote(reading.reading, reading.at);
  if (quote !== null) return quoted(kinds[kind], quote);
  const said = kind === 'list' ? kinds.list : kinds.none;
  const page = { title: pageTitle, company: '', place: '', url, at: reading.at, text: '', cut: false };
  return quoted(said, { type: 'quote', source: 'posting', ...page });
}

/** The same for what is selected. */
export function toSelectionAnswer(reading: SelectionReading): PageAnswer {
  if (reading.type !== 'read') return toRefused(reading.type);
  if (reading.quote === null)
    return { status: 'success', text: 'The user has no text selected on the page.' };
  return quoted('The user has selected this text.', reading.quote);
}

function quoted(said: string, quote: QuotePart): PageAnswer {
  const note = toQuoteNote('Read from the web page in front of the user.');
  return { status: 'success', text: [said, note, toQuotedPage(quote)].join('\n\n') };
}

/**
 * Reads what the agent asked for, on the page that was allowed; else on the one that `findTab` finds before the
 * user (null: none).
 */
export async function answerFromPage(
  pages: PageAccess,
  { tool, tab }: ToolRun,
  findTab: () => Promise<PageTab | null>,
): Promise<PageAnswer> {
  const wanted = tab ?? (await findTab());
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

/** True where the tab shows another site than the one that was allowed, or a site that was not told then. */
function hasMoved(wanted: PageTab, now: PageTab): boolean {
  return wanted.origin !== null && now.origin !== wanted.origin;
}
