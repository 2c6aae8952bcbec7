import type { Message } from '../chat/message.ts';
import type { Binding } from '../chat/session.ts';
import { isBefore } from '../letta/version.ts';
import { LettaError } from '../letta/letta-error.ts';
import type { TurnReads } from './turn-context.ts';
import type { Connection } from './turn-ports.ts';

/** How far back a chat is looked through for what its agent may not know: as far as a recap would tell it. */
const looked = 200;

export interface ForkRequest {
  readonly sessionId: string;
  readonly binding: Binding;
  readonly connection: Connection;
  readonly reads: Pick<TurnReads, 'session' | 'newest'>;
}

/**
 * Gives a session that was forked from the end of another its own copy of that one's conversation, and
 * resolves to its id. Null where the history has to be told instead: the server cannot, or the copy would not
 * be what the fork holds (Letta forks a conversation at its end only). Rejects only when aborted.
 */
export async function forkConversation(request: ForkRequest, signal: AbortSignal): Promise<string | null> {
  const { client, facts } = request.connection;
  if (!facts.conversations || isBefore(facts.version, '0.16.7')) return null;
  try {
    const end = await findEnd(request);
    if (end === null) return null;
    const { thread, otid } = end;
    // Another device may have gone on there, or storage holds what the agent never heard.
    const turn = await client.readTurn(thread, otid, signal);
    if (!turn.newest || turn.pendingCallIds.length > 0) return null;
    return await client.forkConversation(thread.conversationId, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LettaError) return null;
    throw error;
  }
}

interface End {
  readonly thread: { readonly agentId: string; readonly conversationId: string };
  /** Of the last question. */
  readonly otid: string;
}

/** Where the source's conversation is, if it says what the fork says and no more. */
async function findEnd({ sessionId, binding, reads }: ForkRequest): Promise<End | null> {
  const fork = await reads.session(sessionId);
  const from = fork?.lineage?.forkOf;
  if (!fork || !from) return null;
  const source = await reads.session(from.sessionId);
  const conversationId = source?.binding?.conversationId ?? null;
  if (!source || conversationId === null || source.binding?.agentId !== binding.agentId) return null;
  const own = (await reads.newest(sessionId, looked)).filter(({ origin }) => origin === null).length;
  const messages = await reads.newest(from.sessionId, looked);
  const last = messages.at(-1);
  const question = messages.find(({ id }) => id === last?.replyTo);
  // Equal counts: nothing was said after, no other version of a question, nothing cleared since.
  const whole = last?.id === from.messageId && source.count === fork.count - own;
  if (!whole || question === undefined || !isKnown(messages, from.sessionId)) return null;
  return {
    thread: { agentId: binding.agentId, conversationId },
    otid: question.origin?.messageId ?? question.id,
  };
}

/**
 * True where the agent heard all of these: an answer that failed or was stopped may be lost to it, and what
 * was restored or imported into a chat under way it was never told.
 */
function isKnown(messages: readonly Message[], sessionId: string): boolean {
  const own = messages.findIndex(({ origin }) => origin === null);
  return messages.every(
    ({ status, origin }, index) =>
      status === 'final' &&
      (origin === null || (origin.sessionId !== sessionId && (own === -1 || index < own))),
  );
}
