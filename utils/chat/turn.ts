import * as v from 'valibot';
import { partSchema } from './message.ts';
import { bindingSchema } from './session.ts';
import { stopReasonSchema } from './stop-reason.ts';

/**
 * The answer as far as it has come: the reducer's whole state. Parts and cursor live in one record, so
 * that a replay from the cursor can neither skip nor repeat a piece.
 * `cursors` holds the last `seq` folded for each run of the turn (approvals start a further run).
 */
export const replyDraftSchema = v.object({
  parts: v.array(partSchema),
  runId: v.nullable(v.string()),
  cursors: v.record(v.string(), v.number()),
  stop: v.nullable(stopReasonSchema),
  failure: v.nullable(v.object({ errorType: v.string(), message: v.string(), detail: v.string() })),
});
export type ReplyDraft = Readonly<v.InferOutput<typeof replyDraftSchema>>;

/** An answer of which nothing has come yet. */
export const emptyReply: ReplyDraft = { parts: [], runId: null, cursors: {}, stop: null, failure: null };

/** The tab that the user saw named when they approved; `origin` is null where the browser does not tell it. */
export const pageTabSchema = v.object({ tabId: v.number(), origin: v.nullable(v.string()) });
export type PageTab = Readonly<v.InferOutput<typeof pageTabSchema>>;

export const approvalDecisionSchema = v.object({
  callId: v.string(),
  approve: v.boolean(),
  /** The user's words for a denial; may be empty. */
  reason: v.string(),
  /** For our own tools: how far an approval reaches. Absent: this call only. */
  scope: v.optional(v.picklist(['once', 'site', 'always'])),
  /** For our own tools: the page to read, and no other. Absent: the one in front of the user. */
  tab: v.optional(pageTabSchema),
});
export type ApprovalDecision = Readonly<v.InferOutput<typeof approvalDecisionSchema>>;

/** What a tool that the extension runs gave for a call of the agent's; `error`: also where it was refused. */
export const toolResultSchema = v.object({
  callId: v.string(),
  status: v.picklist(['success', 'error']),
  text: v.string(),
});
export type ToolResult = Readonly<v.InferOutput<typeof toolResultSchema>>;

/**
 * A turn that is not over, kept on the device only. `id` is the user message's id and its `otid`.
 * `sending`: the request may or may not have reached the server; `streaming`: the server answered;
 * `approval`: waits for the user; `answering`: the user's decisions are on their way.
 */
export const turnSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  sessionId: v.pipe(v.string(), v.uuid()),
  /** The reply's id and place in the order, fixed when the turn starts. */
  replyId: v.pipe(v.string(), v.uuid()),
  replyHlc: v.string(),
  binding: bindingSchema,
  state: v.picklist(['sending', 'streaming', 'approval', 'answering']),
  /** Whether the current request was made in background mode (resumable). */
  background: v.boolean(),
  /** The `otid` of the current request: the turn's id, or that of the approval answer. */
  requestId: v.string(),
  /** Under which `otid` the agent's history holds the user's message; absent: the turn's id (first try). */
  messageOtid: v.optional(v.string()),
  /** True where the agent was not there before: the request tells it what was said. Absent: false. */
  recap: v.optional(v.boolean()),
  decisions: v.array(approvalDecisionSchema),
  /** What our own tools gave; absent in turns of an earlier version. */
  results: v.optional(v.array(toolResultSchema)),
  reply: replyDraftSchema,
  /** Epoch ms. `updatedAt` equals `startedAt` until the first request goes out. */
  startedAt: v.number(),
  updatedAt: v.number(),
});
export type Turn = Readonly<v.InferOutput<typeof turnSchema>>;
