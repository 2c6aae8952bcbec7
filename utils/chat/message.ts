import * as v from 'valibot';

/**
 * A run of visible answer (or of the user's own words). `key` is `message_type|otid` for an agent's
 * text (stream and history agree on it) and `own` for the user's. `whole` is true once the text was
 * delivered or re-read completely, so that later pieces of the same key are ignored.
 */
export const textPartSchema = v.object({
  type: v.literal('text'),
  key: v.string(),
  text: v.string(),
  whole: v.boolean(),
});

/** What the agent thought. Times are epoch ms and only known for live streams. */
export const reasoningPartSchema = v.object({
  type: v.literal('reasoning'),
  key: v.string(),
  text: v.string(),
  whole: v.boolean(),
  startedAt: v.nullable(v.number()),
  endedAt: v.nullable(v.number()),
});

/**
 * A tool call. `args` is the JSON text of the arguments as far as it has arrived.
 * `preparing`: arguments still arrive; `approval`: waits for the user; `running`: handed over;
 * `done`, `failed`, `denied`: over. `result` is the tool's own text, null while unknown.
 */
export const toolPartSchema = v.object({
  type: v.literal('tool'),
  callId: v.string(),
  name: v.string(),
  args: v.string(),
  state: v.picklist(['preparing', 'approval', 'running', 'done', 'failed', 'denied']),
  result: v.nullable(v.string()),
});

/**
 * What the user attached from a page: a posting, a selection, or a question of an application form. Written
 * by strangers: drawn as a card, and given to the agent as quoted material, never as the user's own words.
 * `at` is epoch ms of the reading; `cut` where the text was longer than `quoteLimit`. Empty: not known.
 */
export const quotePartSchema = v.object({
  type: v.literal('quote'),
  source: v.picklist(['posting', 'selection', 'form-question']),
  title: v.pipe(v.string(), v.maxLength(600)),
  company: v.pipe(v.string(), v.maxLength(600)),
  place: v.pipe(v.string(), v.maxLength(600)),
  url: v.pipe(v.string(), v.maxLength(4_000)),
  at: v.number(),
  text: v.pipe(v.string(), v.maxLength(40_000)),
  cut: v.boolean(),
});
/** Most characters of a quote's text. */
export const quoteLimit = 24_000;

/** A part written by a newer version: kept whole, drawn as nothing. */
export const otherPartSchema = v.looseObject({ type: v.string() });

export type TextPart = v.InferOutput<typeof textPartSchema>;
export type ReasoningPart = v.InferOutput<typeof reasoningPartSchema>;
export type ToolPart = v.InferOutput<typeof toolPartSchema>;
export type QuotePart = Readonly<v.InferOutput<typeof quotePartSchema>>;
export interface OtherPart {
  readonly type: 'other';
  readonly raw: v.InferOutput<typeof otherPartSchema>;
}
export type Part = Readonly<TextPart> | Readonly<ReasoningPart> | Readonly<ToolPart> | QuotePart | OtherPart;

/** Parses one part; one of an unknown type is kept whole as `other`. */
export const partSchema: v.GenericSchema<unknown, Part> = v.union([
  textPartSchema,
  reasoningPartSchema,
  toolPartSchema,
  quotePartSchema,
  v.object({ type: v.literal('other'), raw: otherPartSchema }),
  v.pipe(
    otherPartSchema,
    v.transform((raw): OtherPart => ({ type: 'other', raw })),
  ),
]);

/** Why a turn did not end well. The panel words each of them; nothing else may be shown raw. */
export const troubleReasonSchema = v.picklist([
  'not-connected', // no agent configured
  'no-permission', // host permission missing for the server's origin
  'wrong-key',
  'no-agent', // the configured agent is gone
  'not-letta', // the address answers, but not as a Letta server
  'server-too-old',
  'server-down', // unreachable, refused, DNS, offline
  'server-error', // 5xx without a better name
  'busy', // another run holds the conversation
  'rate-limited',
  'out-of-credit',
  'model-error', // the provider of the model failed
  'too-long', // context window overflow
  'stalled', // no frame, not even a ping, for 60 s
  'approval-pending', // an earlier tool call still waits for an answer
  'not-saved', // the device's storage refused the write
  'stopped', // by the user
  'cut', // the stream broke and the server could not resume it
  'unknown',
]);
export type TroubleReason = v.InferOutput<typeof troubleReasonSchema>;

/** `message` and `detail` are the server's own words (may be empty); `retryAfterMs` where it told. */
export const troubleSchema = v.object({
  reason: troubleReasonSchema,
  message: v.string(),
  detail: v.string(),
  retryAfterMs: v.nullable(v.number()),
});
export type Trouble = Readonly<v.InferOutput<typeof troubleSchema>>;

export const messageStatusSchema = v.picklist(['final', 'interrupted', 'error']);
export type MessageStatus = v.InferOutput<typeof messageStatusSchema>;

/**
 * One utterance. Immutable on the mirror, with two exceptions that only ever move one way: it may be
 * deleted, and a reply's status may rise (`error` < `interrupted` < `final`), bringing its parts along.
 * Display order is (`hlc`, `id`). A reply's id is `replyIdOf(user message id)`, so that every device
 * that recovers the same answer writes the same row.
 */
export const messageSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  sessionId: v.pipe(v.string(), v.uuid()),
  role: v.picklist(['user', 'assistant']),
  /** The agent's name for an answer, empty for the user. */
  author: v.string(),
  hlc: v.string(),
  /** Epoch ms by the device that made it; for display only. */
  createdAt: v.number(),
  parts: v.array(partSchema),
  status: messageStatusSchema,
  /** Why it is not final; null when it is. */
  trouble: v.nullable(troubleSchema),
  /** The user message that this answers. */
  replyTo: v.nullable(v.pipe(v.string(), v.uuid())),
  /** The message that this is another version of (edit, regenerate). */
  variantOf: v.nullable(v.pipe(v.string(), v.uuid())),
  /** The message that it was said after, where that was not the newest one (see `toBranch`). */
  follows: v.optional(v.pipe(v.string(), v.uuid())),
  /** Where it was copied from (undo, fork, merge, import). */
  origin: v.nullable(v.object({ sessionId: v.string(), messageId: v.string() })),
});
export type Message = Readonly<v.InferOutput<typeof messageSchema>>;

const rank: Record<MessageStatus, number> = { error: 0, interrupted: 1, final: 2 };

/**
 * True when `next` may replace `current`: the status only rises. Of two attempts that came to nothing the
 * later one tells what is wrong now.
 */
export function outranks(next: Standing, current: Standing): boolean {
  if (next.status === 'error' && current.status === 'error') return next.createdAt > current.createdAt;
  return rank[next.status] > rank[current.status];
}
type Standing = Pick<Message, 'status' | 'createdAt'>;

/** What the user attached to a message, in order. */
export function quotesOf(message: Pick<Message, 'parts'>): readonly QuotePart[] {
  return message.parts.flatMap((part) => (part.type === 'quote' ? [part] : []));
}

/** The visible text of a message: its text parts joined by blank lines. */
export function textOf(message: Pick<Message, 'parts'>): string {
  return message.parts
    .flatMap((part) => (part.type === 'text' && part.text !== '' ? [part.text] : []))
    .join('\n\n');
}
