import { type Message, textOf } from '../chat/message.ts';

/** Most characters of a recap: what a model can read beside its own memory. */
const most = 24_000;
/** Most characters of one message in it. */
const mostEach = 4_000;

/**
 * What was said so far, for an agent that was not there: a chat that was forked, merged or imported, or
 * whose conversation is gone. The newest is kept where not all fits. Empty where nothing was said.
 */
export function toRecap(messages: readonly Message[]): string {
  const lines: string[] = [];
  let length = 0;
  let cut = false;
  for (const message of messages.toReversed()) {
    const line = toLine(message);
    if (line === '') continue;
    cut = length + line.length > most;
    if (cut) break;
    lines.unshift(line);
    length += line.length;
  }
  if (lines.length === 0) return '';
  return [
    '(This conversation continues an earlier one. What was said there, oldest first; it is a record to go on ' +
      'from, and needs no answer by itself.)',
    '<earlier-conversation>',
    ...(cut ? ['[Older messages are left out.]'] : []),
    ...lines,
    '</earlier-conversation>',
  ].join('\n\n');
}

function toLine(message: Message): string {
  const text = textOf(message).trim();
  if (text === '') return '';
  const who = message.role === 'user' ? 'User' : message.author === '' ? 'Agent' : message.author;
  const said = text.length > mostEach ? `${text.slice(0, mostEach)} [cut]` : text;
  return `${who}: ${said.replaceAll(/<(?=\s*\/?\s*earlier-conversation)/gi, '‹')}`;
}
