import type { AgentChoice, AgentWish, LettaFound, SetupFailure } from '../chat/setup.ts';
import type { SetupClient } from '../letta/letta-client.ts';
import { LettaError } from '../letta/letta-error.ts';
import type { LettaSettings } from '../settings/settings.ts';
import { fail, toLettaFailure } from './setup-problem.ts';

export interface LettaServer {
  /** As `parseBaseUrl` gives it. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** Makes a client for a server that is being tried out. */
export type OpenLetta = (server: LettaServer) => SetupClient;

type Connected = { readonly ok: true; readonly letta: LettaSettings } | SetupFailure;

/** A server that says nothing for so long is as good as down. */
export const patienceMs = 15_000;

function toChoice({ id, name }: { id: string; name: string }): AgentChoice {
  return { agentId: id, agentName: name };
}

/** Finds out what answers at an address, whether it takes the key, and which agents it has. */
export async function exploreLetta(open: OpenLetta, server: LettaServer): Promise<LettaFound | SetupFailure> {
  const { baseUrl } = server;
  try {
    const client = open(server);
    const { version, practice } = await client.probe(AbortSignal.timeout(patienceMs));
    const agents = (await client.listAgents(AbortSignal.timeout(patienceMs))).map(toChoice);
    return agents.length === 0
      ? fail('no-agents', baseUrl)
      : { ok: true, baseUrl, version, practice, agents };
  } catch (error) {
    return toLettaFailure(error, baseUrl);
  }
}

async function createAgent(
  open: OpenLetta,
  server: LettaServer,
  { name, about }: { name: string; about: string },
): Promise<Connected> {
  if (name.trim() === '') return fail('no-agent-name');
  try {
    const client = open(server);
    const { practice } = await client.probe(AbortSignal.timeout(patienceMs));
    const wish = { name: name.trim(), about: about.trim() };
    // A server may prepare the agent's memory first.
    const agent = await client.createAgent(wish, AbortSignal.timeout(4 * patienceMs));
    return { ok: true, letta: { ...server, ...toChoice(agent), practice } };
  } catch (error) {
    const refused = error instanceof LettaError && (error.reason === 'refused' || error.reason === 'server');
    return refused ? fail('agent-refused', error.message) : toLettaFailure(error, server.baseUrl);
  }
}

/**
 * The connection to the agent that is wished for, with `known` as what is saved so far. Asks the server
 * only for what is not known.
 */
export async function connectLetta(
  open: OpenLetta,
  { server, wish, known }: { server: LettaServer; wish: AgentWish; known: LettaSettings | null },
): Promise<Connected> {
  if (wish.kind === 'new') return createAgent(open, server, wish);
  // The same agent on the same server is known to be there: the server may be down while a key changes.
  if (wish.kind === 'existing' && known?.baseUrl === server.baseUrl && known.agentId === wish.agentId) {
    return { ok: true, letta: { ...known, apiKey: server.apiKey } };
  }
  const found = await exploreLetta(open, server);
  if (!found.ok) return found;
  const { agents, practice } = found;
  const [only] = agents;
  const agent =
    wish.kind === 'existing'
      ? agents.find(({ agentId }) => agentId === wish.agentId)
      : agents.length === 1
        ? only
        : undefined;
  if (agent !== undefined) return { ok: true, letta: { ...server, ...agent, practice } };
  return wish.kind === 'existing'
    ? fail('agent-gone', wish.agentName, agents)
    : fail('choose-agent', '', agents);
}
