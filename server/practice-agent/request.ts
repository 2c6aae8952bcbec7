import * as v from 'valibot';
import { jsonSchema } from '../../utils/chat/json.ts';

const contentSchema = v.union([v.string(), v.array(v.record(v.string(), jsonSchema))]);
const toolReturnSchema = v.object({
  type: v.optional(v.literal('tool')),
  tool_call_id: v.string(),
  tool_return: contentSchema,
  status: v.picklist(['success', 'error']),
});
const approvalEntrySchema = v.union([
  v.object({
    type: v.optional(v.literal('approval')),
    tool_call_id: v.string(),
    approve: v.boolean(),
    reason: v.optional(v.nullable(v.string())),
  }),
  toolReturnSchema,
]);
const otid = v.optional(v.nullable(v.string()));
const messageSchema = v.union([
  v.object({ type: v.literal('approval'), otid, approvals: v.array(approvalEntrySchema) }),
  v.pipe(
    v.object({ type: v.literal('tool_return'), otid, tool_returns: v.array(toolReturnSchema) }),
    v.transform((one) => ({ type: 'approval' as const, otid: one.otid, approvals: one.tool_returns })),
  ),
  v.object({
    type: v.optional(v.literal('message'), 'message'),
    otid,
    role: v.picklist(['user', 'system', 'assistant']),
    content: contentSchema,
  }),
]);

/** A send on any of the routes; `streaming` has another default on each. */
export const sendSchema = v.object({
  messages: v.optional(v.nullable(v.array(messageSchema))),
  input: v.optional(v.nullable(contentSchema)),
  streaming: v.optional(v.boolean()),
  stream_tokens: v.optional(v.boolean(), false),
  include_pings: v.optional(v.boolean(), true),
  background: v.optional(v.boolean(), false),
  agent_id: v.optional(v.nullable(v.string())),
  client_tools: v.optional(
    v.nullable(v.array(v.looseObject({ name: v.string(), parameters: v.optional(v.nullable(jsonSchema)) }))),
  ),
});
export type SendBody = v.InferOutput<typeof sendSchema>;
export type SendMessage = v.InferOutput<typeof messageSchema>;
export type ApprovalEntry = v.InferOutput<typeof approvalEntrySchema>;

/** The messages of a send: its own, or the one that `input` stands for. */
export function toMessages(body: SendBody): readonly SendMessage[] {
  const { input = null } = body;
  if (input !== null) return [{ type: 'message', role: 'user', content: input }];
  return body.messages ?? [];
}

/** The text of a string or of content parts. */
export function toText(content: v.InferOutput<typeof contentSchema>): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('\n');
}

export const resumeSchema = v.object({
  agent_id: v.optional(v.nullable(v.string())),
  run_id: v.optional(v.nullable(v.string())),
  otid,
  starting_after: v.optional(v.number(), 0),
  include_pings: v.optional(v.nullable(v.boolean()), true),
});
