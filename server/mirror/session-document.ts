import * as v from 'valibot';
import { jsonSchema } from '../../utils/chat/json.ts';
import { textOf } from '../../utils/chat/message.ts';
import { bindingSchema } from '../../utils/chat/session.ts';
import { wireMessageSchema, type WireMessage } from '../../utils/mirror/protocol.ts';
import type { StoredSession } from './mirror-store.ts';
import { partsOf } from './wire-parts.ts';

/** A tool call as chat completions write it, with the tool's answer where there is one. */
const toolCallSchema = v.object({
  id: v.string(),
  type: v.literal('function'),
  function: v.object({ name: v.string(), arguments: v.string() }),
  result: v.nullable(v.string()),
});

const documentMessageSchema = v.object({
  ...wireMessageSchema.entries,
  content: v.string(),
  reasoning: v.nullable(v.string()),
  tool_calls: v.nullable(v.array(toolCallSchema)),
});

/**
 * One session as a plain document: the original form `{"messages": [{role, content, reasoning,
 * tool_calls}], "timestamp"}` plus what is needed to take it in again without loss.
 * `incarnation` and `cursor` stand first, so that the head of a file tells whether it is up to date.
 */
export const sessionDocumentSchema = v.object({
  incarnation: v.string(),
  cursor: v.number(),
  id: v.string(),
  title: v.string(),
  agent: v.nullable(bindingSchema),
  /** Of the newest change, ISO 8601. */
  timestamp: v.string(),
  messages: v.array(documentMessageSchema),
  /** What is set on the session, as devices set it (the user's title, the agent, tags, pins). */
  registers: v.record(v.string(), jsonSchema),
});
export type SessionDocument = Readonly<v.InferOutput<typeof sessionDocumentSchema>>;

/** Lays a stored session out as a document. */
export function toSessionDocument(session: StoredSession): SessionDocument {
  const { deleted: _deleted, ...registers } = session.registers;
  const agent = v.safeParse(bindingSchema, registers['binding']);
  return {
    incarnation: session.inc,
    cursor: session.cursor,
    id: session.id,
    title: session.title,
    agent: agent.success ? agent.output : null,
    timestamp: new Date(session.updatedAt).toISOString(),
    messages: session.messages.map(toDocumentMessage),
    registers,
  };
}

function toDocumentMessage(message: WireMessage): SessionDocument['messages'][number] {
  const parts = partsOf(message);
  const reasoning = parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : [])).join('\n\n');
  const calls = parts.flatMap((part) =>
    part.type === 'tool'
      ? [
          {
            id: part.callId,
            type: 'function' as const,
            function: { name: part.name, arguments: part.args },
            result: part.result,
          },
        ]
      : [],
  );
  const { role, ...rest } = message;
  return {
    role,
    content: textOf({ parts }),
    reasoning: reasoning === '' ? null : reasoning,
    tool_calls: calls.length === 0 ? null : calls,
    ...rest,
  };
}

/** The document as text for people: indented, ending in a line break. */
export function writeDocument(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
