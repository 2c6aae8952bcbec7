import { Hono } from 'hono';
import { resolver, validator } from 'hono-openapi';
import {
  binChoiceSchema,
  binDoneSchema,
  binListSchema,
  digestSchema,
  problemSchema,
} from '../../../utils/mirror/protocol.ts';
import { binMs } from '../bin.ts';
import type { MirrorPorts } from '../mirror-ports.ts';
import { badRequest, describeGuarded, jsonAnswer } from './describe.ts';
import { limitBody } from './limit-body.ts';

const noWorkspace = { error: 'No such workspace.' };
/** Room for `mostUndos` ids. */
const mostBytes = 64 * 1024;
const requestBody = {
  required: true,
  content: { 'application/json': { schema: resolver(binChoiceSchema) } },
};

const tooLarge = { 413: jsonAnswer(`The body is larger than ${mostBytes} bytes.`, problemSchema) };

const describeDigest = describeGuarded({
  summary: 'How much is here, and for each session the number and a sum of its messages’ ids.',
  responses: { 200: jsonAnswer('For a comparison with a device.', digestSchema) },
});
const describeList = describeGuarded({
  summary: 'What was deleted in the last 30 days and can be restored, newest first.',
  responses: { 200: jsonAnswer('The clears in the bin.', binListSchema) },
});
const describeRestore = describeGuarded({
  summary: 'Bring back what these clears removed, as copies: a deleted id stays deleted.',
  requestBody,
  responses: { 200: jsonAnswer('How many clears came back.', binDoneSchema), ...badRequest, ...tooLarge },
});
const describeEmpty = describeGuarded({
  summary: 'Delete for ever what these clears removed; `null`: all that lies in the bin.',
  requestBody,
  responses: { 200: jsonAnswer('How many clears were purged.', binDoneSchema), ...badRequest, ...tooLarge },
});

/** GET /v1/ws/:ws/digest, GET /v1/ws/:ws/bin, POST …/bin/restore and …/bin/empty */
export function createBinRoutes({ store, onChanged }: MirrorPorts): Hono {
  const choice = validator('json', binChoiceSchema, (result, c) =>
    result.success ? undefined : c.json({ error: '`undos` is a list of ids, or null.' }, 400),
  );
  const limit = limitBody(mostBytes);
  return new Hono()
    .get('/v1/ws/:ws/digest', describeDigest, async (c) => {
      const found = await store.digest(c.req.param('ws'));
      return found === null ? c.json(noWorkspace, 404) : c.json({ now: Date.now(), ...found });
    })
    .get('/v1/ws/:ws/bin', describeList, async (c) => {
      const rows = await store.listBin(c.req.param('ws'));
      if (rows === null) return c.json(noWorkspace, 404);
      return c.json({ entries: rows.map((row) => ({ ...row, until: row.at + binMs })) });
    })
    .post('/v1/ws/:ws/bin/restore', describeRestore, limit, choice, async (c) => {
      const ws = c.req.param('ws');
      const { undos } = c.req.valid('json');
      const wanted = undos ?? (await store.listBin(ws))?.map(({ undo }) => undo) ?? [];
      const outcome = await store.restoreBin(ws, wanted);
      if (outcome === null) return c.json(noWorkspace, 404);
      const news = outcome.sessions.length > 0 ? await store.readWorkspace(ws) : null;
      if (news !== null) onChanged(ws, outcome.sessions, news);
      return c.json({ done: outcome.restored });
    })
    .post('/v1/ws/:ws/bin/empty', describeEmpty, limit, choice, async (c) => {
      const done = await store.emptyBin(c.req.param('ws'), c.req.valid('json').undos);
      return done === null ? c.json(noWorkspace, 404) : c.json({ done });
    });
}
