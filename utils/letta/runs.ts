import * as v from 'valibot';
import { parseErrorBody } from './error-body.ts';
import type { Http } from './http.ts';
import type { RunInfo, Thread } from './letta-client.ts';
import { LettaError } from './letta-error.ts';
import { paths } from './paths.ts';

const runSchema = v.object({
  id: v.string(),
  status: v.fallback(v.string(), 'running'),
  background: v.optional(v.nullable(v.boolean())),
  metadata: v.optional(v.nullable(v.object({ error: v.optional(v.unknown()) }))),
});

/** Reads how a run stands; the error of a stream that was lost is kept in it. */
export async function readRun(http: Http, runId: string, signal?: AbortSignal): Promise<RunInfo> {
  const { body } = await http.json({ method: 'GET', path: paths.run(runId) }, signal);
  const parsed = v.safeParse(runSchema, body);
  if (!parsed.success) throw new LettaError('not-letta', 'The answer is no run.');
  return toRunInfo(parsed.output);
}

/** The newest run of the thread that still works, or null. */
export async function findActiveRun(
  http: Http,
  thread: Thread,
  signal?: AbortSignal,
): Promise<RunInfo | null> {
  const { agentId, conversationId } = thread;
  const whose = conversationId === null ? { agent_id: agentId } : { conversation_id: conversationId };
  const query = { ...whose, active: true, limit: 1, order: 'desc' };
  const { body } = await http.json({ method: 'GET', path: paths.runs, query }, signal);
  const parsed = v.safeParse(v.array(runSchema), body);
  if (!parsed.success) throw new LettaError('not-letta', 'The answer is no list of runs.');
  const run = parsed.output.map(toRunInfo).find(({ state }) => state === 'active');
  return run ?? null;
}

function toRunInfo({ id, status, background, metadata }: v.InferOutput<typeof runSchema>): RunInfo {
  const error = parseErrorBody(metadata?.error);
  return {
    id,
    state: toState(status),
    background: background ?? false,
    failure: error && { errorType: error.type || 'unknown', message: error.message, detail: error.detail },
  };
}

function toState(status: string): RunInfo['state'] {
  if (status === 'completed' || status === 'failed' || status === 'cancelled') return status;
  return 'active';
}
