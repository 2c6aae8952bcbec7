import { createId } from '../../utils/chat/id.ts';
import type { QuotePart } from '../../utils/chat/message.ts';
import { type PageSelection, toSelectionQuote } from '../../utils/posting/page-selection.ts';
import { squash } from '../../utils/posting/text.ts';
import type { TabSelection } from '../../utils/tab/selection.ts';
import type { HandedSelection } from '../../utils/tab/selection-handover.ts';
import type { MenuClick, SelectionPorts, SelectionTab } from './selection.ts';

/** What the panel is handed of a selection that the user asks about, or why there is nothing. */
export async function toHandedSelection(
  { readSelection, now }: SelectionPorts,
  tab: SelectionTab,
  click: MenuClick | null,
): Promise<HandedSelection> {
  const at = now();
  const found: TabSelection =
    tab.id === undefined ? { type: 'closed' } : await readSelection(tab.id, click?.frameId ?? null);
  const quote = toQuote({ found, tab, click, at });
  const reason = quote !== null ? null : toReason(found);
  return { id: createId(), windowId: tab.windowId, at, quote, reason };
}

function toQuote({
  found,
  tab,
  click,
  at,
}: {
  readonly found: TabSelection;
  readonly tab: SelectionTab;
  readonly click: MenuClick | null;
  readonly at: number;
}): QuotePart | null {
  const read: PageSelection | null = found.type === 'selected' ? found.selection : null;
  const named = click?.selectionText ?? '';
  const title = tab.title ?? read?.title ?? '';
  const url = click?.pageUrl ?? tab.url ?? read?.url ?? '';
  // The menu knows the words without our reading, but in one line; the page's own have their line breaks.
  const isSame = read !== null && (named === '' || squash(read.text).startsWith(squash(named).slice(0, 200)));
  return toSelectionQuote({ text: read !== null && isSame ? read.text : named, title, url }, at);
}

function toReason(found: TabSelection): HandedSelection['reason'] {
  switch (found.type) {
    case 'selected':
    case 'empty':
      return 'empty';
    case 'closed':
    case 'asleep':
      return found.type;
    case 'gone':
    case 'failed':
      return 'failed';
  }
}
