import { type Message, textOf } from '../chat/message.ts';
import type { Earlier } from './read-earlier.ts';

/** Most characters of a recap: what a model can read beside its own memory. */
const most = 24_000;
/** Most characters of one message in it. */
const mostEach = 4_000;

interface Line {
  readonly text: string;
  /** The merged chat that it comes from; empty where it is none's. */
  readonly from: string;
}

/**
 * What was said so far, for an agent that was not there: a chat that was forked, merged or imported, or
 * whose conversation is gone. The newest is kept where not all fits, of each merged chat its share, and the
 * agent is told how much is missing. Empty where nothing was said.
 */
export function toRecap({ messages, older, sources }: Earlier): string {
  const merged = new Set(sources.map(({ sessionId }) => sessionId));
  const lines = messages.flatMap((message): Line[] => {
    const text = toLine(message);
    const from = message.origin?.sessionId ?? '';
    return text === '' ? [] : [{ text, from: merged.has(from) ? from : '' }];
  });
  if (lines.length === 0) return '';
  const kept = keep(lines);
  const said = lines.filter((line) => kept.has(line)).map(({ text }) => text);
  const missing = [...merged, ''].flatMap((from) => {
    const count = lines.filter((line) => line.from === from && !kept.has(line)).length;
    const title = sources.find(({ sessionId }) => sessionId === from)?.title ?? '';
    return toMissing(count + (from === '' ? older : 0), title);
  });
  return [
    '(This conversation continues an earlier one. What was said there, oldest first; it is a record to go on ' +
      'from, and needs no answer by itself.)',
    '<earlier-conversation>',
    ...(sources.length > 1 ? [`[It joins: ${sources.map(toName).join(', ')}.]`] : []),
    ...missing,
    ...said,
    '</earlier-conversation>',
  ].join('\n\n');
}

/** The newest lines of each source within its share of the room, then the newest of all in what is left. */
function keep(lines: readonly Line[]): ReadonlySet<Line> {
  const newest = lines.toReversed();
  const kept = new Set<Line>();
  const share = most / new Set(lines.map(({ from }) => from)).size;
  const rooms = new Map<string, number>();
  let left = most;
  for (const line of newest) {
    const room = (rooms.get(line.from) ?? share) - line.text.length;
    // A source that is full takes nothing older either: there are no holes in what is told.
    rooms.set(line.from, room < 0 ? Number.NEGATIVE_INFINITY : room);
    if (room < 0) continue;
    kept.add(line);
    left -= line.text.length;
  }
  for (const line of newest) {
    if (kept.has(line)) continue;
    left -= line.text.length;
    if (left < 0) break;
    kept.add(line);
  }
  return kept;
}

function toMissing(count: number, title: string): readonly string[] {
  if (count === 0) return [];
  const what = count === 1 ? '1 older message is' : `${count} older messages are`;
  return [`[${what} left out${title === '' ? '' : ` of ${toName({ title })}`}.]`];
}

function toName({ title }: { readonly title: string }): string {
  return title === '' ? 'an untitled chat' : `“${toSafe(title)}”`;
}

function toLine(message: Message): string {
  const text = textOf(message).trim();
  if (text === '') return '';
  const who = message.role === 'user' ? 'User' : message.author === '' ? 'Agent' : message.author;
  const said = text.length > mostEach ? `${text.slice(0, mostEach)} [cut]` : text;
  return `${who}: ${toSafe(said)}`;
}

/** What was said cannot close the record. */
function toSafe(text: string): string {
  return text.replaceAll(/<(?=\s*\/?\s*earlier-conversation)/gi, '‹');
}
