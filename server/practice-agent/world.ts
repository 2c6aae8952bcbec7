import { createFaultBox, type FaultBox } from './faults.ts';
import type { PracticeOptions } from './options.ts';
import type { Run } from './run.ts';
import { refusal } from './server-error.ts';
import { openState, type Agent, type Conversation, type Place, type State } from './state.ts';

/** One request as it came, for tests. `body` is the parsed JSON, null for none. */
export interface LoggedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Everything that one running practice agent holds. */
export interface World {
  readonly options: PracticeOptions;
  readonly state: State;
  readonly runs: Map<string, Run>;
  /** Run ids by single `otid`, and by the joined otids of one request. */
  readonly runByOtid: Map<string, string>;
  readonly faults: FaultBox;
  readonly log: LoggedRequest[];
}

export function createWorld(options: PracticeOptions): World {
  return {
    options,
    state: openState(options.dataDir),
    runs: new Map(),
    runByOtid: new Map(),
    faults: createFaultBox(options.faults),
    log: [],
  };
}

export function readAgent(world: World, id: string): Agent {
  const agent = world.state.agents.find((one) => one.id === id);
  if (!agent) throw refusal(404, `Agent with ID ${id} not found`);
  return agent;
}

export function readConversation(world: World, id: string): Conversation {
  const conversation = world.state.conversations.find((one) => one.id === id && !one.deleted);
  if (!conversation) throw refusal(404, `Conversation not found with id='${id}'`);
  return conversation;
}

export function readRunById(world: World, id: string): Run {
  const run = world.runs.get(id);
  if (!run) throw refusal(404, `Run not found with id='${id}'`);
  return run;
}

/** A conversation of the path, or `default` (also an agent's id) with its agent. */
export function readPlace(world: World, conversationId: string, agentId: string | null): Place {
  if (conversationId === 'default' && agentId !== null) {
    return { agentId: readAgent(world, agentId).id, conversationId: null };
  }
  if (conversationId.startsWith('agent-')) {
    return { agentId: readAgent(world, conversationId).id, conversationId: null };
  }
  const conversation = readConversation(world, conversationId);
  return { agentId: conversation.agentId, conversationId: conversation.id };
}

/** Runs that are under way, newest first. */
export function activeRuns(world: World, fits: (run: Run) => boolean): Run[] {
  return [...world.runs.values()].filter((run) => !run.ended && fits(run)).reverse();
}

export function samePlace(a: Place, b: Place): boolean {
  return a.agentId === b.agentId && a.conversationId === b.conversationId;
}
