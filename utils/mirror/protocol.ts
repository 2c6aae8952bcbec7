import * as z from 'zod/mini';
import { messageStatusSchema, otherPartSchema, troubleSchema } from '../chat/message.ts';

/**
 * The wire between a device and the mirror, version 1. Both sides parse with these schemas.
 *
 *   POST /v1/ws/:ws/push      PushRequest  -> PushResponse | 409 Resync
 *   GET  /v1/ws/:ws/changes?since=C&seen=C&inc=I&limit=N -> ChangesPage | 304 | 409 Resync | 410 Resync
 *   GET  /v1/ws/:ws/digest    Digest
 *   GET  /v1/ws/:ws/bin       what was deleted in the last 30 days; POST …/bin/restore and …/bin/empty
 *   GET  /v1/ws/:ws/live      WebSocket: the client's first frame is LiveHello, then LivePoke frames
 *   GET  /v1/ws/:ws/live.sse  the same pokes for clients that can send a header
 *
 * `cursor` is the transport's order only; display order is (hlc, id). An incarnation (`inc`) names one
 * life of the mirror's data: after a restore from a backup it is new, and every device offers all it has.
 */
export const protocolVersion = 1;
/** The workspace of a single user. */
export const defaultWorkspace = 'default';

export const limits = {
  /** Most ops in one push. */
  pushOps: 500,
  /** Largest body of a push in bytes; one op may fill it alone. */
  pushBytes: 4 * 1024 * 1024,
  /** What a client aims at when it batches. */
  pushTargetBytes: 512 * 1024,
  changesRows: 500,
} as const;

const idSchema = z.uuid();
/** `ms(12 hex) counter(4 hex) node(8+ hex)`, joined by dots: sorts as a string. */
export const hlcSchema = z.string().check(z.regex(/^[0-9a-f]{12}\.[0-9a-f]{4}\.[0-9a-z]{1,32}$/));

/** A message's body as it travels. Parts of unknown types pass through untouched. */
export const wireMessageSchema = z.object({
  id: idSchema,
  session: idSchema,
  hlc: hlcSchema,
  role: z.enum(['user', 'assistant']),
  author: z.string().check(z.maxLength(500)),
  created_at: z.number(),
  parts: z.array(otherPartSchema),
  status: messageStatusSchema,
  trouble: z.nullable(troubleSchema),
  reply_to: z.nullable(idSchema),
  variant_of: z.nullable(idSchema),
  follows: z.optional(idSchema),
  origin: z.nullable(z.object({ session: z.string(), message: z.string() })),
});
export type WireMessage = Readonly<z.infer<typeof wireMessageSchema>>;

export const registerFieldSchema = z.string().check(z.minLength(1), z.maxLength(200));

export const opSchema = z.discriminatedUnion('t', [
  /** Insert, or raise the status of, a message. A deleted id stays deleted. */
  z.object({ opId: idSchema, t: z.literal('msg'), message: wireMessageSchema }),
  /** Set one register of a session; the later `hlc` wins. */
  z.object({
    opId: idSchema,
    t: z.literal('reg'),
    session: idSchema,
    field: registerFieldSchema,
    value: z.json(),
    hlc: hlcSchema,
  }),
  /**
   * Delete exactly these messages, also such as the mirror has not seen yet. `undo` names the clear that they
   * went in, which the bin restores as one; `purge`: nothing is kept in the bin, also of what lies there.
   */
  z.object({
    opId: idSchema,
    t: z.literal('tomb'),
    session: idSchema,
    ids: z.array(idSchema),
    undo: z.optional(idSchema),
    purge: z.optional(z.boolean()),
  }),
]);
export type Op = Readonly<z.infer<typeof opSchema>>;

export const rowSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('msg'),
    cursor: z.number(),
    deleted: z.literal(false),
    message: wireMessageSchema,
  }),
  z.object({ kind: z.literal('tomb'), cursor: z.number(), session: idSchema, id: idSchema }),
  z.object({
    kind: z.literal('reg'),
    cursor: z.number(),
    session: idSchema,
    field: registerFieldSchema,
    value: z.json(),
    hlc: hlcSchema,
  }),
]);
export type Row = Readonly<z.infer<typeof rowSchema>>;

