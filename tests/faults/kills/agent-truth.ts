import * as v from 'valibot';
import { noteOf } from './judge-chat.ts';

/** What the agent's own history has about one message of the user's. */
export interface AgentTurn {
  /** How often it was said to the agent. */
  readonly times: number;
  /** Everything that the agent said to it. */
  readonly answer: string;
  /** True where it said all that it had to say: it waits for nothing, and nobody stopped it. */
  readonly finished: boolean;
}

/** The history of an agent, read from the agent itself. */
export interface AgentTruth {
  read(): Promise<ReadonlyMap<number, AgentTurn>>;
}

const agentsSchema = v.array(v.object({ id: v.string() }));
const messagesSchema = v.array(
  v.object({
    message_type: v.string(),
    content: v.optional(v.unknown()),
    run_id: v.optional(v.nullable(v.string())),
  }),
);
const runSchema = v.object({ status: v.string() });
type Item = v.InferOutput<typeof messagesSchema>[number];

/** Conversations that are looked into at each reading: a clear begins a new one, older ones stand still. */
const newest = 3;

/** The agent that a fresh practice agent has. */
export async function readAgentId(url: string): Promise<string> {
  const [first] = v.parse(agentsSchema, await readJson(`${url}/v1/agents/`));
  if (first === undefined) throw new Error('the practice agent has no agent');
  return first.id;
}

export function createAgentTruth(url: string, agentId: string): AgentTruth {
  const histories = new Map<string, readonly Item[]>();
  /** Runs that are over, and whether they came to their own end. */
  const ended = new Map<string, boolean>();

  /** What a stopped run has said so far stands in the history like an answer: only the run tells. */
  async function lookAtRuns(history: readonly Item[]): Promise<void> {
    for (const { message_type: type, run_id: runId } of history) {
      if (type !== 'assistant_message' || !runId || ended.has(runId)) continue;
      const { status } = v.parse(runSchema, await readJson(`${url}/v1/runs/${runId}`));
      if (status !== 'created' && status !== 'running') ended.set(runId, status === 'completed');
    }
  }

  return {
    async read() {
      const list = `${url}/v1/conversations/?agent_id=${agentId}&order=desc&limit=${newest}`;
      for (const { id } of v.parse(agentsSchema, await readJson(list))) {
        const page = `${url}/v1/conversations/${id}/messages?limit=500&order=asc`;
        const history = v.parse(messagesSchema, await readJson(page));
        await lookAtRuns(history);
        histories.set(id, history);
      }
      const turns = new Map<number, AgentTurn>();
      for (const history of histories.values()) addTurns(turns, history, ended);
      return turns;
    },
  };
}

function addTurns(
  turns: Map<number, AgentTurn>,
  history: readonly Item[],
  ended: ReadonlyMap<string, boolean>,
): void {
  let note: number | null = null;
  for (const { message_type: type, content, run_id: runId } of history) {
    if (type === 'user_message') {
      note = noteOf(toText(content));
      const before = note === null ? undefined : turns.get(note);
      if (note !== null) turns.set(note, { times: (before?.times ?? 0) + 1, answer: '', finished: false });
    }
    const turn = note === null ? undefined : turns.get(note);
    if (note === null || turn === undefined) continue;
    if (type === 'assistant_message') {
      const finished = ended.get(runId ?? '') === true;
      turns.set(note, { ...turn, answer: `${turn.answer}\n\n${toText(content)}`, finished });
    }
    if (type === 'approval_request_message') turns.set(note, { ...turn, finished: false });
  }
}

function toText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return await response.json();
}
