import * as v from 'valibot';
import type { TurnEvent } from '../chat/turn-event.ts';
import { createAgent, listAgents } from './agents.ts';
import { isCloud } from './base-url.ts';
import { createHttp, type Fetch, type Http, type HttpRequest, type JsonAnswer } from './http.ts';
import type {
  LettaClient,
  Reading,
  ResumeRequest,
  SendRequest,
  ServerFacts,
  Thread,
} from './letta-client.ts';
import { LettaError } from './letta-error.ts';
import { paths } from './paths.ts';
import { probeServer } from './probe.ts';
import { createHistoryReader } from './read-turn.ts';
import { findActiveRun, readRun } from './runs.ts';
import { toSendBody } from './send-body.ts';
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
  const history = createHistoryReader(http, () => known);

  async function* resume(
    request: ResumeRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<TurnEvent, void, void> {
    const stream = await http.stream(toResumeRequest(request, known), signal);
    yield* readTurnStream(stream, { ...toPause(request), runId: request.runId, stallMs }, signal);
  }

  async function* send(request: SendRequest, signal?: AbortSignal): AsyncGenerator<TurnEvent, void, void> {
    const path = paths.messages(request.thread);
    const stream = await http.stream({ method: 'POST', path, body: toSendBody(request) }, signal);
    yield* readTurnStream(stream, { ...toPause(request), runId: null, stallMs }, signal);
  }

  return {
    async probe(signal) {
      known = await probeServer(http, baseUrl, signal);
      return known;
    },
    listAgents: (signal) => listAgents(http, signal),
    createAgent: (agent, signal) => createAgent(http, { agent, dialect: known.dialect }, signal),
    createConversation: (agentId, title, signal) => createConversation(http, { agentId, title }, signal),
    forkConversation: (conversationId, signal) => forkConversation(http, conversationId, signal),
    deleteConversation: (conversationId, signal) => deleteConversation(http, conversationId, signal),
    send,
    resume,
    cancel: (thread, runId, signal) => cancel(http, { thread, runId, facts: known }, signal),
    readRun: (runId, signal) => readRun(http, runId, signal),
    findActiveRun: (thread, signal) => findActiveRun(http, thread, signal),
    readTurn: (thread, otid, signal) => history.readTurn(thread, otid, signal),
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

const idSchema = v.object({ id: v.string() });

async function createConversation(
  http: Http,
  { agentId, title }: { readonly agentId: string; readonly title: string },
  signal?: AbortSignal,
): Promise<string> {
  const body = title === '' ? {} : { summary: title };
  const request = { method: 'POST', path: paths.conversations, query: { agent_id: agentId }, body } as const;
  return toConversationId(await http.json(request, signal));
}

async function forkConversation(http: Http, conversationId: string, signal?: AbortSignal): Promise<string> {
  const path = paths.conversationFork(conversationId);
  return toConversationId(await http.json({ method: 'POST', path }, signal));
}

function toConversationId({ body }: JsonAnswer): string {
  const parsed = v.safeParse(idSchema, body);
  if (!parsed.success) throw new LettaError('not-letta', 'The answer is no conversation.');
  return parsed.output.id;
}

async function deleteConversation(http: Http, conversationId: string, signal?: AbortSignal): Promise<void> {
  try {
    await http.json({ method: 'DELETE', path: paths.conversation(conversationId) }, signal);
  } catch (error) {
    if (!(error instanceof LettaError) || error.status !== 404) throw error;
  }
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

/** Conversations can be cancelled since 0.16.4; before, the agent's runs are. */
async function cancel(
  http: Http,
  {
    thread,
    runId,
    facts,
  }: { readonly thread: Thread; readonly runId: string | null; readonly facts: ServerFacts },
  signal?: AbortSignal,
): Promise<void> {
  const { agentId, conversationId } = thread;
  const ofConversation = conversationId !== null && !isBefore(facts.version, '0.16.4');
  const request: HttpRequest = ofConversation
    ? { method: 'POST', path: paths.conversationCancel(conversationId) }
    : { method: 'POST', path: paths.agentCancel(agentId), body: runId === null ? {} : { run_ids: [runId] } };
  try {
    await http.json(request, signal);
  } catch (error) {
    // 409 says that nothing runs (any more), which is what was asked for.
    if (!(error instanceof LettaError) || error.status !== 409) throw error;
  }
}
