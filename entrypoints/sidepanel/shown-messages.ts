import type { Message, Trouble } from '../../utils/chat/message.ts';
import type { Outgoing } from './panel-memory.ts';

/** Sorts after every clock: a message that has no place in the order yet stands at the end. */
const endOfTime = '~';

/** A message on its way to the background: `failed` waits for "Try again". */
export interface Sending {
  readonly outgoing: Outgoing;
  readonly trouble: Trouble | null;
}

/** What is drawn: stored and refused messages by their place, those on their way at the end. */
export function toShown({
  stored,
  unsaved,
  sending,
}: {
  stored: readonly Message[];
  unsaved: readonly Message[];
  sending: readonly Sending[];
}): readonly Message[] {
  if (unsaved.length === 0 && sending.length === 0) return stored;
  const byId = new Map(stored.map((message) => [message.id, message]));
  // A refused write is newer than the row that it could not replace.
  for (const message of unsaved) byId.set(message.id, message);
  const rows = [...byId.values()].sort(byPlace);
  for (const { outgoing, trouble } of sending) {
    if (!byId.has(outgoing.id)) rows.push(toMessage(outgoing, trouble));
  }
  return rows;
}

function byPlace(a: Message, b: Message): number {
  if (a.hlc !== b.hlc) return a.hlc < b.hlc ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** True for a message that nothing has stored yet: it may not look like one that is safe. */
export function isOnItsWay({ hlc, trouble }: Pick<Message, 'hlc' | 'trouble'>): boolean {
  return hlc === endOfTime && trouble === null;
}

function toMessage(outgoing: Outgoing, trouble: Trouble | null): Message {
  return {
    id: outgoing.id,
    sessionId: outgoing.id,
    role: 'user',
    author: '',
    hlc: endOfTime,
    createdAt: outgoing.at,
    parts: [...outgoing.quotes, { type: 'text', key: 'own', text: outgoing.text, whole: true }],
    status: trouble === null ? 'final' : 'error',
    trouble,
    replyTo: null,
    variantOf: outgoing.variantOf,
    ...(outgoing.follows === undefined ? {} : { follows: outgoing.follows }),
    origin: null,
  };
}

/** Cuts what lies before `oldest`: a read with slack must not push older rows in above the reader. */
export function fromOldest(messages: readonly Message[], oldest: Message | undefined): readonly Message[] {
  if (oldest === undefined) return messages;
  const first = messages.findIndex((message) => byPlace(message, oldest) >= 0 || message.id === oldest.id);
  return first <= 0 ? messages : messages.slice(first);
}

/** Takes the old object where nothing changed, so that its article is not drawn again. */
export function keepIdentity(next: readonly Message[], old: readonly Message[]): readonly Message[] {
  const byId = new Map(old.map((message) => [message.id, message]));
  const kept = next.map((message) => {
    const before = byId.get(message.id);
    return before !== undefined && same(before, message) ? before : message;
  });
  return kept.length === old.length && kept.every((message, index) => message === old[index]) ? old : kept;
}

function same(a: Message, b: Message): boolean {
  return a.hlc === b.hlc && a.status === b.status && JSON.stringify(a) === JSON.stringify(b);
}
