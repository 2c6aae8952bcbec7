import type { QuotePart } from '../../utils/chat/message.ts';
import type { SessionPosting } from '../../utils/chat/session.ts';
import { addQuote, removeQuote } from './attached.ts';
import type { PanelParts } from './panel-parts.ts';

export interface AttachVerbs {
  /**
   * Puts a piece of a page beside the words of the next message, and the caret into the composer. `about`:
   * the posting that the session belongs to once the message is sent; null leaves it as it is.
   */
  attach(quote: QuotePart, about: SessionPosting | null): void;
  detach(quote: QuotePart): void;
}

export function createAttachVerbs({ draft, focusMessage, say }: PanelParts): AttachVerbs {
  return {
    attach(quote, about) {
      draft.attach(addQuote(draft.attached.value, quote, about));
      say('Attached to your message');
      focusMessage();
    },
    detach(quote) {
      draft.attach(removeQuote(draft.attached.value, quote));
      say('Removed from your message');
      focusMessage();
    },
  };
}
