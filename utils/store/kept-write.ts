import * as v from 'valibot';
import { jsonSchema } from '../chat/json.ts';
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
