import type { Write } from './write.ts';
import { request } from './request.ts';
import type { MessageRow, StoreTx, TextRow } from './schema.ts';
import { readSessionFacts, type SessionFacts } from './session-facts.ts';
import { readLastPack } from './text-rows.ts';

/** What a transaction is about to ask: the rows of these messages, and what the rows of these sessions are made of. */
export interface Wanted {
  readonly messageIds: ReadonlySet<string>;
  readonly sessionIds: ReadonlySet<string>;
  /** Those of the sessions in which something is said. */
  readonly spokenIn: ReadonlySet<string>;
}

/** Answers as they were before the transaction wrote anything. */
export interface Ahead {
  readonly messages: ReadonlyMap<string, Promise<MessageRow | undefined>>;
  readonly facts: ReadonlyMap<string, Promise<SessionFacts>>;
  readonly lastPacks: ReadonlyMap<string, Promise<TextRow | null>>;
}

/** For a transaction that asks for itself. */
export const nothingAhead: Ahead = { messages: new Map(), facts: new Map(), lastPacks: new Map() };

/** Asks for everything in one go: asked one after the other, each question waits for the answer before it. */
export function readAhead(tx: StoreTx, { messageIds, sessionIds, spokenIn }: Wanted): Ahead {
  const messages = tx.objectStore('messages');
  return {
    messages: askAll(messageIds, (id) => messages.get(id)),
    facts: askAll(sessionIds, (id) => readSessionFacts(tx, id)),
    lastPacks: askAll(spokenIn, (id) => readLastPack(tx, id)),
  };
}

/** An answer for which nobody waits in the end fails with its transaction. */
function askAll<Answer>(
  ids: ReadonlySet<string>,
  ask: (id: string) => Promise<Answer>,
): Map<string, Promise<Answer>> {
  const asked = new Map<string, Promise<Answer>>();
  for (const id of ids) {
    const answer = ask(id);
    request(answer);
    asked.set(id, answer);
  }
  return asked;
}

/** What writes of everyday will ask; of the others (a clear, an import) nothing, for they know it best. */
export function toWanted(writes: readonly Write[]): Wanted {
  const messageIds = new Set<string>();
  const sessionIds = new Set<string>();
  const spokenIn = new Set<string>();
  for (const write of writes) {
    for (const { id, replyTo, sessionId } of messagesOf(write)) {
      for (const each of [id, ...(replyTo === null ? [] : [replyTo])]) messageIds.add(each);
      for (const ids of [sessionIds, spokenIn]) ids.add(sessionId);
    }
    if (write.type === 'start-turn') messageIds.add(write.turn.replyId);
    if (write.type === 'rename' || write.type === 'bind' || write.type === 'set-registers') {
      sessionIds.add(write.sessionId);
    }
  }
  return { messageIds, sessionIds, spokenIn };
}

function messagesOf(write: Write) {
  switch (write.type) {
    case 'start-turn':
      return [write.message];
    case 'finish-turn':
      return write.reply === null ? [] : [write.reply];
    case 'save-messages':
      return write.messages;
    default:
      return [];
  }
}
