import { Hono } from 'hono';
import { validator } from 'hono-openapi';
import * as v from 'valibot';
import type { MirrorSearch } from '../mirror-search.ts';
import { badRequest, describeGuarded, jsonAnswer } from './describe.ts';

const limits = { line: 1_000, items: 100, usual: 20 } as const;

const querySchema = v.object({
  q: v.optional(v.pipe(v.string(), v.maxLength(limits.line))),
  limit: v.optional(v.pipe(v.string(), v.regex(/^\d{1,6}$/))),
});

const foundSchema = v.object({
  items: v.array(
    v.object({
      session: v.string(),
      /** Null: the chat's title, tags or posting say it. */
      message: v.nullable(v.string()),
      title: v.string(),
      snippet: v.array(v.object({ text: v.string(), marked: v.boolean() })),
      role: v.nullable(v.picklist(['user', 'assistant'])),
      /** Epoch ms of the message, or of the chat's newest. */
      at: v.number(),
    }),
  ),
  total: v.number(),
  /** True where there are more than `total`. */
  more: v.boolean(),
  /** The words that were sought in place of what was typed and never said. */
  guess: v.nullable(v.string()),
});

const description = describeGuarded({
  summary: 'What a device finds for the same line, best first.',
  description:
    'Words, "phrases", -words, `tag:`, `agent:`, `company:`, `before:`, `after:` (days of the mirror’s time zone), `has:posting`, `in:`, `is:`.',
  responses: { 200: jsonAnswer('The finds.', foundSchema), ...badRequest },
});

/** GET /v1/ws/:ws/search?q=…&limit=… */
export function createSearchRoute(search: MirrorSearch): Hono {
  const valid = validator('query', querySchema, (result, c) =>
    result.success
      ? undefined
      : c.json({ error: '`q` is a line of up to 1000 characters, `limit` a whole number.' }, 400),
  );
  return new Hono().get('/v1/ws/:ws/search', description, valid, async (c) => {
    const { q = '', limit } = c.req.valid('query');
    const items = Math.min(limits.items, Math.max(1, Number(limit ?? limits.usual)));
    const found = await search.search(c.req.param('ws'), q, items);
    return found === null ? c.json({ error: 'No such workspace.' }, 404) : c.json(found);
  });
}
