import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { resolver } from 'hono-openapi';
import {
  limits,
  problemSchema,
  pushRequestSchema,
  pushResponseSchema,
} from '../../../utils/mirror/protocol.ts';
import type { MirrorPorts } from '../mirror-ports.ts';
import { mergeAcks, parsePush } from '../parse-push.ts';
import { toResync } from '../to-resync.ts';
import { answerWithRows } from './answer-with-rows.ts';
import { badRequest, describeGuarded, jsonAnswer, resyncAnswers } from './describe.ts';

const description = describeGuarded({
  summary: 'Send ops; answered after the commit.',
  requestBody: { required: true, content: { 'application/json': { schema: resolver(pushRequestSchema) } } },
  responses: {
    200: jsonAnswer('An ack for each op, and the canonical rows they touched.', pushResponseSchema),
    ...badRequest,
    ...resyncAnswers,
    413: jsonAnswer(`The body is larger than ${limits.pushBytes} bytes.`, problemSchema),
  },
});

const tooLarge = (c: Context): Response =>
  c.json({ error: `The body is larger than ${limits.pushBytes} bytes.` }, 413);
const limitByCounting = bodyLimit({ maxSize: limits.pushBytes, onError: tooLarge });

/**
 * Refuses a body beyond the limit. By its announced length, to which node holds the client, where there is one:
 * Hono's own limit makes a web stream of each body, which costs as much as all that a push does besides.
 */
const limit: MiddlewareHandler = (c, next) => {
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding') !== undefined)
    return limitByCounting(c, next);
  return Number(length) > limits.pushBytes ? Promise.resolve(tooLarge(c)) : next();
};

/** POST /v1/ws/:ws/push */
export function createPushRoute({ store, onChanged }: MirrorPorts): Hono {
  return new Hono().post('/v1/ws/:ws/push', description, limit, async (c) => {
    const ws = c.req.param('ws');
    const text = readText(await c.req.arrayBuffer());
    const push = text === null ? 'The body is not UTF-8.' : parsePush(text);
    if (typeof push === 'string') return c.json({ error: push }, 400);
    const outcome = await store.push(ws, push.request);
    if (outcome === null) return c.json({ error: 'No such workspace.' }, 404);
    if (outcome.kind === 'resync')
      return c.json(await toResync(store, { ws, asked: push.request.inc, outcome }), 409);
    const { acks, rows, cursor, inc, sessions } = outcome;
    if (sessions.length > 0) onChanged(ws, sessions, { inc, cursor });
    return answerWithRows(c, { acks: mergeAcks(push.acks, acks), rows, cursor, inc });
  });
}

/** Null for bytes that are not UTF-8: replacing them would store what nobody wrote. */
function readText(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
