import * as z from 'zod/mini';

/**
 * A run of visible answer (or of the user's own words). `key` is `message_type|otid` for an agent's
 * text (stream and history agree on it) and `own` for the user's. `whole` is true once the text was
 * delivered or re-read completely, so that later pieces of the same key are ignored.
 */
export const textPartSchema = z.object({
  type: z.literal('text'),
  key: z.string(),
  text: z.string(),
  whole: z.boolean(),
});

/** What the agent thought. Times are epoch ms and only known for live streams. */
export const reasoningPartSchema = z.object({
  type: z.literal('reasoning'),
  key: z.string(),
  text: z.string(),
  whole: z.boolean(),
  startedAt: z.nullable(z.number()),
  endedAt: z.nullable(z.number()),
});

/**
 * A tool call. `args` is the JSON text of the arguments as far as it has arrived.
 * `preparing`: arguments still arrive; `approval`: waits for the user; `running`: handed over;
 * `done`, `failed`, `denied`: over. `result` is the tool's own text, null while unknown.
 */
export const toolPartSchema = z.object({
  type: z.literal('tool'),
  callId: z.string(),
  name: z.string(),
  args: z.string(),
  state: z.enum(['preparing', 'approval', 'running', 'done', 'failed', 'denied']),
  result: z.nullable(z.string()),
});

/**
 * What the user attached from a page: a posting, a selection, or a question of an application form. Written
 * by strangers: drawn as a card, and given to the agent as quoted material, never as the user's own words.
 * `at` is epoch ms of the reading; `cut` where the text was longer than `quoteLimit`. Empty: not known.
 */
export const quotePartSchema = z.object({
  type: z.literal('quote'),
  source: z.enum(['posting', 'selection', 'form-question']),
  title: z.string().check(z.maxLength(600)),
  company: z.string().check(z.maxLength(600)),
  place: z.string().check(z.maxLength(600)),
  url: z.string().check(z.maxLength(4_000)),
  at: z.number(),
  text: z.string().check(z.maxLength(40_000)),
  cut: z.boolean(),
});
/** Most characters of a quote's text. */
export const quoteLimit = 24_000;

/** A part written by a newer version: kept whole, drawn as nothing. */
export const otherPartSchema = z.looseObject({ type: z.string() });

export type TextPart = z.infer<typeof textPartSchema>;
export type ReasoningPart = z.infer<typeof reasoningPartSchema>;
export type ToolPart = z.infer<typeof toolPartSchema>;
export type QuotePart = Readonly<z.infer<typeof quotePartSchema>>;
export interface OtherPart {
  readonly type: 'other';
  readonly raw: z.infer<typeof otherPartSchema>;
}
export type Part = Readonly<TextPart> | Readonly<ReasoningPart> | Readonly<ToolPart> | QuotePart | OtherPart;

/** Parses one part; one of an unknown type is kept whole as `other`. */
export const partSchema: z.ZodMiniType<Part> = z.union([
  textPartSchema,
  reasoningPartSchema,
  toolPartSchema,
  quotePartSchema,
  z.object({ type: z.literal('other'), raw: otherPartSchema }),
  z.pipe(
    otherPartSchema,
    z.transform((raw): OtherPart => ({ type: 'other', raw })),
  ),
]);

/** Why a turn did not end well. The panel words each of them; nothing else may be shown raw. */
export const troubleReasonSchema = z.enum([
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
export type TroubleReason = z.infer<typeof troubleReasonSchema>;

/** `message` and `detail` are the server's own words (may be empty); `retryAfterMs` where it told. */
export const troubleSchema = z.object({
  reason: troubleReasonSchema,
  message: z.string(),
  detail: z.string(),
  retryAfterMs: z.nullable(z.number()),
});
export type Trouble = Readonly<z.infer<typeof troubleSchema>>;

export const messageStatusSchema = z.enum(['final', 'interrupted', 'error']);
export type MessageStatus = z.infer<typeof messageStatusSchema>;

/**
 * One utterance. Immutable on the mirror, with two exceptions that only ever move one way: it may be
 * deleted, and a reply's status may rise (`error` < `interrupted` < `final`), bringing its parts along.
 * Display order is (`hlc`, `id`). A reply's id is `replyIdOf(user message id)`, so that every device
 * that recovers the same answer writes the same row.
 */
export const messageSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  role: z.enum(['user', 'assistant']),
  /** The agent's name for an answer, empty for the user. */
  author: z.string(),
  hlc: z.string(),
  /** Epoch ms by the device that made it; for display only. */
  createdAt: z.number(),
  parts: z.array(partSchema),
  status: messageStatusSchema,
  /** Why it is not final; null when it is. */
  trouble: z.nullable(troubleSchema),
  /** The user message that this answers. */
  replyTo: z.nullable(z.uuid()),
  /** The message that this is another version of (edit, regenerate). */
  variantOf: z.nullable(z.uuid()),
  /** The message that it was said after, where that was not the newest one (see `toBranch`). */
  follows: z.optional(z.uuid()),
  /** Where it was copied from (undo, fork, merge, import). */
  origin: z.nullable(z.object({ sessionId: z.string(), messageId: z.string() })),
});
export type Message = Readonly<z.infer<typeof messageSchema>>;

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
