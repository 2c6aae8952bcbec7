import type { TurnEvent } from '../chat/turn-event.ts';
import { isCloud } from './base-url.ts';
import { toConversationId } from './conversation-id.ts';
import { createHttp, type Fetch, type Http, type HttpRequest, type OpenStream } from './http.ts';
import type {
  LettaClient,
  Reading,
  ResumeRequest,
  SendRequest,
  ServerFacts,
  SetupClient,
} from './letta-client.ts';
import { LettaError } from './letta-error.ts';
import { paths } from './paths.ts';
import type { HistoryReader } from './read-turn.ts';
import { toSendBody } from './send-body.ts';
import { loadParser } from './sse.ts';
import { readTurnStream } from './turn-stream.ts';
import { isBefore } from './version.ts';

/**
 * Letta over HTTP and server-sent events, for Letta Cloud and self-hosted servers 0.14 to 0.16.8.
 * `baseUrl` as `parseBaseUrl` gives it; `apiKey` empty for an open server; `facts` as an earlier `probe`
 * found them. No request is ever repeated. `stallMs`: the longest silence (of an answer, or between two
 * frames of a stream; the server sends a ping every 20 s).
 */
export function createRestClient({
  baseUrl,
  apiKey,
  facts,
  fetch = (input, init) => globalThis.fetch(input, init),
  stallMs = 60_000,
}: {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly facts?: ServerFacts;
  readonly fetch?: Fetch;
  readonly stallMs?: number;
}): LettaClient {
  const http = createHttp({ baseUrl, apiKey, fetch, stallMs });
  let known = facts ?? assumedFacts(baseUrl);
  let history: HistoryReader | null = null;

  async function setup(): Promise<SetupClient> {
    const { createSetupClient } = await import('./setup-client.ts');
    return createSetupClient({ baseUrl, apiKey, fetch, stallMs });
  }

  function openStream(request: HttpRequest, signal?: AbortSignal): Promise<OpenStream> {
    // Where it cannot be loaded the stream says so.
    loadParser().catch(() => {});
    return http.stream(request, signal);
  }

  async function* resume(
    request: ResumeRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<TurnEvent, void, void> {
    const stream = await openStream(toResumeRequest(request, known), signal);
    yield* readTurnStream(stream, { ...toPause(request), runId: request.runId, stallMs }, signal);
  }

  async function* send(request: SendRequest, signal?: AbortSignal): AsyncGenerator<TurnEvent, void, void> {
    const path = paths.messages(request.thread);
    const stream = await openStream({ method: 'POST', path, body: toSendBody(request) }, signal);
    yield* readTurnStream(stream, { ...toPause(request), runId: null, stallMs }, signal);
  }

  return {
    // What a turn that goes well never asks for is loaded when it is asked for.
    async probe(signal) {
      known = await (await setup()).probe(signal);
      return known;
    },
    listAgents: async (signal) => (await setup()).listAgents(signal),
    createAgent: async (agent, signal) => (await setup()).createAgent(agent, signal),
    createConversation: (agentId, title, signal) => createConversation(http, { agentId, title }, signal),
    async forkConversation(conversationId, signal) {
      const { forkConversation } = await import('./conversations.ts');
      return forkConversation(http, conversationId, signal);
    },
    async deleteConversation(conversationId, signal) {
      const { deleteConversation } = await import('./conversations.ts');
      return deleteConversation(http, conversationId, signal);
    },
    send,
    resume,
    async cancel(thread, runId, signal) {
      const { cancel } = await import('./conversations.ts');
      return cancel(http, { thread, runId, facts: known }, signal);
    },
    async readRun(runId, signal) {
      const { readRun } = await import('./runs.ts');
      return readRun(http, runId, signal);
    },
    async findActiveRun(thread, signal) {
      const { findActiveRun } = await import('./runs.ts');
      return findActiveRun(http, thread, signal);
    },
    async readTurn(thread, otid, signal) {
      const { createHistoryReader } = await import('./read-turn.ts');
      history ??= createHistoryReader(http, () => known);
      return history.readTurn(thread, otid, signal);
    },
  };
}

function toPause({ pauseMs }: Reading): Reading {
  return pauseMs === undefined ? {} : { pauseMs };
}

/** What a current server can do, until one was probed. */
function assumedFacts(baseUrl: string): ServerFacts {
  const dialect = isCloud(baseUrl) ? 'cloud' : 'self-hosted';
  return { dialect, version: '', conversations: true, background: true, practice: false };
}

async function createConversation(
  http: Http,
  { agentId, title }: { readonly agentId: string; readonly title: string },
  signal?: AbortSignal,
): Promise<string> {
  const body = title === '' ? {} : { summary: title };
  const request = { method: 'POST', path: paths.conversations, query: { agent_id: agentId }, body } as const;
  return toConversationId(await http.json(request, signal));
}

/** A run is found by its id everywhere, by our `otid` only in conversations since 0.16.7. */
function toResumeRequest(
  { thread, runId, otid, startingAfter }: ResumeRequest,
  facts: ServerFacts,
): HttpRequest {
  const body = { starting_after: startingAfter, include_pings: true };
  if (runId !== null) return { method: 'POST', path: paths.runStream(runId), body };
  if (thread.conversationId === null || isBefore(facts.version, '0.16.7')) {
    throw new LettaError('no-active-run', 'This server finds a run only by its id.');
  }
  return { method: 'POST', path: paths.conversationStream(thread.conversationId), body: { ...body, otid } };
}
