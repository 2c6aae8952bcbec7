import type { Message, Part } from '../chat/message.ts';
import { quoteHead, statusWords, toAuthor, toolStateWords, toPretty, toTime } from './export-words.ts';
import type { ExportSource } from './to-export-file.ts';

/** A fence that no line of the text can close. */
function fence(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((ticks) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

function quote(text: string): string {
  return text.replace(/^/gm, '> ');
}

/** A name or title in a line of its own: marks in it are text. */
function escapeLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|~]/g, '\\$&');
}

function toPartText(part: Part): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'reasoning':
      return part.text === '' ? '' : quote(`**Reasoning**\n\n${part.text}`);
    case 'tool': {
      const head = `**Tool: ${escapeLine(part.name)}** (${toolStateWords[part.state]})`;
      const args = part.args === '' ? [] : [fence(toPretty(part.args), 'json')];
      const result = part.result === null || part.result === '' ? [] : [fence(toPretty(part.result), '')];
      return quote([head, ...args, ...result].join('\n\n'));
    }
    case 'quote':
      return quote([`**${escapeLine(quoteHead(part))}**`, part.text].join('\n\n'));
    case 'other':
      return '';
  }
}

function toMessageText(message: Message): string {
  const time = toTime(message.createdAt);
  const head = `## ${escapeLine(toAuthor(message))}${time === '' ? '' : ` · ${time}`}`;
  const status = statusWords[message.status];
  const body = [...message.parts.map(toPartText), status === '' ? '' : `*${status}*`];
  return [head, ...body.filter((text) => text !== '')].join('\n\n');
}

/** The chat as Markdown: a heading for each message, what the agent did along the way as quotes. */
export function toMarkdown({ session, messages }: ExportSource): string {
  const title = session.title === '' ? 'Chat' : escapeLine(session.title);
  return `${[`# ${title}`, ...messages.map(toMessageText)].join('\n\n')}\n`;
}
