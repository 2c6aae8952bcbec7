import * as v from 'valibot';
import { stopReasonSchema } from './stop-reason.ts';

/**
 * Where an event stands: `runId` and `seq` as Letta numbers them. `seq` is null in foreground streams and
 * for events re-read from the history, where only `whole` events come, which are idempotent by their key.
 */
const place = { runId: v.nullable(v.string()), seq: v.nullable(v.number()), at: v.number() };

/**
 * Something that a turn says, in our own words. One stream of these, from a live, resumed or re-read
 * source alike, is folded by `applyEvent`. `at` is epoch ms on arrival.
 * For text and reasoning `whole: false` appends a piece, `whole: true` sets the full text of that key.
 * For a tool call `args` is appended when `whole` is false; `name` may be empty in a piece.
 */
export const turnEventSchema = v.variant('type', [
  v.object({ ...place, type: v.literal('text'), key: v.string(), text: v.string(), whole: v.boolean() }),
  v.object({ ...place, type: v.literal('reasoning'), key: v.string(), text: v.string(), whole: v.boolean() }),
  v.object({
    ...place,
    type: v.literal('tool-call'),
    callId: v.string(),
    name: v.string(),
    args: v.string(),
    whole: v.boolean(),
    /** True for an approval request (a tool of ours, or one that needs the user's consent). */
    approval: v.boolean(),
  }),
  v.object({
    ...place,
    type: v.literal('tool-return'),
    callId: v.string(),
    status: v.picklist(['success', 'error']),
    text: v.string(),
    /** True when the user denied the call. */
    denied: v.boolean(),
  }),
  /** The user's answers to approval requests: folded at once, before the agent goes on. */
  v.object({ ...place, type: v.literal('approval'), callId: v.string(), approve: v.boolean() }),
  /** A sign of life: `ping` frames and a run's first frame. Moves the cursor, changes no part. */
  v.object({ ...place, type: v.literal('alive') }),
  v.object({ ...place, type: v.literal('stop'), reason: stopReasonSchema }),
  v.object({
    ...place,
    type: v.literal('failure'),
    errorType: v.string(),
    message: v.string(),
    detail: v.string(),
  }),
]);
export type TurnEvent = Readonly<v.InferOutput<typeof turnEventSchema>>;
