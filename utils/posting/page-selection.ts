import * as v from 'valibot';
import { type QuotePart, quoteLimit } from '../chat/message.ts';
import { selectionLimit } from './limits.ts';
import { tidy } from './text.ts';

/** What one frame says is selected in it; written by a stranger. `focused`: the keyboard is in this frame. */
export const pageSelectionSchema = v.object({
  text: v.pipe(v.string(), v.maxLength(selectionLimit + 1)),
  focused: v.boolean(),
  title: v.pipe(v.string(), v.maxLength(2_000)),
  url: v.pipe(v.string(), v.maxLength(4_000)),
});
export type PageSelection = Readonly<v.InferOutput<typeof pageSelectionSchema>>;

/** A selection as it is attached to a message, read at `at` (epoch ms). Null where nothing is selected. */
export function toSelectionQuote(
  { text, title, url }: Pick<PageSelection, 'text' | 'title' | 'url'>,
  at: number,
): QuotePart | null {
  const words = text.replaceAll('\r', '').trim();
  if (words === '') return null;
  return {
    type: 'quote',
    source: 'selection',
    title: tidy(title, 600),
    company: '',
    place: '',
    url: url.slice(0, 4_000),
    at,
    text: words.slice(0, quoteLimit).replace(/[\ud800-\udbff]$/, ''),
    cut: words.length > quoteLimit,
  };
}
