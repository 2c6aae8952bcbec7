import { createAgent, listAgents } from './agents.ts';
import { isCloud } from './base-url.ts';
import { createHttp, type Fetch } from './http.ts';
import type { SetupClient } from './letta-client.ts';
import { probeServer } from './probe.ts';

/** What the settings ask of a server before anybody speaks with it. Options as for `createRestClient`. */
export function createSetupClient({
  baseUrl,
  apiKey,
  fetch = (input, init) => globalThis.fetch(input, init),
  stallMs = 60_000,
}: {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch?: Fetch;
  readonly stallMs?: number;
}): SetupClient {
  const http = createHttp({ baseUrl, apiKey, fetch, stallMs });
  return {
    probe: (signal) => probeServer(http, baseUrl, signal),
    listAgents: (signal) => listAgents(http, signal),
    createAgent: (agent, signal) =>
      createAgent(http, { agent, dialect: isCloud(baseUrl) ? 'cloud' : 'self-hosted' }, signal),
  };
}
