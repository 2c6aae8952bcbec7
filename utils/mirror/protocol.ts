import * as v from 'valibot';
import { jsonSchema } from '../chat/json.ts';
import { messageStatusSchema, otherPartSchema, troubleSchema } from '../chat/message.ts';

/**
 * The wire between a device and the mirror, version 1. Both sides parse with these schemas.
 *
 *   POST /v1/ws/:ws/push      PushRequest  -> PushResponse | 409 Resync
 *   GET  /v1/ws/:ws/changes?since=C&seen=C&inc=I&limit=N -> ChangesPage | 304 | 409 Resync | 410 Resync
 *   GET  /v1/ws/:ws/digest    Digest
 *   GET  /v1/ws/:ws/content   sums over all content; …/content/:session all rows of one session
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
  /** Ids that a client puts into one deletion, and the most that the mirror takes in one. */
  tombIds: 2_000,
  mostTombIds: 10_000,
  /** Rows that the ops of one push may touch together; beyond that it is 413, and the client halves it. */
  pushRows: 20_000,
} as const;

const idSchema = v.pipe(v.string(), v.uuid());
/** `ms(12 hex) counter(4 hex) node(8+ hex)`, joined by dots: sorts as a string. */
export const hlcSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{12}\.[0-9a-f]{4}\.[0-9a-z]{1,32}$/));

/** A message's body as it travels. Parts of unknown types pass through untouched. */
export const wireMessageSchema = v.object({
  id: idSchema,
  session: idSchema,
  hlc: hlcSchema,
  role: v.picklist(['user', 'assistant']),
  author: v.pipe(v.string(), v.maxLength(500)),
  created_at: v.number(),
  parts: v.array(otherPartSchema),
  status: messageStatusSchema,
  trouble: v.nullable(troubleSchema),
  reply_to: v.nullable(idSchema),
  variant_of: v.nullable(idSchema),
  follows: v.optional(idSchema),
  origin: v.nullable(v.object({ session: v.string(), message: v.string() })),
});
export type WireMessage = Readonly<v.InferOutput<typeof wireMessageSchema>>;

export const registerFieldSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

export const opSchema = v.variant('t', [
  /** Insert, or raise the status of, a message. A deleted id stays deleted. */
  v.object({ opId: idSchema, t: v.literal('msg'), message: wireMessageSchema }),
  /** Set one register of a session; the later `hlc` wins. */
  v.object({
    opId: idSchema,
    t: v.literal('reg'),
    session: idSchema,
    field: registerFieldSchema,
    value: jsonSchema,
    hlc: hlcSchema,
  }),
  /**
   * Delete exactly these messages, also such as the mirror has not seen yet. `undo` names the clear that they
   * went in, which the bin restores as one; `purge`: nothing is kept in the bin, also of what lies there.
   */
  v.object({
    opId: idSchema,
    t: v.literal('tomb'),
    session: idSchema,
    ids: v.pipe(v.array(idSchema), v.maxLength(limits.mostTombIds)),
    undo: v.optional(idSchema),
    purge: v.optional(v.boolean()),
  }),
]);
export type Op = Readonly<v.InferOutput<typeof opSchema>>;

export const rowSchema = v.variant('kind', [
  v.object({
    kind: v.literal('msg'),
    cursor: v.number(),
    deleted: v.literal(false),
    message: wireMessageSchema,
  }),
  v.object({ kind: v.literal('tomb'), cursor: v.number(), session: idSchema, id: idSchema }),
  v.object({
    kind: v.literal('reg'),
    cursor: v.number(),
    session: idSchema,
    field: registerFieldSchema,
    value: jsonSchema,
    hlc: hlcSchema,
  }),
]);
export type Row = Readonly<v.InferOutput<typeof rowSchema>>;

export const pushRequestSchema = v.object({
  clientId: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  /** The incarnation that the client knows; null at the first contact. */
  inc: v.nullable(v.string()),
  /**
   * The newest cursor that any answer of this incarnation named (0 or absent: none): a mirror whose data
   * never came so far went back.
   */
  seen: v.optional(v.pipe(v.pipe(v.number(), v.safeInteger()), v.minValue(0))),
  ops: v.pipe(v.array(opSchema), v.maxLength(limits.pushOps)),
});
export type PushRequest = Readonly<v.InferOutput<typeof pushRequestSchema>>;

