import { Hono } from 'hono';
import * as v from 'valibot';
import type { MirrorPorts } from '../mirror-ports.ts';
import { postingDocumentSchema, toPostingDocument } from '../posting-document.ts';
import { describeGuarded, jsonAnswer } from './describe.ts';

const listSchema = v.object({ postings: v.array(postingDocumentSchema) });

const describeList = describeGuarded({
  summary: 'All saved postings that were not taken off the list, newest change first.',
  responses: { 200: jsonAnswer('The list.', listSchema) },
});

/** GET /v1/ws/:ws/postings */
export function createPostingRoutes({ store }: MirrorPorts): Hono {
  return new Hono().get('/v1/ws/:ws/postings', describeList, async (c) => {
    const ws = c.req.param('ws');
    const entries = await store.listSessions(ws);
    if (entries === null) return c.json({ error: 'No such workspace.' }, 404);
    const saved = entries.filter(({ kind, deleted }) => kind === 'posting' && !deleted);
    const found = await Promise.all(saved.map(({ id }) => store.readSession(ws, id)));
    const postings = found.flatMap((posting) => (posting ? [toPostingDocument(posting)] : []));
    return c.json({ postings });
  });
}
