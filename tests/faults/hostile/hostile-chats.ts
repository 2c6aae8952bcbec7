import { createId } from '../../../utils/chat/id.ts';
import type { Message, Part } from '../../../utils/chat/message.ts';
import type { SessionPosting } from '../../../utils/chat/session.ts';

/** A chat in which every field that a stranger can fill is filled by one. */
export interface HostileChat {
  readonly sessionId: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, string | boolean | SessionPosting>>;
  readonly messages: readonly Message[];
}

const startAt = Date.UTC(2026, 0, 1);

/** One chat for every `most` strings; each string is its chat's title once, and stands in all other places. */
export function toHostileChats(strings: readonly string[], most: number): HostileChat[] {
  const chats: HostileChat[] = [];
  for (let from = 0; from < strings.length; from += most) {
    const some = strings.slice(from, from + most);
    const sessionId = createId();
    const [title = ''] = some;
    chats.push({
      sessionId,
      title,
      fields: { title, posting: toPosting(title), [`tag:${title.slice(0, 60)}`]: true },
      messages: some.flatMap((text, index) => toPair(sessionId, text, from + index)),
    });
  }
  return chats;
}

/** A chat with that title and one message, for the list of chats. */
export function toTitledChat(title: string, index: number): HostileChat {
  const sessionId = createId();
  const [question] = toPair(sessionId, title, index);
  return {
    sessionId,
    title,
    fields: { title, [`tag:${title.slice(0, 60)}`]: true },
    messages: question === undefined ? [] : [question],
  };
}

export function toPosting(text: string): SessionPosting {
  const line = text.slice(0, 600);
  return { key: line, print: 'p', url: line, title: line, company: line, place: line, at: startAt };
}

function toPair(sessionId: string, text: string, index: number): Message[] {
  const line = text.slice(0, 600);
  const quote: Part = {
    type: 'quote',
    source: 'posting',
    title: line,
    company: line,
    place: line,
    url: line,
    at: startAt,
    text,
    cut: false,
  };
  const own: Part = { type: 'text', key: 'own', text, whole: true };
  const reasoning = {
    type: 'reasoning',
    key: 'r',
    text,
    whole: true,
    startedAt: null,
    endedAt: null,
  } as const;
  const tool: Part = { type: 'tool', callId: text, name: text, args: text, state: 'done', result: text };
  const json: Part = {
    ...tool,
    callId: `${text} json`,
    args: JSON.stringify({ [text]: text }),
    state: 'failed',
  };
  const answer: Part = { type: 'text', key: 'a', text, whole: true };
  const code: Part = { type: 'text', key: 'c', text: `\`\`\`${text}\n${text}\n\`\`\``, whole: true };
  return [
    toMessage({ sessionId, role: 'user', parts: [quote, own], text, at: index * 2 }),
    toMessage({
      sessionId,
      role: 'assistant',
      parts: [reasoning, tool, json, answer, code],
      text,
      at: index * 2 + 1,
    }),
  ];
}

function toMessage({
  sessionId,
  role,
  parts,
  text,
  at,
}: {
  readonly sessionId: string;
  readonly role: Message['role'];
  readonly parts: Part[];
  readonly text: string;
  readonly at: number;
}): Message {
  const ms = startAt + at * 1000;
  return {
    id: createId(),
    sessionId,
    role,
    author: role === 'user' ? '' : text.slice(0, 500),
    hlc: `${ms.toString(16).padStart(12, '0')}.0000.hostile`,
    createdAt: ms,
    parts,
    status: 'final',
    trouble: null,
    replyTo: null,
    variantOf: null,
    origin: null,
  };
}
