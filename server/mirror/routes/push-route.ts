import { Hono } from 'hono';
import { resolver } from 'hono-openapi';
import {
  limits,
  problemSchema,
  type PushRequest,
  pushRequestSchema,
  pushResponseSchema,
} from '../../../utils/mirror/protocol.ts';
import type { MirrorPorts } from '../mirror-ports.ts';
import { mergeAcks, parsePush } from '../parse-push.ts';
import { toResync } from '../to-resync.ts';
import { answerWithRows } from './answer-with-rows.ts';
import { badRequest, describeGuarded, jsonAnswer, resyncAnswers } from './describe.ts';
import { limitBody } from './limit-body.ts';

const description = describeGuarded({
  summary: 'Send ops; answered after the commit.',
  requestBody: { required: true, content: { 'application/json': { schema: resolver(pushRequestSchema) } } },
  responses: {
    200: jsonAnswer('An ack for each op, and the canonical rows they touched.', pushResponseSchema),
    ...badRequest,
    ...resyncAnswers,
    413: jsonAnswer(
      `The body is larger than ${limits.pushBytes} bytes, or its ops touch more than ${limits.pushRows} rows.`,
      problemSchema,
    ),
  },
});

/** POST /v1/ws/:ws/push */
export function createPushRoute({ store, onChanged }: MirrorPorts): Hono {
  return new Hono().post('/v1/ws/:ws/push', description, limitBody(limits.pushBytes), async (c) => {
    const ws = c.req.param('ws');
    const text = readText(await c.req.arrayBuffer());
    const push = text === null ? 'The body is not UTF-8.' : parsePush(text);
    if (typeof push === 'string') return c.json({ error: push }, 400);
    if (rowsOf(push.request) > limits.pushRows)
      return c.json({ error: `The ops touch more than ${limits.pushRows} rows.` }, 413);
    const outcome = await store.push(ws, push.request);
    if (outcome === null) return c.json({ error: 'No such workspace.' }, 404);
    if (outcome.kind === 'resync')
      return c.json(await toResync(store, { ws, asked: push.request.inc, outcome }), 409);
    const { acks, rows, cursor, inc, sessions } = outcome;
    if (sessions.length > 0) onChanged(ws, sessions, { inc, cursor });
    return answerWithRows(c, { acks: mergeAcks(push.acks, acks), rows, cursor, inc });
  });
}

/** How many rows the ops touch at most: others wait while these are written. */
function rowsOf({ ops }: PushRequest): number {
  return ops.reduce((sum, op) => sum + (op.t === 'tomb' ? op.ids.length : 1), 0);
}

/** Null for bytes that are not UTF-8: replacing them would store what nobody wrote. */
function readText(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
