import * as v from 'valibot';

const text = v.optional(v.nullable(v.string()));
const contentSchema = v.optional(v.nullable(v.union([v.string(), v.array(v.unknown())])));
const toolCallSchema = v.object({ name: text, arguments: text, tool_call_id: text });
const toolReturnSchema = v.object({ tool_return: v.optional(v.unknown()), status: text, tool_call_id: text });
const answerSchema = v.object({
  ...toolReturnSchema.entries,
  type: text,
  approve: v.optional(v.nullable(v.boolean())),
  reason: text,
});

/**
 * A message as Letta writes it, in a stream's frame and in the history alike (README of the recordings):
 * every field may be null or absent, `tool_calls` is an object in token streams and an array elsewhere,
 * contents are a text or a list of parts. Only what the client reads is named.
 */
export const lettaMessageSchema = v.object({
  message_type: v.string(),
  id: text,
  date: text,
  otid: text,
  run_id: text,
  seq_id: v.optional(v.nullable(v.number())),
  content: contentSchema,
  reasoning: text,
  tool_call: v.optional(v.nullable(toolCallSchema)),
  tool_calls: v.optional(v.nullable(v.union([v.array(toolCallSchema), toolCallSchema]))),
  tool_call_id: text,
  tool_return: v.optional(v.unknown()),
  status: text,
  tool_returns: v.optional(v.nullable(v.array(toolReturnSchema))),
  approvals: v.optional(v.nullable(v.array(answerSchema))),
  approve: v.optional(v.nullable(v.boolean())),
  stop_reason: text,
});
export type LettaMessage = Readonly<v.InferOutput<typeof lettaMessageSchema>>;

export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  readonly args: string;
}

export interface ToolReturn {
  readonly callId: string;
  readonly status: 'success' | 'error';
  readonly text: string;
  readonly denied: boolean;
}

/**
 * The identity that the stream and the history agree on: the type with the `otid`. The `id` is shared by
 * a step's reasoning and text, and differs between stream and history where a step asks for approval.
 */
export function keyOf(message: LettaMessage): string {
  return `${message.message_type}|${message.otid ?? message.id ?? ''}`;
}

const textPartSchema = v.object({ type: v.literal('text'), text: v.string() });

/** The text of a content that is a string or a list of parts; other parts (images) are left out. */
export function toText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content))
    return content === undefined || content === null ? '' : JSON.stringify(content);
  return content
    .flatMap((part) => {
      const parsed = v.safeParse(textPartSchema, part);
      return parsed.success ? [parsed.output.text] : [];
    })
    .join('');
}

/** The calls of a `tool_call_message` or `approval_request_message`; those without an id are no calls. */
export function toolCallsOf({ tool_call, tool_calls }: LettaMessage): readonly ToolCall[] {
  const calls = Array.isArray(tool_calls) ? tool_calls : [tool_calls ?? tool_call];
  return calls.flatMap((call) =>
    call?.tool_call_id
      ? [{ callId: call.tool_call_id, name: call.name ?? '', args: call.arguments ?? '' }]
      : [],
  );
}

/** The returns of a `tool_return_message` or inside an `approval_response_message`. */
export function toolReturnsOf(message: LettaMessage): readonly ToolReturn[] {
  const answers = message.approvals?.filter(({ type }) => type === 'tool');
  const returns = answers ?? (message.tool_returns?.length ? message.tool_returns : [message]);
  return returns.flatMap(({ tool_call_id: callId, status, tool_return }) => {
    if (!callId) return [];
    const words = toText(tool_return);
    return [
      { callId, status: status === 'error' ? 'error' : 'success', text: words, denied: isDenial(words) },
    ];
  });
}

/** How Letta writes down that the user denied a call. */
function isDenial(toolReturn: string): boolean {
  return toolReturn.startsWith('Error: request to call tool denied');
}
