import * as z from 'zod/mini';
import { partSchema } from './message.ts';
import { bindingSchema } from './session.ts';
import { stopReasonSchema } from './turn-event.ts';

/**
 * The answer as far as it has come: the reducer's whole state. Parts and cursor live in one record, so
 * that a replay from the cursor can neither skip nor repeat a piece.
 * `cursors` holds the last `seq` folded for each run of the turn (approvals start a further run).
 */
export const replyDraftSchema = z.object({
  parts: z.array(partSchema),
  runId: z.nullable(z.string()),
  cursors: z.record(z.string(), z.number()),
  stop: z.nullable(stopReasonSchema),
  failure: z.nullable(z.object({ errorType: z.string(), message: z.string(), detail: z.string() })),
});
export type ReplyDraft = Readonly<z.infer<typeof replyDraftSchema>>;

/** An answer of which nothing has come yet. */
export const emptyReply: ReplyDraft = { parts: [], runId: null, cursors: {}, stop: null, failure: null };

/** The tab that the user saw named when they approved; `origin` is null where the browser does not tell it. */
export const pageTabSchema = z.object({ tabId: z.number(), origin: z.nullable(z.string()) });
export type PageTab = Readonly<z.infer<typeof pageTabSchema>>;

export const approvalDecisionSchema = z.object({
  callId: z.string(),
  approve: z.boolean(),
  /** The user's words for a denial; may be empty. */
  reason: z.string(),
  /** For our own tools: how far an approval reaches. Absent: this call only. */
  scope: z.optional(z.enum(['once', 'site', 'always'])),
  /** For our own tools: the page to read, and no other. Absent: the one in front of the user. */
  tab: z.optional(pageTabSchema),
});
export type ApprovalDecision = Readonly<z.infer<typeof approvalDecisionSchema>>;

/** What a tool that the extension runs gave for a call of the agent's; `error`: also where it was refused. */
export const toolResultSchema = z.object({
  callId: z.string(),
  status: z.enum(['success', 'error']),
  text: z.string(),
});
export type ToolResult = Readonly<z.infer<typeof toolResultSchema>>;

/**
 * A turn that is not over, kept on the device only. `id` is the user message's id and its `otid`.
 * `sending`: the request may or may not have reached the server; `streaming`: the server answered;
 * `approval`: waits for the user; `answering`: the user's decisions are on their way.
 */
export const turnSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  /** The reply's id and place in the order, fixed when the turn starts. */
  replyId: z.uuid(),
  replyHlc: z.string(),
  binding: bindingSchema,
  state: z.enum(['sending', 'streaming', 'approval', 'answering']),
  /** Whether the current request was made in background mode (resumable). */
  background: z.boolean(),
  /** The `otid` of the current request: the turn's id, or that of the approval answer. */
  requestId: z.string(),
  /** Under which `otid` the agent's history holds the user's message; absent: the turn's id (first try). */
  messageOtid: z.optional(z.string()),
  /** True where the agent was not there before: the request tells it what was said. Absent: false. */
  recap: z.optional(z.boolean()),
  decisions: z.array(approvalDecisionSchema),
  /** What our own tools gave; absent in turns of an earlier version. */
  results: z.optional(z.array(toolResultSchema)),
  reply: replyDraftSchema,
  /** Epoch ms. `updatedAt` equals `startedAt` until the first request goes out. */
  startedAt: z.number(),
  updatedAt: z.number(),
});
export type Turn = Readonly<z.infer<typeof turnSchema>>;
