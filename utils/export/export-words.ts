import type { Message, MessageStatus, Part, QuotePart, ToolPart } from '../chat/message.ts';
import type { ExportOptions } from '../chat/export-file.ts';

const pad = (value: number): string => String(value).padStart(2, '0');

/** The local day, `2026-11-22`; empty for what is no time. */
export function toDay(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** The local time, `2026-11-22 14:02`; empty for what is no time. */
export function toTime(at: number): string {
  const day = toDay(at);
  const date = new Date(at);
  return day === '' ? '' : `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** Who said it, as the panel names them. */
export function toAuthor(message: Message): string {
  if (message.role === 'user') return 'You';
  return message.author === '' ? 'Agent' : message.author;
}

const quoteSources: Readonly<Record<QuotePart['source'], string>> = {
  posting: 'Job posting',
  selection: 'Selected text',
  'form-question': 'Form question',
};

/** What was quoted and from where, on one line. */
export function quoteHead({ source, title, company, place, url, at, cut }: QuotePart): string {
  const facts = [title, company, place, url, toTime(at), cut ? 'cut' : ''].filter((fact) => fact !== '');
  return `${quoteSources[source]}: ${facts.join(' · ')}`;
}

/** How an answer ended, where it did not end well. */
export const statusWords: Readonly<Record<MessageStatus, string>> = {
  final: '',
  interrupted: 'This answer was interrupted.',
  error: 'This answer failed.',
};

export const toolStateWords: Readonly<Record<ToolPart['state'], string>> = {
  preparing: 'not finished',
  approval: 'not approved yet',
  running: 'not finished',
  done: 'done',
  failed: 'failed',
  denied: 'denied',
};

/** The message with only the parts that were asked for. */
export function choosePartsOf(message: Message, { reasoning, toolCalls }: ExportOptions): Message {
  const wanted = (part: Part): boolean =>
    (reasoning || part.type !== 'reasoning') && (toolCalls || part.type !== 'tool');
  return { ...message, parts: message.parts.filter(wanted) };
}

/** JSON with line breaks and indentation; any other text as it is. */
export function toPretty(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}
