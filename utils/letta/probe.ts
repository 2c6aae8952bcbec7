import * as v from 'valibot';
import { parseAgents } from './agents.ts';
import { isCloud } from './base-url.ts';
import type { Http } from './http.ts';
import type { ServerFacts } from './letta-client.ts';
import { LettaError } from './letta-error.ts';
import { paths } from './paths.ts';
import { isBefore } from './version.ts';

const healthSchema = v.object({
  version: v.string(),
  status: v.optional(v.string()),
  practice: v.optional(v.boolean()),
});

/**
 * Finds out what kind of server answers, whether it takes the key, and what it can do. Health is open to
 * everyone, so that only the list of agents proves the key.
 */
export async function probeServer(http: Http, baseUrl: string, signal?: AbortSignal): Promise<ServerFacts> {
  const health = isCloud(baseUrl) ? { version: '', practice: false } : await readHealth(http, signal);
  const agents = await http.json({ method: 'GET', path: paths.agents, query: { limit: 1 } }, signal);
  const [agent] = parseAgents(agents.body);
  return {
    dialect: isCloud(baseUrl) ? 'cloud' : 'self-hosted',
    version: health.version,
    conversations: await hasConversations(http, agent?.id ?? null, signal),
    background: true,
    practice: health.practice,
  };
}

async function readHealth(
  http: Http,
  signal?: AbortSignal,
): Promise<{ readonly version: string; readonly practice: boolean }> {
  const { body, headers } = await http
    .json({ method: 'GET', path: paths.health }, signal)
    .catch(toWrongAddress);
  const parsed = v.safeParse(healthSchema, body);
  if (!parsed.success) throw new LettaError('not-letta', 'The address answers, but not as a Letta server.');
  const { version, practice } = parsed.output;
  if (isBefore(version, '0.14')) throw new LettaError('too-old', `Letta ${version} is older than 0.14.`);
  return { version, practice: practice === true || headers.get('x-practice-agent') === '1' };
}

/** Every Letta server has this route. */
function toWrongAddress(error: unknown): never {
  const missing =
    error instanceof LettaError && (error.reason === 'no-route' || error.reason === 'not-found');
  if (!missing) throw error;
  throw new LettaError('not-letta', 'The address answers, but not as a Letta server.', { cause: error });
}

/** Conversations came with 0.16.2; a proxy or a fork may lack them whatever the version. */
async function hasConversations(http: Http, agentId: string | null, signal?: AbortSignal): Promise<boolean> {
  const query = { limit: 1, ...(agentId === null ? {} : { agent_id: agentId }) };
  try {
    await http.json({ method: 'GET', path: paths.conversations, query }, signal);
    return true;
  } catch (error) {
    if (!(error instanceof LettaError)) throw error;
    // The agents were listed a moment ago: it is this route that is missing, or only this question is odd.
    if (error.status === 404 && error.reason !== 'not-found') return false;
    if (error.reason === 'not-found' || error.reason === 'refused') return true;
    throw error;
  }
}
