import { choicesTo, toBranch } from '../chat/branches.ts';
import { copyIdOf } from '../chat/derived-id.ts';
import type { Message } from '../chat/message.ts';
import { type Binding, type Lineage, tagFieldOf } from '../chat/session.ts';
import { saveRegister } from './changes.ts';
import { saveCopies } from './save-copies.ts';
import type { RegisterValue, SessionRow } from './schema.ts';
import type { Scope, Stamp } from './scope.ts';
import { sessionRange } from './session-facts.ts';

/** `sessionId` names the new session: the same write again makes the same copies. */
export interface ForkWrite {
  readonly fromSessionId: string;
  readonly messageId: string;
  readonly sessionId: string;
  /** Whom the new session talks to; null: nobody yet. */
  readonly binding: Binding | null;
}

export interface MergeWrite {
  readonly fromSessionIds: readonly string[];
  readonly sessionId: string;
  /** Empty: none of the user's own. */
  readonly title: string;
  readonly binding: Binding | null;
}

/**
 * Copies a session up to a message, along the versions of the questions that led to it. Nothing happens where
 * the message is not there (any more).
 */
export async function forkSession(scope: Scope, stamp: Stamp, write: ForkWrite): Promise<void> {
  const { fromSessionId, messageId, sessionId, binding } = write;
  const all = await liveMessages(scope, fromSessionId);
  const messages = toBranch(all, choicesTo(all, messageId)).shown;
  const last = messages.findIndex(({ id }) => id === messageId);
  if (last === -1) return;
  await copyInto(scope, stamp, { sessionId, messages: messages.slice(0, last + 1) });
  const from = await scope.tx.objectStore('sessions').get(fromSessionId);
  const forkOf = { sessionId: fromSessionId, messageId, title: from?.title ?? '' };
  await saveFields(scope, stamp, {
    sessionId,
    binding,
    title: from?.titleByUser === true ? from.title : '',
    lineage: { forkOf, mergedFrom: [] },
    from: from === undefined ? [] : [from],
  });
}

/**
 * Copies several sessions into one; those that are empty are left out, the sources stay as they are. Of
 * a question with several versions the newest is copied: between others' messages a replaced one cannot hide.
 */
export async function mergeSessions(scope: Scope, stamp: Stamp, write: MergeWrite): Promise<void> {
  const { fromSessionIds, sessionId, title, binding } = write;
  const from: SessionRow[] = [];
  const all: Message[] = [];
  const sources = [...new Set(fromSessionIds)].map((id) =>
    Promise.all([scope.tx.objectStore('sessions').get(id), liveMessages(scope, id)]),
  );
  for (const [row, messages] of await Promise.all(sources)) {
    if (row === undefined || messages.length === 0) continue;
    from.push(row);
    all.push(...toBranch(messages, new Map()).shown);
  }
  if (from.length === 0) return;
  await copyInto(scope, stamp, { sessionId, messages: all });
  const mergedFrom = from.map((row) => ({ sessionId: row.id, title: row.title }));
  await saveFields(scope, stamp, { sessionId, binding, title, lineage: { forkOf: null, mergedFrom }, from });
}

async function liveMessages({ tx }: Scope, sessionId: string): Promise<Message[]> {
  const rows = await tx.objectStore('messages').index('by-order').getAll(sessionRange(sessionId));
  return rows.flatMap(({ message }) => (message === null ? [] : [message]));
}

/** Copies keep their place in time and what they answer; each is the only version of its question. */
function copyInto(
  scope: Scope,
  stamp: Stamp,
  { sessionId, messages }: { readonly sessionId: string; readonly messages: readonly Message[] },
): Promise<void> {
  const copied = new Set(messages.map(({ id }) => id));
  const copyOf = (id: string) => (copied.has(id) ? copyIdOf(sessionId, id) : id);
  const copies = messages.map(({ follows: _follows, ...message }): Message => ({
    ...message,
    id: copyIdOf(sessionId, message.id),
    sessionId,
    replyTo: message.replyTo === null ? null : copyOf(message.replyTo),
    variantOf: null,
    origin: { sessionId: message.sessionId, messageId: message.id },
  }));
  return saveCopies(scope, stamp, copies);
}

interface NewSession {
  readonly sessionId: string;
  readonly binding: Binding | null;
  readonly title: string;
  readonly lineage: Lineage;
  readonly from: readonly SessionRow[];
}

/** The new session's registers: it inherits tags, and the posting where only one was talked about. */
async function saveFields(
  scope: Scope,
  stamp: Stamp,
  { sessionId, binding, title, lineage, from }: NewSession,
): Promise<void> {
  const postings = from.flatMap(({ posting = null }) => (posting === null ? [] : [posting]));
  const [posting] = new Set(postings.map(({ key }) => key)).size === 1 ? postings : [];
  const tags = from.flatMap(({ tags: given = [] }) => given).flatMap((tag) => tagFieldOf(tag) ?? []);
  const values: Record<string, RegisterValue> = {
    lineage: { ...lineage, mergedFrom: [...lineage.mergedFrom] },
    ...(binding === null ? {} : { binding: { ...binding, conversationId: binding.conversationId } }),
    ...(title === '' ? {} : { title }),
    ...(posting === undefined ? {} : { posting }),
    ...Object.fromEntries(tags.map((field) => [field, true])),
  };
  for (const [field, value] of Object.entries(values)) {
    await saveRegister(scope, stamp, { sessionId, field, value });
  }
}
