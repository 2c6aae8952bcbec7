import { selectionLimit } from '../posting/limits.ts';
import type { PageSelection } from '../posting/page-selection.ts';

/** What is selected in the frame that `page` is: on the page, or inside a text field that has the focus. */
export function readSelection(page: Document): PageSelection {
  const text = readField(page) ?? page.getSelection()?.toString() ?? '';
  return {
    text: text.slice(0, selectionLimit + 1),
    focused: page.hasFocus(),
    title: page.title.slice(0, 2_000),
    url: page.location.href.slice(0, 4_000),
  };
}

/** The selected part of the field that has the focus, also inside open shadow roots; never of a password. */
function readField(page: Document): string | null {
  let active = page.activeElement;
  while (active?.shadowRoot?.activeElement instanceof Element) active = active.shadowRoot.activeElement;
  if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement)) return null;
  if (active.type === 'password') return null;
  try {
    const { selectionStart, selectionEnd, value } = active;
    if (selectionStart === null || selectionEnd === null || selectionStart === selectionEnd) return null;
    return value.slice(selectionStart, selectionEnd);
  } catch {
    // An e-mail field does not tell.
    return null;
  }
}
