import { Hono } from 'hono';
import { validator } from 'hono-openapi';
import * as v from 'valibot';
import { changesPageSchema, limits } from '../../../utils/mirror/protocol.ts';
import type { MirrorPorts } from '../mirror-ports.ts';
import { toResync } from '../to-resync.ts';
import { answerWithRows } from './answer-with-rows.ts';
import { badRequest, describeGuarded, horizonAnswers, jsonAnswer, resyncAnswers } from './describe.ts';

const digits = v.pipe(v.string(), v.regex(/^\d{1,15}$/));
const querySchema = v.object({
  since: v.optional(digits),
  seen: v.optional(digits),
  inc: v.optional(v.pipe(v.string(), v.maxLength(100))),
  limit: v.optional(digits),
});

const description = describeGuarded({
  summary: 'The rows changed after a cursor, a page at a time.',
  responses: {
    200: jsonAnswer('A page, with an ETag.', changesPageSchema),
    304: { description: 'Nothing changed since the ETag in `If-None-Match`.' },
    ...badRequest,
    ...resyncAnswers,
    ...horizonAnswers,
  },
});

/** GET /v1/ws/:ws/changes */
export function createChangesRoute({ store }: MirrorPorts): Hono {
  const valid = validator('query', querySchema, (result, c) =>
    result.success
      ? undefined
      : c.json({ error: '`since`, `seen` and `limit` are whole numbers, `inc` is a short text.' }, 400),
  );
  return new Hono().get('/v1/ws/:ws/changes', description, valid, async (c) => {
    const { since = '0', seen = '0', inc = null, limit } = c.req.valid('query');
    const rows = Math.min(limits.changesRows, Math.max(1, Number(limit ?? limits.changesRows)));
    const ws = c.req.param('ws');
    const query = { since: Number(since), seen: Number(seen), inc, limit: rows };
    const outcome = await store.readChanges(ws, query);
    if (outcome === null) return c.json({ error: 'No such workspace.' }, 404);
    if (outcome.kind === 'resync') {
      const resync = await toResync(store, { ws, asked: inc, outcome });
      return c.json(resync, resync.resync === 'horizon' ? 410 : 409);
    }
    const etag = `W/"${outcome.page.inc}-${outcome.newest}"`;
    c.header('ETag', etag);
    if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304);
    return answerWithRows(c, outcome.page);
  });
}

/** Weak comparison, over a list: proxies drop the `W/` or add entries. */
function matches(header: string | undefined, etag: string): boolean {
  const bare = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header !== undefined && header.split(',').some((tag) => bare(tag) === bare(etag));
}
