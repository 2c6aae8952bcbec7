import type { Hono } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import * as v from 'valibot';
import { listHistory } from './history.ts';
import { readBody, readHistoryQuery, readLimit, readOrder, takePage } from './query.ts';
import { resumeSchema, sendSchema } from './request.ts';
import type { Run } from './run.ts';
import { invalid, noRedis, refusal } from './server-error.ts';
import { send, streamRun } from './send.ts';
import { addConversation, forkConversation, messagesOf, type Conversation, type Place } from './state.ts';
import { toConversationJson } from './to-json.ts';
import { activeRuns, readAgent, readConversation, readPlace, readRunById, type World } from './world.ts';

type App = Hono<{ Bindings: HttpBindings }>;
const titleSchema = v.object({ summary: v.optional(v.nullable(v.string())) });

/** `/v1/conversations/`: rows, messages, streams. */
export function addConversationRoutes(app: App, world: World): void {
  const { state } = world;

  app.post('/v1/conversations/', async (c) => {
    const agentId = c.req.query('agent_id');
    if (agentId === undefined) throw invalid('agent_id: Field required');
    const body = await readBody(c, titleSchema, {});
    return c.json(
      toConversationJson(state, addConversation(state, readAgent(world, agentId).id, body.summary ?? null)),
    );
  });
  app.get('/v1/conversations/', (c) => {
    const agentId = c.req.query('agent_id');
    const search = c.req.query('summary_search')?.toLowerCase();
    const by = c.req.query('order_by') ?? 'created_at';
    const rows = state.conversations
      .filter((row) => !row.deleted && (agentId === undefined || row.agentId === agentId))
      .filter((row) => search === undefined || row.summary?.toLowerCase().includes(search) === true)
      .map((row, at) => ({ row, key: sortKey(row, by), at }))
      .sort((a, b) => a.key - b.key || a.at - b.at)
      .map(({ row }) => row);
    if (readOrder(c) === 'desc') rows.reverse();
    const page = takePage(rows, { after: c.req.query('after'), limit: readLimit(c, 50) });
    return c.json(page.map((row) => toConversationJson(state, row)));
  });
  app.get('/v1/conversations/:id', (c) =>
    c.json(toConversationJson(state, readConversation(world, c.req.param('id')))),
  );
  app.patch('/v1/conversations/:id', async (c) => {
    const row = readConversation(world, c.req.param('id'));
    const body = await readBody(c, titleSchema);
    if (body.summary !== undefined) row.summary = body.summary;
    row.updatedAt = Date.now();
    state.save();
    return c.json(toConversationJson(state, row));
  });
  app.post('/v1/conversations/:id/fork', (c) => {
    if (!knowsForks(world.options.version)) throw refusal(404, 'Not Found');
    const place = readPlace(world, c.req.param('id'), c.req.query('agent_id') ?? null);
    return c.json(toConversationJson(state, forkConversation(state, place)));
  });
  app.delete('/v1/conversations/:id', (c) => {
    readConversation(world, c.req.param('id')).deleted = true;
    state.save();
    return c.json(null);
  });

  app.get('/v1/conversations/:id/messages', (c) => {
    const place = readPlace(world, c.req.param('id'), c.req.query('agent_id') ?? null);
    const route = place.conversationId === null ? 'agent' : 'conversation';
    return c.json(listHistory(messagesOf(state, place), readHistoryQuery(c), route));
  });
  app.post('/v1/conversations/:id/messages', async (c) => {
    const body = await readBody(c, sendSchema);
    const place = readPlace(world, c.req.param('id'), body.agent_id ?? null);
    const streaming = body.streaming ?? true;
    // Not streamed, only the agent's own thread is locked.
    const locks = streaming || place.conversationId === null;
    const route = place.conversationId === null ? 'send_message' : 'send_conversation_message';
    return send(world, c, { place, body, streaming, route, locks });
  });
  app.post('/v1/conversations/:id/stream', async (c) => {
    // The real server trips over a request without a body.
    if ((await c.req.text()) === '') throw refusal(500, 'An unknown error occurred');
    const body = await readBody(c, resumeSchema);
    if (!world.options.redis) throw refusal(503, noRedis);
    const place = readPlace(world, c.req.param('id'), body.agent_id ?? null);
    const run = findRun(world, place, body);
    if (Date.now() - run.createdAt > world.options.streamLifeMs) throw expired();
    return streamRun(world, c, { run, after: body.starting_after, pings: body.include_pings === true });
  });
  app.post('/v1/conversations/:id/cancel', (c) => {
    const id = c.req.param('id');
    const place = readPlace(world, id, c.req.query('agent_id') ?? null);
    return c.json(
      cancelRuns(
        activeRuns(world, (run) => covers(place, run)),
        id,
      ),
    );
  });
}

/** The route came with 0.16.7. */
function knowsForks(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major > 0 || minor > 16 || (minor === 16 && patch >= 7);
}

function sortKey(row: Conversation, by: string): number {
  if (by === 'last_message_at') return row.lastMessageAt ?? 0;
  if (by === 'last_run_completion') return row.lastRunAt ?? 0;
  return row.createdAt;
}

/** The server looks an agent's runs up by the agent alone, those of its conversations among them. */
function covers(place: Place, run: Run): boolean {
  if (place.conversationId === null) return run.place.agentId === place.agentId;
  return run.place.conversationId === place.conversationId;
}

function findRun(world: World, place: Place, body: v.InferOutput<typeof resumeSchema>): Run {
  if (body.run_id) return resumable(readRunById(world, body.run_id));
  if (body.otid) {
    const run = world.runs.get(world.runByOtid.get(body.otid) ?? '');
    if (!run) {
      throw refusal(404, `No run found for otid=${body.otid}. The run may have expired or never existed.`);
    }
    return resumable(run);
  }
  const run = activeRuns(world, (one) => covers(place, one))[0];
  if (!run) throw refusal(400, 'INVALID_ARGUMENT: No active runs found for this conversation.');
  return resumable(run);
}

/** Refuses a run without a stored stream. */
export function resumable(run: Run): Run {
  if (run.background) return run;
  throw refusal(400, 'INVALID_ARGUMENT: Run was not created in background mode, so it cannot be retrieved.');
}

export function expired(): Error {
  return refusal(410, 'EXPIRED: Run was created more than 3 hours ago, and is now expired.');
}

/** Cancels runs; 409 where there is none. `id` is for the words only. */
export function cancelRuns(runs: readonly Run[], id: string): Record<string, string> {
  if (runs.length === 0) {
    throw refusal(409, `CONFLICT: No active runs to cancel for conversation ${id}`);
  }
  for (const run of runs) run.cancel.abort(new Error('cancelled'));
  return Object.fromEntries(runs.map((run) => [run.id, 'cancelled']));
}
