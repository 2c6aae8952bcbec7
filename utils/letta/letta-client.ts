import type { ApprovalDecision, ToolResult } from '../chat/turn.ts';
import type { TurnEvent } from '../chat/turn-event.ts';

/** Facts about a server, found once by `probe` and remembered by the caller. */
export interface ServerFacts {
  readonly dialect: 'cloud' | 'self-hosted';
  /** As `/v1/health/` tells, e.g. `0.16.8`; empty where unknown. */
  readonly version: string;
  /** False: single-thread mode, one history for each agent. */
  readonly conversations: boolean;
  /** False once the server said that background mode needs Redis. */
  readonly background: boolean;
  /** True for the practice agent, which says so in its health answer. */
  readonly practice: boolean;
}

export interface AgentInfo {
  readonly id: string;
  readonly name: string;
}

export interface NewAgent {
  readonly name: string;
  /** What the agent should know of the user, in plain words: the `human` memory block. */
  readonly about: string;
}

/** Where a turn is spoken: a conversation, or the agent's single thread (`conversationId` null). */
export interface Thread {
  readonly agentId: string;
  readonly conversationId: string | null;
}

/** A tool that the extension itself runs for the agent; sent with every request of a turn. */
export interface ClientTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** How a stream is read. */
export interface Reading {
  /** How long pieces may gather before they are read, in ms; asked for again and again. Absent: as they come. */
  readonly pauseMs?: () => number;
}

export interface SendRequest extends Reading {
  readonly thread: Thread;
  /** The user's words (null: none, only decisions). */
  readonly text: string | null;
  /** Answers to pending approvals, all of them at once; empty for a plain message. */
  readonly decisions: readonly ApprovalDecision[];
  /** Results of our own tools; they and the decisions must together answer every pending call. */
  readonly results?: readonly ToolResult[];
  /** Client-made and unique a request: re-posting with it re-attaches in background mode. */
  readonly otid: string;
  readonly background: boolean;
  readonly clientTools: readonly ClientTool[];
}

export interface ResumeRequest extends Reading {
  readonly thread: Thread;
  readonly runId: string | null;
  readonly otid: string;
  /** The last `seq` folded; 0 for the whole run. Exclusive. */
  readonly startingAfter: number;
}

export interface RunInfo {
  readonly id: string;
  readonly state: 'active' | 'completed' | 'failed' | 'cancelled';
  readonly background: boolean;
  readonly failure: { readonly errorType: string; readonly message: string; readonly detail: string } | null;
}

/** What the agent's own history says after one of our messages. */
export interface HistoryTurn {
  /** The user message's `otid` was found; without it the server never took the message. */
  readonly found: boolean;
  /** Only whole events, in order, of everything up to the next user message. */
  readonly events: readonly TurnEvent[];
  /** Tool calls that wait for the user. */
  readonly pendingCallIds: readonly string[];
  /** Found, and nobody has said anything to the agent since. */
  readonly newest: boolean;
}

/** What the settings ask of a server. Every method rejects with `LettaError`. */
export interface SetupClient {
  probe(signal?: AbortSignal): Promise<ServerFacts>;
  listAgents(signal?: AbortSignal): Promise<readonly AgentInfo[]>;
  createAgent(agent: NewAgent, signal?: AbortSignal): Promise<AgentInfo>;
}

/**
 * Letta as a turn needs it; the REST client is one implementation, another transport may be added.
 * Every method rejects with `LettaError`; none retries a send. Streams end normally only when the server
 * ended them (`[DONE]`, or an error frame, or end of file after a stop reason); a stream that breaks
 * before that rejects with reason `broken`.
 */
export interface LettaClient extends SetupClient {
  createConversation(agentId: string, title: string, signal?: AbortSignal): Promise<string>;
  /**
   * A new conversation of the same agent that remembers all that this one does, up to its end (servers from
   * 0.16.7 on). Older ones reject.
   */
  forkConversation(conversationId: string, signal?: AbortSignal): Promise<string>;
  /** Also where it is gone already. Agents may keep in their memory blocks what was said. */
  deleteConversation(conversationId: string, signal?: AbortSignal): Promise<void>;
  send(request: SendRequest, signal?: AbortSignal): AsyncIterable<TurnEvent>;
  resume(request: ResumeRequest, signal?: AbortSignal): AsyncIterable<TurnEvent>;
  /** Nothing running counts as success. */
  cancel(thread: Thread, runId: string | null, signal?: AbortSignal): Promise<void>;
  readRun(runId: string, signal?: AbortSignal): Promise<RunInfo>;
  /** The newest active run of the thread, or null. */
  findActiveRun(thread: Thread, signal?: AbortSignal): Promise<RunInfo | null>;
  /** Reads back what the agent itself remembers of the turn that `otid` started. */
  readTurn(thread: Thread, otid: string, signal?: AbortSignal): Promise<HistoryTurn>;
}
