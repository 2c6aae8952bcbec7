import { join } from 'node:path';
import { startMirror } from '../../server/mirror/start-mirror.ts';
import { startPracticeAgent } from '../../server/practice-agent/start-practice-agent.ts';
import { createRestClient } from '../../utils/letta/rest-client.ts';
import { parseBaseUrl } from '../../utils/letta/base-url.ts';
import { LettaError } from '../../utils/letta/letta-error.ts';
import type { LettaSettings, MirrorSettings } from '../../utils/settings/settings.ts';
import { servePage } from './serve-page.ts';
import { StartError } from './start-error.ts';
import type { StartOptions } from './start-options.ts';

export interface Servers {
  readonly letta: LettaSettings | null;
  readonly mirror: MirrorSettings;
  readonly pageUrl: string;
  close(): Promise<void>;
}

/** Starts everything that has a port. What was started is closed again when a later one cannot start. */
export async function startServers(options: StartOptions): Promise<Servers> {
  const started: { close(): Promise<void> }[] = [];
  const closeAll = async (): Promise<void> => {
    for (const server of started.toReversed()) await server.close();
  };
  try {
    const mirror = await portOr(
      startMirror({ port: options.mirrorPort, dataDir: join(options.dataDir, 'mirror') }),
      { what: 'The mirror', option: '--mirror-port', port: options.mirrorPort },
    );
    started.push(mirror);
    const page = await portOr(servePage(options.pagePort), {
      what: 'The sample posting',
      option: '--page-port',
      port: options.pagePort,
    });
    started.push(page);
    const own = process.env['LETTA_BASE_URL'] ?? '';
    const letta = own === '' ? await startPractice(options, started) : await findLetta(own);
    return {
      letta,
      mirror: { baseUrl: mirror.url, token: mirror.token },
      pageUrl: page.url,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function startPractice(
  options: StartOptions,
  started: { close(): Promise<void> }[],
): Promise<LettaSettings> {
  const agent = await portOr(
    startPracticeAgent({
      port: options.agentPort,
      dataDir: join(options.dataDir, 'practice-agent'),
      paceMs: 25,
    }),
    {
      what: 'The practice agent',
      option: '--agent-port',
      port: options.agentPort,
    },
  );
  started.push(agent);
  return {
    baseUrl: agent.url,
    apiKey: '',
    agentId: agent.agentId,
    agentName: 'Practice agent',
    practice: true,
  };
}

/** The Letta that the environment names, with its agent: LETTA_AGENT_ID, else the first one it lists. */
async function findLetta(address: string): Promise<LettaSettings | null> {
  const baseUrl = parseBaseUrl(address);
  if (baseUrl === null) throw new StartError(`LETTA_BASE_URL is no web address: "${address}".`);
  const apiKey = process.env['LETTA_API_KEY'] ?? '';
  const client = createRestClient({ baseUrl, apiKey });
  try {
    const { practice } = await client.probe();
    const agents = await client.listAgents();
    const wanted = process.env['LETTA_AGENT_ID'] ?? '';
    const agent = wanted === '' ? agents[0] : agents.find(({ id }) => id === wanted);
    if (agent === undefined && wanted !== '') {
      throw new StartError(`The Letta at ${baseUrl} has no agent ${wanted}: check LETTA_AGENT_ID.`);
    }
    // Without an agent the panel's first run makes one.
    if (agent === undefined) return null;
    return { baseUrl, apiKey, agentId: agent.id, agentName: agent.name, practice };
  } catch (error) {
    if (!(error instanceof LettaError)) throw error;
    throw new StartError(
      `The Letta at ${baseUrl} cannot be used (${error.reason}): check LETTA_BASE_URL and LETTA_API_KEY.`,
      { cause: error },
    );
  }
}

async function portOr<T>(
  starting: Promise<T>,
  { what, option, port }: { what: string; option: string; port: number },
): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    if (!isPortTaken(error)) throw error;
    throw new StartError(
      `${what} needs port ${port}, which is taken: stop the program that uses it, or choose another with \`npm start -- ${option} ${port + 1}\`.`,
      { cause: error },
    );
  }
}

function isPortTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'EADDRINUSE') || isPortTaken(error.cause);
}
