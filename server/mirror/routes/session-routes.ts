import { Hono, type Context } from 'hono';
import * as v from 'valibot';
import type { MirrorPorts } from '../mirror-ports.ts';
import { sessionDocumentSchema, toSessionDocument, writeDocument } from '../session-document.ts';
import { describeGuarded, jsonAnswer } from './describe.ts';

const listSchema = v.object({
  sessions: v.array(
    v.object({
      id: v.string(),
      title: v.string(),
      /** Of the newest change, ISO 8601. */
      updated: v.string(),
      /** Messages that are not deleted. */
      count: v.number(),
    }),
  ),
});

const describeList = describeGuarded({
  summary: 'All sessions that are not deleted, newest change first.',
  responses: { 200: jsonAnswer('The list.', listSchema) },
});
const describeSession = describeGuarded({
  summary: 'One session as a plain document, for reading and keeping.',
  responses: { 200: jsonAnswer('The document, indented.', sessionDocumentSchema) },
});

/** GET /v1/ws/:ws/sessions, …/:id and …/:id.json */
export function createSessionRoutes({ store }: MirrorPorts): Hono {
  async function answerSession(c: Context, ws: string, id: string): Promise<Response> {
    const session = await store.readSession(ws, id);
    if (session === null) return c.json({ error: 'No such workspace.' }, 404);
    if (session === undefined || session.deleted || session.kind !== 'session')
      return c.json({ error: 'No such session.' }, 404);
    return c.body(writeDocument(toSessionDocument(session)), 200, {
      'Content-Type': 'application/json; charset=utf-8',
    });
  }

  return new Hono()
    .get('/v1/ws/:ws/sessions', describeList, async (c) => {
      const entries = await store.listSessions(c.req.param('ws'));
      if (entries === null) return c.json({ error: 'No such workspace.' }, 404);
      const sessions = entries
        .filter((entry) => !entry.deleted && entry.kind === 'session')
        .map(({ id, title, updatedAt, count }) => ({
          id,
          title,
          updated: new Date(updatedAt).toISOString(),
          count,
        }));
      return c.json({ sessions });
    })
    .get('/v1/ws/:ws/sessions/:file{.+\\.json}', describeSession, (c) =>
      answerSession(c, c.req.param('ws'), c.req.param('file').replace(/\.json$/, '')),
    )
    .get('/v1/ws/:ws/sessions/:id', describeSession, (c) =>
      answerSession(c, c.req.param('ws'), c.req.param('id')),
    );
}
