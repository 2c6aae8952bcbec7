import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { readBody, readLimit, readOrder, takePage } from './query.ts';
import { resumeSchema } from './request.ts';
import { expired, resumable } from './routes-conversations.ts';
import { noRedis, refusal } from './server-error.ts';
import { streamRun } from './send.ts';
import { toModelJson, toRunJson } from './to-json.ts';
import { readRunById, type World } from './world.ts';

type App = Hono<{ Bindings: HttpBindings }>;

/** `/v1/runs/`, `/v1/messages/{id}`, `/v1/models/` and health. */
export function addRunRoutes(app: App, world: World): void {
  app.get('/v1/runs/', (c) => {
    const agentId = c.req.query('agent_id');
    const conversationId = c.req.query('conversation_id');
    const background = c.req.query('background');
    const statuses = c.req.queries('statuses') ?? [];
    const rows = [...world.runs.values()]
      .filter((run) => agentId === undefined || run.place.agentId === agentId)
      .filter((run) => conversationId === undefined || run.place.conversationId === conversationId)
      .filter((run) => background === undefined || String(run.background) === background)
      .filter((run) => c.req.query('active') !== 'true' || !run.ended)
      .filter((run) => statuses.length === 0 || statuses.includes(run.status));
    if (readOrder(c) === 'desc') rows.reverse();
    const page = { after: c.req.query('after'), before: c.req.query('before'), limit: readLimit(c, 100) };
    return c.json(takePage(rows, page).map(toRunJson));
  });
  app.get('/v1/runs/:id', (c) => c.json(toRunJson(readRunById(world, c.req.param('id')))));
  app.post('/v1/runs/:id/stream', async (c) => {
    if ((await c.req.text()) === '') throw refusal(500, 'An unknown error occurred');
    const body = await readBody(c, resumeSchema);
    const run = resumable(readRunById(world, c.req.param('id')));
    if (Date.now() - run.createdAt > world.options.streamLifeMs) throw expired();
    if (!world.options.redis) throw refusal(503, noRedis);
    return streamRun(world, c, { run, after: body.starting_after, pings: body.include_pings === true });
  });

  app.get('/v1/messages/:id', (c) => {
    const id = c.req.param('id');
    const message = world.state.messages.find((one) => one.id === id);
    if (!message) throw refusal(404, `Message with id ${id} not found`);
    return c.json(message.items);
  });
  app.get('/v1/models/', (c) => c.json([toModelJson('practice/rules-1')]));
  app.get('/v1/health/', (c) => c.json({ version: world.options.version, status: 'ok', practice: true }));
}
