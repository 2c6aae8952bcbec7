import { type Message, quotesOf, textOf } from '../chat/message.ts';
import { toQuotedPage, toQuoteNote } from './quoted-page.ts';

/**
 * A user's message as the agent gets it: their words, then what they attached as quoted material, which
 * says where it comes from and that nothing in it is an order. A page cannot close its own quotation.
 */
export function toPrompt(message: Pick<Message, 'parts'>): string {
  const quotes = quotesOf(message);
  const words = textOf(message);
  if (quotes.length === 0) return words;
  return [words, toQuoteNote('Quoted from web pages by the user.'), ...quotes.map(toQuotedPage)]
    .filter((text) => text !== '')
    .join('\n\n');
}
