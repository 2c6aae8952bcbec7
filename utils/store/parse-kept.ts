import * as v from 'valibot';
import { jsonSchema } from '../chat/json.ts';
import { messageSchema } from '../chat/message.ts';
import { bindingSchema, sessionPostingSchema } from '../chat/session.ts';
import { turnSchema } from '../chat/turn.ts';
import { hlcSchema } from '../mirror/protocol.ts';
import type { KeptWrite } from './kept-write.ts';
import type { Write } from './write.ts';

const sessionId = v.pipe(v.string(), v.uuid());
const removal = {
  sessionId,
  undoId: v.pipe(v.string(), v.uuid()),
  at: v.number(),
  purge: v.optional(v.boolean()),
  expired: v.optional(v.boolean()),
};
const writeSchema: v.GenericSchema<unknown, Write> = v.variant('type', [
  v.object({
    type: v.literal('start-turn'),
    message: messageSchema,
    turn: turnSchema,
    posting: v.optional(v.nullable(sessionPostingSchema)),
  }),
  v.object({ type: v.literal('checkpoint-turn'), turn: turnSchema }),
  v.object({
    type: v.literal('finish-turn'),
    turnId: v.pipe(v.string(), v.uuid()),
    sessionId,
    reply: v.nullable(messageSchema),
  }),
  v.object({ type: v.literal('save-messages'), messages: v.array(messageSchema) }),
  v.object({ type: v.literal('rename'), sessionId, title: v.string() }),
  v.object({ type: v.literal('bind'), sessionId, binding: bindingSchema }),
  v.object({ type: v.literal('set-registers'), sessionId, values: v.record(v.string(), jsonSchema) }),
  v.object({
    type: v.literal('fork'),
    fromSessionId: v.pipe(v.string(), v.uuid()),
    messageId: v.pipe(v.string(), v.uuid()),
    sessionId,
    binding: v.nullable(bindingSchema),
  }),
  v.object({
    type: v.literal('merge'),
    fromSessionIds: v.array(v.pipe(v.string(), v.uuid())),
    sessionId,
    title: v.string(),
    binding: v.nullable(bindingSchema),
  }),
  v.object({
    type: v.literal('import-messages'),
    undoId: v.pipe(v.string(), v.uuid()),
    index: v.number(),
    at: v.number(),
    sessions: v.array(
      v.object({ sessionId, createdAt: v.number(), fields: v.record(v.string(), jsonSchema) }),
    ),
    messages: v.array(messageSchema),
  }),
  v.object({ type: v.literal('clear'), ...removal }),
  v.object({ type: v.literal('delete-session'), ...removal }),
  v.object({
    type: v.literal('undo'),
    undoId: v.pipe(v.string(), v.uuid()),
    at: v.number(),
    fromBin: v.optional(v.boolean()),
  }),
  v.object({ type: v.literal('empty-bin'), undoIds: v.nullable(v.array(v.pipe(v.string(), v.uuid()))) }),
  v.object({ type: v.literal('forget-undos'), before: v.number() }),
  v.object({ type: v.literal('save-draft'), sessionId, text: v.string(), at: v.number() }),
  v.object({ type: v.literal('show-session'), sessionId }),
]);
const keptSchema: v.GenericSchema<unknown, KeptWrite> = v.object({
  stamp: v.object({ id: v.pipe(v.string(), v.uuid()), hlc: hlcSchema }),
  write: writeSchema,
});

/** Reads what the spill gave back; entries that are none are left out. */
export function parseKept(value: unknown): KeptWrite[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const parsed = v.safeParse(keptSchema, entry);
    return parsed.success ? [parsed.output] : [];
  });
}
