import { computed, type ReadonlySignal } from '@preact/signals';
import { quotesOf } from '../../utils/chat/message.ts';
import type { PanelModel } from './panel-model.ts';
import type { PostingInSight } from './prompt-menu.ts';

/** What we need of the posting on the page; null where there is none. */
interface PagePosting {
  readonly page: ReadonlySignal<{ readonly named: { readonly url: string } } | null>;
  ask(): void;
}

/**
 * The page's posting for prompts that need one. What the chat on screen has quoted already is not quoted
 * again: it is long, and the prompts say "here or earlier in this chat".
 */
export function toPostingInSight(
  { session }: Pick<PanelModel, 'session'>,
  { page, ask }: PagePosting,
): PostingInSight {
  function isQuoted(): boolean {
    const url = page.value?.named.url ?? '';
    const quotes = session.shown.value.flatMap(quotesOf);
    return quotes.some((quote) => quote.source === 'posting' && quote.url === url);
  }
  return {
    seen: computed(() => page.value !== null),
    attach: () => void (isQuoted() || ask()),
  };
}
