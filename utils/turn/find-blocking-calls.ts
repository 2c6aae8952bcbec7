import type { Turn } from '../chat/turn.ts';
import { threadOf } from './run-turn.ts';
import type { TurnReads } from './turn-context.ts';
import type { Connection } from './turn-ports.ts';

/** How far back a request that blocks the conversation is looked for. */
const blockerSearch = 12;

/** Calls that still wait in the agent's history after one of this session's earlier messages. */
export async function findBlockingCalls(
  turn: Turn,
  connection: Connection,
  reads: TurnReads,
): Promise<readonly string[]> {
  const messages = await reads.newest(turn.sessionId, blockerSearch);
  const earlier = messages.filter(({ role, id }) => role === 'user' && id !== turn.id).toReversed();
  for (const { id } of earlier) {
    const history = await connection.client.readTurn(threadOf(turn, connection), id);
    if (history.found) return history.pendingCallIds;
  }
  return [];
}
