import type { Trouble } from '../chat/message.ts';
import type { Binding } from '../chat/session.ts';
import type { PageToolName } from '../chat/page-tool.ts';
import type { PageTab, ToolResult, Turn } from '../chat/turn.ts';
import type { TurnEvent } from '../chat/turn-event.ts';
import type { AgentInfo, LettaClient, ServerFacts } from '../letta/letta-client.ts';
import type { Write } from '../store/write.ts';

/** The Letta server that the user connected, with what is known of it. */
export interface Connection {
  readonly client: LettaClient;
  /** The agent that new sessions talk to. */
  readonly agent: AgentInfo;
  readonly facts: ServerFacts;
  /** Remembers that this server cannot run turns in the background. */
  loseBackground(): Promise<void>;
  /** The server is not what it was: it is to be asked again before the next request. */
  forgetFacts(): Promise<void>;
}

/** The tools that the extension runs itself, on the page in front of the user. None of these rejects. */
export interface ToolPort {
  /** False where the user does not want the agent to ask. */
  isOffered(): Promise<boolean>;
  /** The page in front of the user, where an earlier consent covers it; null: the user has to be asked. */
  findAllowed(sessionId: string): Promise<PageTab | null>;
  /** Remembers an approval beyond its own call. `tab` null: that of the page in front of the user. */
  saveConsent(scope: 'site' | 'always', place: Omit<ToolRun, 'tool'>): Promise<void>;
  /** Runs a tool that the user allowed; what stands in the way is told in an `error`. */
  run(call: ToolRun, signal: AbortSignal): Promise<Pick<ToolResult, 'status' | 'text'>>;
}

/** A tool to run for a session. `tab` null: on the page in front of the user. */
export interface ToolRun {
  readonly tool: PageToolName;
  readonly sessionId: string;
  readonly tab: PageTab | null;
}

/** What a turn needs of the world. Nothing here knows a browser, so that it all runs in a test. */
export interface TurnPorts {
  /** Null where nothing is connected. May ask the server; rejects with `LettaError`. */
  connect(signal: AbortSignal): Promise<Connection | null>;
  commit(write: Write): Promise<'saved' | 'kept'>;
  /** What the store says that the session is bound to. */
  readBinding(sessionId: string): Promise<Binding | null>;
  onTurn(sessionId: string, turn: Turn | null): void;
  onEvent(turn: Turn, event: TurnEvent): void;
  /** True while somebody sees the session's turn as it happens. */
  isShown(sessionId: string): boolean;
  readonly tools: ToolPort;
  /** Keeps the worker alive until the returned function is called. */
  holdAwake(): () => void;
  /** Knows a better reason for some trouble (a permission that is missing looks like a server down). */
  explain(trouble: Trouble): Promise<Trouble>;
  now(): number;
}

/** How long the service waits, in ms. Tests shorten them. */
export interface TurnTimes {
  /** At most this often the answer so far is written. */
  readonly checkpoint: number;
  /** While nobody looks, pieces are taken as they gathered in this time: each wake costs more than a piece. */
  readonly gather: number;
  readonly firstRetry: number;
  readonly mostRetry: number;
  /** Between two looks at a run that goes on without a stream to us. */
  readonly poll: number;
  /** For one look into the agent's history that the user waits for. */
  readonly look: number;
}
export const turnTimes: TurnTimes = {
  checkpoint: 500,
  gather: 500,
  firstRetry: 500,
  mostRetry: 8000,
  poll: 1500,
  look: 10_000,
};
