import { toSelectionQuote } from '../../utils/posting/page-selection.ts';
import { readTabSelection } from '../../utils/tab/selection.ts';
import type { SelectionReading } from './page-answer.ts';

/** What is selected in a tab, as a quote. */
export async function readSelection(tabId: number): Promise<SelectionReading> {
  const found = await readTabSelection(tabId);
  if (found.type === 'selected')
    return { type: 'read', quote: toSelectionQuote(found.selection, Date.now()) };
  return found.type === 'empty' ? { type: 'read', quote: null } : { type: found.type };
}
