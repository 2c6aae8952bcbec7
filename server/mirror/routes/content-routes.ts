import { Hono } from 'hono';
import { contentPageSchema, rowsPageSchema } from '../../../utils/mirror/protocol.ts';
import type { MirrorPorts } from '../mirror-ports.ts';
import { answerWithRows } from './answer-with-rows.ts';
import { badRequest, describeGuarded, jsonAnswer } from './describe.ts';

const noWorkspace = { error: 'No such workspace.' };

const describeSums = describeGuarded({
  summary:
    'Sums over the content of every session, a page at a time: those of one session are to be added up.',
  responses: { 200: jsonAnswer('A page; ask again with its `next` as `after`.', contentPageSchema) },
});
const describeRows = describeGuarded({
  summary: 'All rows of one session, deletions and registers included, a page at a time.',
  responses: {
    200: jsonAnswer('A page; ask again with its `next` as `since`.', rowsPageSchema),
    ...badRequest,
  },
});

/** GET /v1/ws/:ws/content and GET /v1/ws/:ws/content/:id */
export function createContentRoutes({ store }: MirrorPorts): Hono {
  return new Hono()
    .get('/v1/ws/:ws/content', describeSums, async (c) => {
      const page = await store.sumContent(c.req.param('ws'), c.req.query('after')?.slice(0, 1_000) ?? null);
      return page === null ? c.json(noWorkspace, 404) : c.json(page);
    })
    .get('/v1/ws/:ws/content/:id', describeRows, async (c) => {
      const since = Number(c.req.query('since') ?? 0);
      if (!Number.isSafeInteger(since) || since < 0) return c.json({ error: '`since` is a cursor.' }, 400);
      const page = await store.readRows(c.req.param('ws'), c.req.param('id'), since);
      return page === null ? c.json(noWorkspace, 404) : answerWithRows(c, page);
    });
}
