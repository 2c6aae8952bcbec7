import type { ToolPart } from '../../utils/chat/message.ts';

/** The visible word for a tool call's state. */
export const toolStateWords: Readonly<Record<ToolPart['state'], string>> = {
  preparing: 'preparing',
  approval: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  denied: 'denied',
};

/** Longer texts are shown up to here: a tool may return a whole page. */
const longest = 20_000;

/** JSON with line breaks and indentation; any other text as it is. */
export function toPretty(text: string): string {
  return cap(prettify(text));
}

function prettify(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value, null, 2);
  } catch {
    return text;
  }
}

function cap(text: string): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest)}\n… ${text.length - longest} more characters`;
}
