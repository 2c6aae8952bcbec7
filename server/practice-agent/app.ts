import type { HttpBindings } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import { faultPoints, pointOf, type Fault } from './faults.ts';
import { readBody } from './query.ts';
import { addAgentRoutes } from './routes-agents.ts';
import { addConversationRoutes } from './routes-conversations.ts';
import { addRunRoutes } from './routes-runs.ts';
import { ServerError } from './server-error.ts';
import type { World } from './world.ts';

type Env = { Bindings: HttpBindings };

/** The routes of the practice agent over one world. */
export function createApp(world: World): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    await next();
    c.res.headers.set('x-practice-agent', '1');
  });
  if (world.options.control) addControlRoutes(app, world);
  app.use(
    logRequests(world),
    answerCors,
    requirePassword(world),
    applyFaults(world),
    redirectToSlash,
    nameRoutes(world),
  );
  addAgentRoutes(app, world);
  if (world.options.conversations) addConversationRoutes(app, world);
  addRunRoutes(app, world);
  app.notFound((c) => c.json({ detail: 'Not Found' }, 404));
  app.onError((error, c) => {
    if (error instanceof ServerError) {
      return Response.json(error.body, { status: error.status, headers: error.headers });
    }
    console.error(error);
    return c.json({ detail: 'An unknown error occurred' }, 500);
  });
  return app;
}

function logRequests(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const text = await c.req.text();
    world.log.push({
      method: c.req.method,
      path: url.pathname + url.search,
      body: parseOrNull(text),
      headers: c.req.header(),
    });
    // The log serves tests; a demo that runs for days must not grow with it.
    if (world.log.length > 5000) world.log.splice(0, 1000);
    await next();
  };
}

function parseOrNull(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

const allowedOrigins = new Set([
  'http://letta.localhost',
  'http://localhost:8283',
  'http://localhost:8083',
  'http://localhost:3000',
  'http://localhost:4200',
  'https://app.letta.com',
]);

/** Letta's fixed list of origins: an extension's is not in it and needs its host permission. */
const answerCors: MiddlewareHandler<Env> = async (c, next) => {
  const origin = c.req.header('origin');
  const allowed = origin !== undefined && allowedOrigins.has(origin);
  const asked = c.req.header('access-control-request-method');
  if (c.req.method === 'OPTIONS' && origin !== undefined && asked !== undefined) {
    if (!allowed) return c.text('Disallowed CORS origin', 400);
    return c.text('OK', 200, {
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
      'access-control-allow-headers': c.req.header('access-control-request-headers') ?? '',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
  }
  await next();
  if (allowed) {
    c.res.headers.set('access-control-allow-origin', origin);
    c.res.headers.set('access-control-allow-credentials', 'true');
    c.res.headers.append('vary', 'Origin');
  }
  return undefined;
};

function requirePassword(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { password } = world.options;
    const open = password === null || /^\/v1\/health\/?$/.test(c.req.path);
    const right =
      c.req.header('authorization') === `Bearer ${password}` ||
      c.req.header('x-bare-password') === `password ${password}`;
    if (!open && !right) return c.json({ detail: 'Unauthorized' }, 401);
    await next();
    return undefined;
  };
}

function applyFaults(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    const point = pointOf(c.req.method, c.req.path);
    const fault = point === null ? null : world.faults.take(point);
    if (!fault) {
      await next();
      return undefined;
    }
    if (typeof fault.how === 'number') return answerFault(fault.how);
    if (fault.how === 'stall') await new Promise((resolve) => c.env.incoming.once('close', resolve));
    c.env.outgoing.destroy();
    return c.body(null);
  };
}

function answerFault(status: number): Response {
  const json = (body: unknown, headers: Record<string, string> = {}): Response =>
    Response.json(body, { status, headers });
  if (status === 401) return json({ detail: 'Unauthorized' });
  if (status === 402) {
    return json({
      error: { type: 'llm_insufficient_credits', message: 'Insufficient credits.', detail: '' },
    });
  }
  if (status === 429) {
    const error = { type: 'llm_rate_limit', message: 'Rate limit exceeded.', detail: 'RATE_LIMIT_EXCEEDED' };
    return json({ error }, { 'retry-after': '2' });
  }
  if (status === 500) return json({ detail: 'An unknown error occurred' });
  if (status === 502)
    return new Response('<html><body>502 Bad Gateway</body></html>', {
      status,
      headers: { 'content-type': 'text/html' },
    });
  if (status === 504)
    return json({ error: { type: 'llm_timeout', message: 'The LLM request timed out.', detail: '' } });
  return json({ detail: `Practice failure ${status}` });
}

/** Collections without their slash are sent there, as FastAPI does. */
const redirectToSlash: MiddlewareHandler<Env> = async (c, next) => {
  const url = new URL(c.req.url);
  if (/^\/v1\/(?:agents|conversations|runs|models|health)$/.test(url.pathname)) {
    return c.redirect(`${url.origin}${url.pathname}/${url.search}`, 307);
  }
  await next();
  return undefined;
};

const postOnly =
  /^\/v1\/(?:runs\/[^/]+\/stream|conversations\/[^/]+\/(?:stream|cancel)|agents\/[^/]+\/messages\/(?:stream|cancel))$/;

/** A known path with a method it lacks is 405, and an old server does not know the newer paths. */
function nameRoutes(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { path, method } = c.req;
    if (!world.options.conversations && path.startsWith('/v1/conversations')) {
      return c.json({ detail: 'Not Found' }, 404);
    }
    const wrong =
      (postOnly.test(path) && method !== 'POST') ||
      (/^\/v1\/agents\/[^/]+\/messages\/message-/.test(path) && method === 'PATCH');
    if (wrong) return c.json({ detail: 'Method Not Allowed' }, 405);
    await next();
    return undefined;
  };
}

const faultSchema = v.object({
  when: v.picklist(faultPoints),
  how: v.union([v.number(), v.picklist(['cut', 'stall', 'end'])]),
  after: v.optional(v.number()),
  times: v.optional(v.nullable(v.number())),
});

/** Test controls for other processes; off unless asked for. */
function addControlRoutes(app: Hono<Env>, world: World): void {
  app.post('/__practice/faults', async (c) => {
    const body = await readBody(c, v.object({ faults: v.array(faultSchema) }));
    world.faults.set(body.faults.map(toFault));
    return c.json({ ok: true });
  });
  app.get('/__practice/requests', (c) =>
    c.json(world.log.map(({ method, path, body }) => ({ method, path, body }))),
  );
}

function toFault(parsed: v.InferOutput<typeof faultSchema>): Fault {
  const { when, how, after, times } = parsed;
  return { when, how, ...(after === undefined ? {} : { after }), times: times ?? null };
}
