import { type Message, quotesOf, textOf } from '../chat/message.ts';

/** A user's message as the agent gets it; how quotes are told is loaded with the first of them. */
export async function wordsOf(message: Pick<Message, 'parts'>): Promise<string> {
  if (quotesOf(message).length === 0) return textOf(message);
  return (await import('./to-prompt.ts')).toPrompt(message);
}
