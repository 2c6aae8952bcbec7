import type { Message, Trouble } from '../chat/message.ts';
import type { Turn } from '../chat/turn.ts';
import type { SessionSummary } from '../chat/session.ts';
import type { AgentInfo } from '../letta/letta-client.ts';
import type { LooseEnds } from './loose-ends.ts';
import type { TurnDesk } from './turn-desk.ts';
import type { TurnPorts, TurnTimes } from './turn-ports.ts';

/** What the service reads; where the store refuses, what is kept in memory. None rejects. */
export interface TurnReads {
  message(id: string): Promise<Message | null>;
  session(id: string): Promise<SessionSummary | null>;
  /** The newest messages of a session, in display order. */
  newest(sessionId: string, limit: number): Promise<readonly Message[]>;
  /** The same for a recap: nothing while storage refuses, because what was cleared since is still in it. */
  recapable(sessionId: string, limit: number): Promise<readonly Message[]>;
  turns(): Promise<readonly Turn[]>;
}

/** What every command about a turn works with. */
export interface TurnContext {
  readonly ports: TurnPorts;
  readonly reads: TurnReads;
  readonly looseEnds: LooseEnds;
  readonly desk: TurnDesk;
  readonly times: TurnTimes;
  nextHlc(): string;
  /** The agent that the user connected, without asking any server. */
  agent(): Promise<AgentInfo | null>;
}

/** A turn named by its user message. */
export interface Target {
  readonly sessionId: string;
  readonly messageId: string;
}

/** A short way to say what stands in the way. */
export function troubleOf(reason: Trouble['reason']): Trouble {
  return { reason, message: '', detail: '', retryAfterMs: null };
}
