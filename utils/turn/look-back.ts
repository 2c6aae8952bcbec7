import { applyEvent } from '../chat/apply-event.ts';
import type { Message } from '../chat/message.ts';
import { toReply } from '../chat/reply-message.ts';
import type { Binding } from '../chat/session.ts';
import { emptyReply, type Turn } from '../chat/turn.ts';
import { LettaError } from '../letta/letta-error.ts';
import { toNewTurn } from './new-turn.ts';
import { isComplete } from './next-step.ts';
import { threadOf } from './run-turn.ts';
import type { Connection } from './turn-ports.ts';

/** An answer of which we did not see the end. `otid`: what the history holds the user's message under. */
export interface Unseen {
  readonly sessionId: string;
  readonly messageId: string;
  readonly replyHlc: string;
  readonly otid: string;
  readonly binding: Binding;
}

/** What the agent itself knows of that answer. */
export type Look =
  | { readonly type: 'final'; readonly message: Message }
  /** It still works on it, or waits for the user: the turn to take up again. */
  | { readonly type: 'running' | 'pending'; readonly turn: Turn }
  /** Nothing, or nothing complete. */
  | { readonly type: 'open' };

/** Looks an answer up in the agent's own history. Rejects with `LettaError`. */
export async function lookBack(
  unseen: Unseen,
  { connection, now }: { readonly connection: Connection; readonly now: number },
  signal: AbortSignal,
): Promise<Look> {
  const { client, facts } = connection;
  const thread = threadOf(unseen, connection);
  if (facts.conversations && thread.conversationId === null) return { type: 'open' };
  const run = await client.findActiveRun(thread, signal).catch((error: unknown) => {
    if (error instanceof LettaError && ['no-route', 'not-found', 'refused', 'expired'].includes(error.reason))
      return null;
    throw error;
  });
  const history = await client.readTurn(thread, unseen.otid, signal);
  const blank = toNewTurn({
    message: { id: unseen.messageId, sessionId: unseen.sessionId },
    binding: unseen.binding,
    replyHlc: unseen.replyHlc,
    otid: unseen.otid,
    now,
  });
  const reply = history.events.reduce(applyEvent, emptyReply);
  const turn: Turn = {
    ...blank,
    state: 'streaming',
    background: facts.background,
    reply,
    updatedAt: now + 1,
  };
  if (history.pendingCallIds.length > 0) return { type: 'pending', turn: { ...turn, state: 'approval' } };
  if (run !== null) return { type: 'running', turn };
  if (!history.found || !isComplete(history)) return { type: 'open' };
  const closed = applyEvent(reply, { type: 'stop', reason: 'end_turn', runId: null, seq: null, at: now });
  const message = toReply({ turn: { ...turn, reply: closed }, status: 'final', trouble: null });
  return { type: 'final', message };
}
