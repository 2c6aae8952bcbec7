import type { Message, Part } from '../chat/message.ts';
import { quoteHead, statusWords, toAuthor, toolStateWords, toPretty, toTime } from './export-words.ts';
import type { ExportSource } from './to-export-file.ts';

function toPartText(part: Part): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'reasoning':
      return part.text === '' ? '' : `[Reasoning]\n${part.text}\n[End of reasoning]`;
    case 'tool': {
      const lines = [
        `[Tool: ${part.name}, ${toolStateWords[part.state]}]`,
        toPretty(part.args),
        part.result ?? '',
      ];
      return lines.filter((line) => line !== '').join('\n');
    }
    case 'quote':
      return `[${quoteHead(part)}]\n${part.text}\n[End of quote]`;
    case 'other':
      return '';
  }
}

function toMessageText(message: Message): string {
  const head = [toAuthor(message), toTime(message.createdAt)].filter((word) => word !== '').join(', ');
  const body = [...message.parts.map(toPartText), statusWords[message.status]].filter((text) => text !== '');
  return `${head}\n${'-'.repeat(head.length)}\n${body.join('\n\n')}`;
}

/** The chat as text without any marks of ours but headings. */
export function toPlainText({ session, messages }: ExportSource): string {
  const title = session.title === '' ? 'Chat' : session.title;
  return `${[`${title}\n${'='.repeat(title.length)}`, ...messages.map(toMessageText)].join('\n\n')}\n`;
}
