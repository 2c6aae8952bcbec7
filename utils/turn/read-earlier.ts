import { toBranch } from '../chat/branches.ts';
import type { Message } from '../chat/message.ts';
import type { Lineage } from '../chat/session.ts';
import type { Turn } from '../chat/turn.ts';
import type { TurnReads } from './turn-context.ts';

/** What was said in a session before a turn, for an agent that was not there. */
export interface Earlier {
  /** In display order, the newest of them. */
  readonly messages: readonly Message[];
  /** How many older ones there are. */
  readonly older: number;
  /** The chats that were merged into this one; empty for any other. */
  readonly sources: Lineage['mergedFrom'];
}

const nothing: Earlier = { messages: [], older: 0, sources: [] };

/** How far back an agent that was not there is told. */
const most = 200;
/** The same for a merged chat: one of its sources may lie far before the other. */
const mostMerged = 2_000;

/** Never rejects; nothing while storage refuses. */
export async function readEarlier(turn: Turn, reads: TurnReads): Promise<Earlier> {
  const session = await reads.session(turn.sessionId);
  const sources = session?.lineage?.mergedFrom ?? [];
  const read = await reads.recapable(turn.sessionId, sources.length > 0 ? mostMerged : most);
  if (read.length === 0) return nothing;
  const { shown } = toBranch(read, new Map());
  const question = shown.findIndex(({ id }) => id === turn.id);
  const before = question === -1 ? shown : shown.slice(0, question);
  return {
    messages: before.filter(({ id, status }) => id !== turn.replyId && status !== 'error'),
    older: Math.max(0, (session?.count ?? 0) - read.length),
    sources,
  };
}
