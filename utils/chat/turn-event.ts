import * as z from 'zod/mini';

export const stopReasonSchema = z.enum([
  'end_turn',
  'error',
  'llm_api_error',
  'invalid_llm_response',
  'invalid_tool_call',
  'max_steps',
  'max_tokens_exceeded',
  'no_tool_call',
  'tool_rule',
  'cancelled',
  'insufficient_credits',
  'requires_approval',
  'context_window_overflow_in_system_prompt',
  'unknown', // a reason that this version does not know
]);
export type StopReason = z.infer<typeof stopReasonSchema>;

/**
 * Where an event stands: `runId` and `seq` as Letta numbers them. `seq` is null in foreground streams and
 * for events re-read from the history, where only `whole` events come, which are idempotent by their key.
 */
const place = { runId: z.nullable(z.string()), seq: z.nullable(z.number()), at: z.number() };

/**
 * Something that a turn says, in our own words. One stream of these, from a live, resumed or re-read
 * source alike, is folded by `applyEvent`. `at` is epoch ms on arrival.
 * For text and reasoning `whole: false` appends a piece, `whole: true` sets the full text of that key.
 * For a tool call `args` is appended when `whole` is false; `name` may be empty in a piece.
 */
export const turnEventSchema = z.discriminatedUnion('type', [
  z.object({ ...place, type: z.literal('text'), key: z.string(), text: z.string(), whole: z.boolean() }),
  z.object({ ...place, type: z.literal('reasoning'), key: z.string(), text: z.string(), whole: z.boolean() }),
  z.object({
    ...place,
    type: z.literal('tool-call'),
    callId: z.string(),
    name: z.string(),
    args: z.string(),
    whole: z.boolean(),
    /** True for an approval request (a tool of ours, or one that needs the user's consent). */
    approval: z.boolean(),
  }),
  z.object({
    ...place,
    type: z.literal('tool-return'),
    callId: z.string(),
    status: z.enum(['success', 'error']),
    text: z.string(),
    /** True when the user denied the call. */
    denied: z.boolean(),
  }),
  /** The user's answers to approval requests: folded at once, before the agent goes on. */
  z.object({ ...place, type: z.literal('approval'), callId: z.string(), approve: z.boolean() }),
  /** A sign of life: `ping` frames and a run's first frame. Moves the cursor, changes no part. */
  z.object({ ...place, type: z.literal('alive') }),
  z.object({ ...place, type: z.literal('stop'), reason: stopReasonSchema }),
  z.object({
    ...place,
    type: z.literal('failure'),
    errorType: z.string(),
    message: z.string(),
    detail: z.string(),
  }),
]);
export type TurnEvent = Readonly<z.infer<typeof turnEventSchema>>;
