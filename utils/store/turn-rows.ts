import type { IDBPObjectStore } from 'idb';
import { hlcAfter, hlcNode } from '../chat/hlc.ts';
import type { Message } from '../chat/message.ts';
import type { SessionPosting } from '../chat/session.ts';
import type { Turn } from '../chat/turn.ts';
import { saveMessage, saveRegister } from './changes.ts';
import { request } from './request.ts';
import type { Scope, Stamp } from './scope.ts';
import type { StoreSchema, StoreTx } from './schema.ts';

/** Saves the message, the session's binding and posting, and the turn; removes the draft that it was. */
export async function startTurn(
  scope: Scope,
  stamp: Stamp,
  {
    message,
    turn,
    posting = null,
  }: { readonly message: Message; readonly turn: Turn; readonly posting?: SessionPosting | null | undefined },
): Promise<void> {
  const { tx } = scope;
  const { sessionId } = message;
  const running = tx.objectStore('turns').get(turn.id);
  request(running);
  if (posting !== null) await saveRegister(scope, stamp, { sessionId, field: 'posting', value: posting });
  await saveRegister(scope, stamp, { sessionId, field: 'binding', value: { ...turn.binding } });
  await saveMessage(scope, stamp, { message: await asLast(scope, message) });
  if (await mayRun(scope, turn, running)) request(tx.objectStore('turns').put(turn));
  request(tx.objectStore('drafts').delete(sessionId));
}

/** Keeps what has been folded so far; nothing when the turn is over or was cleared meanwhile. */
export async function checkpointTurn(
  turns: IDBPObjectStore<StoreSchema, 'turns'[], 'turns', 'readwrite'>,
  turn: Turn,
): Promise<void> {
  const current = await turns.get(turn.id);
  if (current !== undefined && current.updatedAt <= turn.updatedAt) await turns.put(turn);
}

/** Saves the reply and ends the turn. The reply to a message that was cleared meanwhile is dropped. */
export async function finishTurn(
  scope: Scope,
  stamp: Stamp,
  { turnId, reply }: { readonly turnId: string; readonly reply: Message | null },
): Promise<void> {
  if (reply !== null) await saveMessage(scope, stamp, { message: await afterQuestion(scope, reply) });
  request(scope.tx.objectStore('turns').delete(turnId));
}

/** Ends every turn of a session; resolves when it is asked for. */
export async function dropTurns(tx: StoreTx, sessionId: string): Promise<void> {
  const turns = tx.objectStore('turns');
  for (const key of await turns.index('by-session').getAllKeys(sessionId)) request(turns.delete(key));
}

/** What the user says now stands below all that was on the screen, also on a device whose clock is slow. */
async function asLast(scope: Scope, message: Message): Promise<Message> {
  const newest = await scope.readNewest(message.sessionId);
  return newest?.id === message.id ? message : laterThan(newest?.liveHlc ?? '', message);
}

/** An answer stands below its question, whose place may have been moved. */
async function afterQuestion(scope: Scope, reply: Message): Promise<Message> {
  const question = await scope.readMessage(reply.replyTo ?? '');
  return laterThan(question?.liveHlc ?? '', reply);
}

function laterThan(hlc: string, message: Message): Message {
  return message.hlc > hlc ? message : { ...message, hlc: hlcAfter(hlc, hlcNode(message.hlc)) };
}

/** False for a turn whose message was cleared, and for the repeat of a start that is over already. */
async function mayRun(scope: Scope, turn: Turn, running: Promise<Turn | undefined>): Promise<boolean> {
  const [question, reply, current] = await Promise.all([
    scope.readMessage(turn.id),
    scope.readMessage(turn.replyId),
    running,
  ]);
  if (question === undefined || question.deleted) return false;
  if (current !== undefined) return turn.startedAt > current.startedAt;
  const said = reply?.message ?? null;
  return said === null || (said.status !== 'final' && turn.startedAt > said.createdAt);
}
