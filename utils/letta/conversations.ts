import { toConversationId } from './conversation-id.ts';
import type { Http, HttpRequest } from './http.ts';
import type { ServerFacts, Thread } from './letta-client.ts';
import { LettaError } from './letta-error.ts';
import { paths } from './paths.ts';
import { isBefore } from './version.ts';

/** As `LettaClient.forkConversation`. */
export async function forkConversation(
  http: Http,
  conversationId: string,
  signal?: AbortSignal,
): Promise<string> {
  const path = paths.conversationFork(conversationId);
  return toConversationId(await http.json({ method: 'POST', path }, signal));
}

/** As `LettaClient.deleteConversation`. */
export async function deleteConversation(
  http: Http,
  conversationId: string,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await http.json({ method: 'DELETE', path: paths.conversation(conversationId) }, signal);
  } catch (error) {
    if (!(error instanceof LettaError) || error.status !== 404) throw error;
  }
}

/** Conversations can be cancelled since 0.16.4; before, the agent's runs are. */
export async function cancel(
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
