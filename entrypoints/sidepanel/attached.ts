import * as v from 'valibot';
import { type QuotePart, quotePartSchema } from '../../utils/chat/message.ts';
import { type SessionPosting, sessionPostingSchema } from '../../utils/chat/session.ts';

/** What goes with the next message: pieces of pages, and the posting that the session is about from then on. */
export const attachedFields = {
  quotes: v.optional(v.array(quotePartSchema), []),
  posting: v.optional(v.nullable(sessionPostingSchema), null),
} as const;
export interface Attached {
  readonly quotes: readonly QuotePart[];
  readonly posting: SessionPosting | null;
}
export const nothingAttached: Attached = { quotes: [], posting: null };

/** As many as one message carries. */
const mostQuotes = 10;

/**
 * Adds a piece of a page. One that is attached already is replaced by its later reading; beyond ten, the
 * oldest goes.
 */
export function addQuote(
  { quotes, posting }: Attached,
  quote: QuotePart,
  about: SessionPosting | null,
): Attached {
  const others = quotes.filter((one) => !isSamePiece(one, quote));
  return { quotes: [...others, quote].slice(-mostQuotes), posting: about ?? posting };
}

/** Takes a piece off, and with a posting what the session would have been about. */
export function removeQuote({ quotes, posting }: Attached, quote: QuotePart): Attached {
  const left = quotes.filter((one) => one !== quote);
  const stays = posting !== null && left.some((one) => one.source === 'posting' && one.url === posting.url);
  return { quotes: left, posting: stays ? posting : null };
}

function isSamePiece(one: QuotePart, other: QuotePart): boolean {
  if (one.source !== other.source || one.url !== other.url) return false;
  return one.source === 'posting' || one.text === other.text;
}

/** What a message says whose user attached something and typed nothing. */
export function toDefaultWords(quotes: readonly QuotePart[]): string {
  const [first] = quotes;
  if (first === undefined) return '';
  if (quotes.some(({ source }) => source !== first.source)) return 'What do you make of these?';
  const one = quotes.length === 1;
  switch (first.source) {
    case 'posting':
      return one ? 'What do you make of this posting?' : 'What do you make of these postings?';
    case 'selection':
      return one ? 'What do you make of this passage?' : 'What do you make of these passages?';
    case 'form-question':
      return one ? 'Help me answer this question.' : 'Help me answer these questions.';
  }
}
