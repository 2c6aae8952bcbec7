import * as v from 'valibot';
import type { Http } from './http.ts';
import type { AgentInfo, NewAgent, ServerFacts } from './letta-client.ts';
import { LettaError } from './letta-error.ts';
import { paths } from './paths.ts';

const agentSchema = v.object({ id: v.string(), name: v.fallback(v.string(), '') });
const agentListSchema = v.array(agentSchema);
const pageSize = 50;
const mostPages = 20;

/** Parses what is a list of agents on every Letta server; anything else is another kind of server. */
export function parseAgents(body: unknown): readonly AgentInfo[] {
  const parsed = v.safeParse(agentListSchema, body);
  if (!parsed.success) throw new LettaError('not-letta', 'The list of agents is no list of agents.');
  return parsed.output;
}

/** All agents that the key may see, newest first. */
export async function listAgents(http: Http, signal?: AbortSignal): Promise<readonly AgentInfo[]> {
  const agents = new Map<string, AgentInfo>();
  for (let page = 0; page < mostPages; page++) {
    const after = [...agents.keys()].at(-1);
    const query = { limit: pageSize, order: 'desc', order_by: 'created_at', ...(after ? { after } : {}) };
    const found = parseAgents((await http.json({ method: 'GET', path: paths.agents, query }, signal)).body);
    const known = agents.size;
    for (const agent of found) agents.set(agent.id, agent);
    if (found.length < pageSize || agents.size === known) break;
  }
  return [...agents.values()];
}

/** Makes an agent with what it should know of the user in its memory. Cloud chooses the model itself. */
export async function createAgent(
  http: Http,
  { agent, dialect }: { readonly agent: NewAgent; readonly dialect: ServerFacts['dialect'] },
  signal?: AbortSignal,
): Promise<AgentInfo> {
  const models = dialect === 'cloud' ? {} : await chooseModels(http, signal);
  const body = {
    name: agent.name,
    memory_blocks: [
      { label: 'human', value: agent.about },
      {
        label: 'persona',
        value: `I am ${agent.name}. I help my user to find the right job and to apply for it.`,
      },
    ],
    include_base_tools: true,
    ...models,
  };
  const answer = await http.json({ method: 'POST', path: paths.agents, body }, signal);
  const parsed = v.safeParse(agentSchema, answer.body);
  if (!parsed.success) throw new LettaError('not-letta', 'The answer is no agent.');
  return parsed.output;
}

const modelSchema = v.object({
  handle: v.fallback(v.nullable(v.optional(v.string())), null),
  context_window: v.fallback(v.optional(v.number()), 0),
});

/** A self-hosted server names its models and takes none by default: the one with the longest memory. */
async function chooseModels(
  http: Http,
  signal?: AbortSignal,
): Promise<{ readonly model?: string; readonly embedding?: string }> {
  const model = await chooseHandle(http, paths.models, signal);
  const embedding = await chooseHandle(http, paths.embeddings, signal);
  return { ...(model ? { model } : {}), ...(embedding ? { embedding } : {}) };
}

/** Letta's own handles come last: on a self-hosted server they lead to a service that is gone. */
async function chooseHandle(http: Http, path: string, signal?: AbortSignal): Promise<string | null> {
  const answer = await http.json({ method: 'GET', path }, signal).catch((error: unknown) => {
    // A server without the list has its own choice.
    if (error instanceof LettaError && error.reason === 'no-route') return null;
    throw error;
  });
  const parsed = v.safeParse(v.array(modelSchema), answer?.body);
  const models = parsed.success
    ? parsed.output.flatMap((m) => (m.handle ? [{ ...m, handle: m.handle }] : []))
    : [];
  const [best] = models.toSorted(
    (a, b) =>
      Number(a.handle.startsWith('letta/')) - Number(b.handle.startsWith('letta/')) ||
      (b.context_window ?? 0) - (a.context_window ?? 0),
  );
  return best?.handle ?? null;
}
