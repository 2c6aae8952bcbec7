import { type Message, textOf } from '../../utils/chat/message.ts';
import type { ShownStart } from './session-model.ts';

/** The least height of a message with its name and buttons, and of one more line of it, in CSS px. */
const leastRowPx = 80;
const leastLinePx = 20;
/** Characters for which a line of its own is certain: at 600 px some 90 have room in one. */
const lineLength = 100;
/** So many lines are certain at most of one that was written: an address or code needs less room than its length says. */
const mostLines = 4;

/** Messages that a panel of this height can show at most: each one more that is read delays the first frame. */
export function screenfulOf(heightPx: number): number {
  return Math.ceil(heightPx / leastRowPx) + 1;
}

/**
 * A start as the first frame needs it: as many of the newest messages as fill the panel for certain. To draw costs
 * more than to read, above all in a browser that has just started; the others are read again right after.
 */
export function toFirstFrame(start: ShownStart, heightPx: number): ShownStart {
  const { messages } = start;
  let px = 0;
  const from = messages.findLastIndex((message) => (px += leastHeightOf(message)) > heightPx);
  // Without what an edited question replaced the old branch would be shown.
  if (from < 1 || messages.some(({ variantOf }) => variantOf !== null)) return start;
  return { ...start, messages: messages.slice(from), more: true };
}

function leastHeightOf(message: Message): number {
  return textOf(message)
    .split('\n')
    .reduce(
      (px, line) => px + leastLinePx * Math.min(mostLines, Math.floor(line.length / lineLength)),
      leastRowPx,
    );
}
