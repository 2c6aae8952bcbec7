import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import { listHistory } from './history.ts';
import { readBody, readHistoryQuery, readLimit, readOrder, takePage } from './query.ts';
import { sendSchema, type SendBody } from './request.ts';
import { cancelRuns } from './routes-conversations.ts';
import { invalid, refusal } from './server-error.ts';
import { send } from './send.ts';
import { addAgent, createBlock, type Agent, type Block } from './state.ts';
import { toAgentJson, toBlockJson } from './to-json.ts';
import { activeRuns, readAgent, type World } from './world.ts';

type App = Hono<{ Bindings: HttpBindings }>;

const createSchema = v.object({
  name: v.optional(v.string()),
  description: v.optional(v.nullable(v.string())),
  model: v.optional(v.nullable(v.string())),
  embedding: v.optional(v.nullable(v.string())),
  tags: v.optional(v.nullable(v.array(v.string()))),
  include_base_tools: v.optional(v.boolean()),
  memory_blocks: v.optional(
    v.nullable(
      v.array(
        v.object({
          label: v.string(),
          value: v.string(),
          limit: v.optional(v.number()),
          description: v.optional(v.nullable(v.string())),
          read_only: v.optional(v.boolean()),
        }),
      ),
    ),
  ),
});
const blockPatchSchema = v.object({
  value: v.optional(v.nullable(v.string())),
  limit: v.optional(v.nullable(v.number())),
  description: v.optional(v.nullable(v.string())),
});

/** `/v1/agents/`: rows, memory blocks, and the agent's own thread. */
export function addAgentRoutes(app: App, world: World): void {
  const { state } = world;
  app.get('/v1/agents/', (c) => {
    const words = c.req.query('query_text')?.toLowerCase();
    const name = c.req.query('name');
    const rows = state.agents
      .filter((agent) => words === undefined || agent.name.toLowerCase().includes(words))
      .filter((agent) => name === undefined || agent.name === name)
      .map((agent, at) => ({ agent, key: sortKey(agent, c.req.query('order_by')), at }))
      .sort((a, b) => a.key - b.key || a.at - b.at)
      .map(({ agent }) => agent);
    if (readOrder(c) === 'desc') rows.reverse();
    const page = takePage(rows, {
      after: c.req.query('after'),
      before: c.req.query('before'),
      limit: readLimit(c, 50),
    });
    const shape = { light: isSdk(c), include: c.req.queries('include') ?? [] };
    return c.json(page.map((agent) => toAgentJson(state, agent, shape)));
  });
  app.post('/v1/agents/', async (c) => {
    const body = await readBody(c, createSchema);
    const agent = addAgent(state, {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.model ? { model: body.model } : {}),
      description: body.description ?? null,
      embedding: body.embedding ?? null,
      tags: body.tags ?? [],
      baseTools: body.include_base_tools ?? true,
      blocks: (body.memory_blocks ?? []).map((one) =>
        createBlock(one.label, one.value, {
          ...(one.limit === undefined ? {} : { limit: one.limit }),
          ...(one.description === undefined || one.description === null
            ? {}
            : { description: one.description }),
          readOnly: one.read_only ?? false,
        }),
      ),
    });
    return c.json(toAgentJson(state, agent, { light: false, include: [] }));
  });
  app.get('/v1/agents/:id', (c) => {
    const agent = readAgent(world, c.req.param('id'));
    return c.json(toAgentJson(state, agent, { light: false, include: c.req.queries('include') ?? [] }));
  });
  app.delete('/v1/agents/:id', (c) => {
    const agent = readAgent(world, c.req.param('id'));
    state.agents.splice(state.agents.indexOf(agent), 1);
    for (const row of state.conversations) if (row.agentId === agent.id) row.deleted = true;
    state.save();
    return c.json({ message: `Agent id=${agent.id} successfully deleted` });
  });

  app.get('/v1/agents/:id/core-memory/blocks', (c) =>
    c.json(readAgent(world, c.req.param('id')).blocks.map(toBlockJson)),
  );
  app.get('/v1/agents/:id/core-memory/blocks/:label', (c) =>
    c.json(toBlockJson(readBlock(readAgent(world, c.req.param('id')), c.req.param('label')))),
  );
  app.patch('/v1/agents/:id/core-memory/blocks/:label', async (c) => {
    const block = readBlock(readAgent(world, c.req.param('id')), c.req.param('label'));
    const body = await readBody(c, blockPatchSchema);
    block.value = body.value ?? block.value;
    block.limit = body.limit ?? block.limit;
    block.description = body.description ?? block.description;
    state.save();
    return c.json(toBlockJson(block));
  });

  addThreadRoutes(app, world);
}