export const ackSchema = v.object({
  opId: idSchema,
  status: v.picklist(['applied', 'duplicate', 'rejected']),
  reason: v.optional(v.string()),
});
export type Ack = Readonly<v.InferOutput<typeof ackSchema>>;

/** `rows` are the canonical rows of everything the ops touched; `cursor` is the workspace's newest. */
export const pushResponseSchema = v.object({
  acks: v.array(ackSchema),
  rows: v.array(rowSchema),
  cursor: v.number(),
  inc: v.string(),
});
export type PushResponse = Readonly<v.InferOutput<typeof pushResponseSchema>>;

export const changesPageSchema = v.object({
  inc: v.string(),
  since: v.number(),
  rows: v.array(rowSchema),
  /** Pass as `since` for the next page. */
  cursor: v.number(),
  more: v.boolean(),
});
export type ChangesPage = Readonly<v.InferOutput<typeof changesPageSchema>>;

/**
 * What the mirror holds, for a comparison: for each session its live messages' number and `digestOf` them.
 * `now` is the mirror's clock (epoch ms), `bytes` the size of its data, `bin` the clears in its bin.
 */
export const digestSchema = v.object({
  now: v.number(),
  inc: v.string(),
  bytes: v.number(),
  bin: v.number(),
  sessions: v.array(v.object({ id: idSchema, count: v.number(), digest: v.string() })),
});
export type Digest = Readonly<v.InferOutput<typeof digestSchema>>;

/** A page of `GET …/content`: sums over messages and registers, which add up by session. `next`: the next `after`. */
export const contentPageSchema = v.object({
  inc: v.string(),
  sums: v.array(v.object({ id: idSchema, count: v.number(), digest: v.string() })),
  next: v.nullable(v.string()),
});
/** A page of `GET …/content/:session`: its rows after `since`. `next`: the next `since`. */
export const rowsPageSchema = v.object({
  inc: v.string(),
  rows: v.array(rowSchema),
  next: v.nullable(v.number()),
});

/** Of `GET …/sessions`, what a list needs. */
export const titlesSchema = v.object({ sessions: v.array(v.object({ id: v.string(), title: v.string() })) });

/** What one clear removed, in the mirror's bin. `at` and `until` (when it is purged) are epoch ms. */
export const binEntrySchema = v.object({
  undo: idSchema,
  session: idSchema,
  title: v.string(),
  count: v.number(),
  at: v.number(),
  until: v.number(),
});
export const binListSchema = v.object({ entries: v.array(binEntrySchema) });
export type WireBinEntry = Readonly<v.InferOutput<typeof binEntrySchema>>;
/** Clears of the bin in one request. */
export const mostUndos = 1_000;
/** Which clears: null for all. */
export const binChoiceSchema = v.object({
  undos: v.nullable(v.pipe(v.array(idSchema), v.maxLength(mostUndos))),
});
/** How many clears were restored or purged. */
export const binDoneSchema = v.object({ done: v.number() });

/** 409: the client's incarnation is not the mirror's. 410: `since` lies before what the mirror still knows. */
export const resyncSchema = v.object({ resync: v.picklist(['incarnation', 'horizon']), inc: v.string() });
export type Resync = Readonly<v.InferOutput<typeof resyncSchema>>;

export const liveHelloSchema = v.object({ token: v.string() });
export type LiveHello = Readonly<v.InferOutput<typeof liveHelloSchema>>;
export const livePokeSchema = v.union([
  v.object({ poke: v.object({ ws: v.string(), cursor: v.number(), inc: v.string() }) }),
  v.object({ heartbeat: v.number() }),
]);
export type LivePoke = Readonly<v.InferOutput<typeof livePokeSchema>>;

/** What the panel's first-run field and the options page take: `talentscout-mirror:` + base64url of this JSON. */
export const connectCodeSchema = v.object({ mirror: v.string(), token: v.string() });

/** `GET /health`, without a token: what tells a mirror from any other server at the same address. */
export const healthSchema = v.object({
  name: v.literal('talentscout-mirror'),
  protocol: v.number(),
  status: v.picklist(['ok', 'stopping', 'broken']),
});

/** The body of every refusal that is not a `Resync`: one sentence for a developer, never content. */
export const problemSchema = v.object({ error: v.string() });
