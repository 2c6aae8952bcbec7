import * as z from 'zod/mini';

const contentSchema = z.union([z.string(), z.array(z.record(z.string(), z.json()))]);
const toolReturnSchema = z.object({
  type: z.optional(z.literal('tool')),
  tool_call_id: z.string(),
  tool_return: contentSchema,
  status: z.enum(['success', 'error']),
});
const approvalEntrySchema = z.union([
  z.object({
    type: z.optional(z.literal('approval')),
    tool_call_id: z.string(),
    approve: z.boolean(),
    reason: z.optional(z.nullable(z.string())),
  }),
  toolReturnSchema,
]);
const otid = z.optional(z.nullable(z.string()));
const messageSchema = z.union([
  z.object({ type: z.literal('approval'), otid, approvals: z.array(approvalEntrySchema) }),
  z.pipe(
    z.object({ type: z.literal('tool_return'), otid, tool_returns: z.array(toolReturnSchema) }),
    z.transform((one) => ({ type: 'approval' as const, otid: one.otid, approvals: one.tool_returns })),
  ),
  z.object({
    type: z._default(z.literal('message'), 'message'),
    otid,
    role: z.enum(['user', 'system', 'assistant']),
    content: contentSchema,
  }),
]);

/** A send on any of the routes; `streaming` has another default on each. */
export const sendSchema = z.object({
  messages: z.optional(z.nullable(z.array(messageSchema))),
  input: z.optional(z.nullable(contentSchema)),
  streaming: z.optional(z.boolean()),
  stream_tokens: z._default(z.boolean(), false),
  include_pings: z._default(z.boolean(), true),
  background: z._default(z.boolean(), false),
  agent_id: z.optional(z.nullable(z.string())),
  client_tools: z.optional(
    z.nullable(z.array(z.looseObject({ name: z.string(), parameters: z.optional(z.nullable(z.json())) }))),
  ),
});
export type SendBody = z.infer<typeof sendSchema>;
export type SendMessage = z.infer<typeof messageSchema>;
export type ApprovalEntry = z.infer<typeof approvalEntrySchema>;

/** The messages of a send: its own, or the one that `input` stands for. */
export function toMessages(body: SendBody): readonly SendMessage[] {
  const { input = null } = body;
  if (input !== null) return [{ type: 'message', role: 'user', content: input }];
  return body.messages ?? [];
}

/** The text of a string or of content parts. */
export function toText(content: z.infer<typeof contentSchema>): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('\n');
}

export const resumeSchema = z.object({
  agent_id: z.optional(z.nullable(z.string())),
  run_id: z.optional(z.nullable(z.string())),
  otid,
  starting_after: z._default(z.number(), 0),
  include_pings: z._default(z.nullable(z.boolean()), true),
});