export const pushRequestSchema = z.object({
  clientId: z.string().check(z.minLength(1), z.maxLength(100)),
  /** The incarnation that the client knows; null at the first contact. */
  inc: z.nullable(z.string()),
  /**
   * The newest cursor that any answer of this incarnation named (0 or absent: none): a mirror whose data
   * never came so far went back.
   */
  seen: z.optional(z.int().check(z.nonnegative())),
  ops: z.array(opSchema).check(z.maxLength(limits.pushOps)),
});
export type PushRequest = Readonly<z.infer<typeof pushRequestSchema>>;

export const ackSchema = z.object({
  opId: idSchema,
  status: z.enum(['applied', 'duplicate', 'rejected']),
  reason: z.optional(z.string()),
});
export type Ack = Readonly<z.infer<typeof ackSchema>>;

/** `rows` are the canonical rows of everything the ops touched; `cursor` is the workspace's newest. */
export const pushResponseSchema = z.object({
  acks: z.array(ackSchema),
  rows: z.array(rowSchema),
  cursor: z.number(),
  inc: z.string(),
});
export type PushResponse = Readonly<z.infer<typeof pushResponseSchema>>;

export const changesPageSchema = z.object({
  inc: z.string(),
  since: z.number(),
  rows: z.array(rowSchema),
  /** Pass as `since` for the next page. */
  cursor: z.number(),
  more: z.boolean(),
});
export type ChangesPage = Readonly<z.infer<typeof changesPageSchema>>;

/**
 * What the mirror holds, for a comparison: for each session its live messages' number and `digestOf` them.
 * `now` is the mirror's clock (epoch ms), `bytes` the size of its data, `bin` the clears in its bin.
 */
export const digestSchema = z.object({
  now: z.number(),
  inc: z.string(),
  bytes: z.number(),
  bin: z.number(),
  sessions: z.array(z.object({ id: idSchema, count: z.number(), digest: z.string() })),
});
export type Digest = Readonly<z.infer<typeof digestSchema>>;

/** What one clear removed, in the mirror's bin. `at` and `until` (when it is purged) are epoch ms. */
export const binEntrySchema = z.object({
  undo: idSchema,
  session: idSchema,
  title: z.string(),
  count: z.number(),
  at: z.number(),
  until: z.number(),
});
export const binListSchema = z.object({ entries: z.array(binEntrySchema) });
export type WireBinEntry = Readonly<z.infer<typeof binEntrySchema>>;
/** Which clears: null for all. */
export const binChoiceSchema = z.object({ undos: z.nullable(z.array(idSchema).check(z.maxLength(1_000))) });
/** How many clears were restored or purged. */
export const binDoneSchema = z.object({ done: z.number() });

/** 409: the client's incarnation is not the mirror's. 410: `since` lies before what the mirror still knows. */
export const resyncSchema = z.object({ resync: z.enum(['incarnation', 'horizon']), inc: z.string() });
export type Resync = Readonly<z.infer<typeof resyncSchema>>;

export const liveHelloSchema = z.object({ token: z.string() });
export type LiveHello = Readonly<z.infer<typeof liveHelloSchema>>;
export const livePokeSchema = z.union([
  z.object({ poke: z.object({ ws: z.string(), cursor: z.number(), inc: z.string() }) }),
  z.object({ heartbeat: z.number() }),
]);
export type LivePoke = Readonly<z.infer<typeof livePokeSchema>>;

/** What the panel's first-run field and the options page take: `talentscout-mirror:` + base64url of this JSON. */
export const connectCodeSchema = z.object({ mirror: z.string(), token: z.string() });

/** `GET /health`, without a token: what tells a mirror from any other server at the same address. */
export const healthSchema = z.object({
  name: z.literal('talentscout-mirror'),
  protocol: z.number(),
  status: z.enum(['ok', 'stopping', 'broken']),
});

/** The body of every refusal that is not a `Resync`: one sentence for a developer, never content. */
export const problemSchema = z.object({ error: z.string() });
