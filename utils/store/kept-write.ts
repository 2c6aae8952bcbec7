import * as z from 'zod/mini';
import { type Message, messageSchema } from '../chat/message.ts';
import { bindingSchema, sessionPostingSchema } from '../chat/session.ts';
import { turnSchema } from '../chat/turn.ts';
import { hlcSchema, type Op } from '../mirror/protocol.ts';
import { opIdOf } from './changes.ts';
import type { RegisterValue } from './schema.ts';
import type { Stamp } from './scope.ts';
import { toWire } from './wire.ts';
import type { Write } from './write.ts';

/** A write that storage refused, with the stamp that makes repeating it harmless. */
export interface KeptWrite {
  readonly stamp: Stamp;
  readonly write: Write;
}

const sessionId = z.uuid();
const removal = {
  sessionId,
  undoId: z.uuid(),
  at: z.number(),
  purge: z.optional(z.boolean()),
  expired: z.optional(z.boolean()),
};
const writeSchema: z.ZodMiniType<Write> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start-turn'),
    message: messageSchema,
    turn: turnSchema,
    posting: z.optional(z.nullable(sessionPostingSchema)),
  }),
  z.object({ type: z.literal('checkpoint-turn'), turn: turnSchema }),
  z.object({
    type: z.literal('finish-turn'),
    turnId: z.uuid(),
    sessionId,
    reply: z.nullable(messageSchema),
  }),
  z.object({ type: z.literal('save-messages'), messages: z.array(messageSchema) }),
  z.object({ type: z.literal('rename'), sessionId, title: z.string() }),
  z.object({ type: z.literal('bind'), sessionId, binding: bindingSchema }),
  z.object({ type: z.literal('set-registers'), sessionId, values: z.record(z.string(), z.json()) }),
  z.object({
    type: z.literal('fork'),
    fromSessionId: z.uuid(),
    messageId: z.uuid(),
    sessionId,
    binding: z.nullable(bindingSchema),
  }),
  z.object({
    type: z.literal('merge'),
    fromSessionIds: z.array(z.uuid()),
    sessionId,
    title: z.string(),
    binding: z.nullable(bindingSchema),
  }),
  z.object({
    type: z.literal('import-messages'),
    undoId: z.uuid(),
    index: z.number(),
    at: z.number(),
    sessions: z.array(z.object({ sessionId, createdAt: z.number(), fields: z.record(z.string(), z.json()) })),
    messages: z.array(messageSchema),
  }),
  z.object({ type: z.literal('clear'), ...removal }),
  z.object({ type: z.literal('delete-session'), ...removal }),
  z.object({
    type: z.literal('undo'),
    undoId: z.uuid(),
    at: z.number(),
    fromBin: z.optional(z.boolean()),
  }),
  z.object({ type: z.literal('empty-bin'), undoIds: z.nullable(z.array(z.uuid())) }),
  z.object({ type: z.literal('forget-undos'), before: z.number() }),
  z.object({ type: z.literal('save-draft'), sessionId, text: z.string(), at: z.number() }),
  z.object({ type: z.literal('show-session'), sessionId }),
]);
const keptSchema: z.ZodMiniType<KeptWrite> = z.object({
  stamp: z.object({ id: z.uuid(), hlc: hlcSchema }),
  write: writeSchema,
});

/** Reads what the spill gave back; entries that are none are left out. */
export function parseKept(value: unknown): KeptWrite[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const parsed = keptSchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Appends a write. Of the checkpoints of a turn and the drafts of a session only the newest is needed. */
export function addKept(kept: readonly KeptWrite[], next: KeptWrite): KeptWrite[] {
  return [...kept.filter(({ write }) => !isReplaced(write, next.write)), next];
}

function isReplaced(old: Write, next: Write): boolean {
  switch (next.type) {
    case 'checkpoint-turn':
      return old.type === 'checkpoint-turn' && old.turn.id === next.turn.id;
    case 'save-draft':
      return old.type === 'save-draft' && old.sessionId === next.sessionId;
    case 'show-session':
    case 'forget-undos':
      return old.type === next.type;
    default:
      return false;
  }
}

/**
 * The ops that a kept write stands for, under the ids that it will have in the outbox: pushing both is
 * harmless. Empty for what only the store can tell (which messages a clear deletes).
 */
export function opsOf({ stamp, write }: KeptWrite): Op[] {
  const ops = savedBy(write).map((message): Op => ({
    t: 'msg',
    opId: opIdOf(stamp, message.id),
    message: toWire(message),
  }));
  const { id: _id, hlc } = stamp;
  const register = (session: string, field: string) => opIdOf(stamp, `register:${session}:${field}`);
  switch (write.type) {
    case 'start-turn': {
      const session = write.message.sessionId;
      const value = { ...write.turn.binding };
      const { posting = null } = write;
      return [
        { t: 'reg', opId: register(session, 'binding'), session, field: 'binding', value, hlc },
        ...(posting === null ? [] : toRegisters({ stamp, write }, { session, values: { posting } })),
        ...ops,
      ];
    }
    case 'set-registers':
      return toRegisters({ stamp, write }, { session: write.sessionId, values: write.values });
    case 'rename': {
      const { sessionId: session, title: value } = write;
      return [{ t: 'reg', opId: register(session, 'title'), session, field: 'title', value, hlc }];
    }
    case 'bind': {
      const session = write.sessionId;
      const value = { ...write.binding };
      return [{ t: 'reg', opId: register(session, 'binding'), session, field: 'binding', value, hlc }];
    }
    default:
      return ops;
  }
}

function toRegisters(
  { stamp }: KeptWrite,
  { session, values }: { readonly session: string; readonly values: Readonly<Record<string, RegisterValue>> },
): Op[] {
  return Object.entries(values).map(([field, value]) => ({
    t: 'reg',
    opId: opIdOf(stamp, `register:${session}:${field}`),
    session,
    field,
    value,
    hlc: stamp.hlc,
  }));
}

/** The messages that a write stores. */
export function savedBy(write: Write): readonly Message[] {
  switch (write.type) {
    case 'start-turn':
      return [write.message];
    case 'finish-turn':
      return write.reply === null ? [] : [write.reply];
    case 'save-messages':
    case 'import-messages':
      return write.messages;
    default:
      return [];
  }
}