function addThreadRoutes(app: App, world: World): void {
  app.get('/v1/agents/:id/messages', (c) => {
    const agent = readAgent(world, c.req.param('id'));
    const wanted = c.req.query('conversation_id');
    // Without a conversation the server mixes all of the agent's.
    const messages = world.state.messages.filter(
      (one) =>
        one.agentId === agent.id && (wanted === undefined || (one.conversationId ?? 'default') === wanted),
    );
    return c.json(listHistory(messages, readHistoryQuery(c), 'agent'));
  });
  app.post('/v1/agents/:id/messages', async (c) => {
    const body = await readBody(c, sendSchema);
    // Servers before 0.14 do not know the field.
    const streaming = (body.streaming ?? false) && !/^0\.1[0-3]\./.test(world.options.version);
    if (!(body.streaming ?? false)) refuseStreamOptions(body);
    if (streaming && !isSdk(c)) {
      throw refusal(422, 'streaming=true is only supported for SDK v1.0+ clients.');
    }
    const place = { agentId: readAgent(world, c.req.param('id')).id, conversationId: null };
    return send(world, c, { place, body, streaming, route: 'send_message', locks: false });
  });
  app.post('/v1/agents/:id/messages/stream', async (c) => {
    const body = await readBody(c, sendSchema);
    const place = { agentId: readAgent(world, c.req.param('id')).id, conversationId: null };
    return send(world, c, { place, body, streaming: true, route: 'send_message', locks: false });
  });
  app.post('/v1/agents/:id/messages/cancel', async (c) => {
    const agent = readAgent(world, c.req.param('id'));
    const body = await readBody(c, v.object({ run_ids: v.optional(v.nullable(v.array(v.string()))) }), {});
    const ids = body.run_ids ?? [];
    const runs = activeRuns(
      world,
      (run) => run.place.agentId === agent.id && (ids.length === 0 || ids.includes(run.id)),
    );
    return c.json(cancelRuns(runs, agent.id));
  });
}

function sortKey(agent: Agent, by: string | undefined): number {
  if (by === 'updated_at') return agent.updatedAt;
  if (by === 'last_run_completion') return agent.lastRunAt ?? 0;
  return agent.createdAt;
}

function readBlock(agent: Agent, label: string): Block {
  const block = agent.blocks.find((one) => one.label === label);
  if (!block) throw refusal(404, `Block with label '${label}' not found`);
  return block;
}

/** True for the official SDKs and for callers that name no browser. */
function isSdk(c: Context): boolean {
  if (c.req.header('x-stainless-package-version') !== undefined) return true;
  const agent = c.req.header('user-agent');
  if (agent === undefined || agent === '') return true;
  return agent.startsWith('@letta-ai/letta-client/') || agent.startsWith('letta-client/');
}

function refuseStreamOptions(body: SendBody): void {
  const wrong = [
    ...(body.stream_tokens ? ['stream_tokens can only be true when streaming=true'] : []),
    ...(body.include_pings ? [] : ['include_pings can only be set to false when streaming=true']),
    ...(body.background ? ['background can only be true when streaming=true'] : []),
  ];
  if (wrong.length === 0) return;
  throw invalid(
    `Streaming options set without streaming enabled. ${wrong.join('; ')}. ` +
      'Either set streaming=true or use default values for streaming options.',
  );
}
