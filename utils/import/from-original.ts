import * as v from 'valibot';
import { v5 } from 'uuid';
import type { Part } from '../chat/message.ts';
import {
  type ForeignMessage,
  type ImportedChat,
  importNamespace,
  reasoningPart,
  textPart,
  toChat,
  toolPart,
} from './imported-chat.ts';
import { toTime } from './to-time.ts';

const words = v.optional(v.nullable(v.string()));
const callSchema = v.looseObject({
  id: words,
  tool_call_id: words,
  name: words,
  arguments: v.optional(v.unknown()),
  result: words,
  function: v.optional(v.looseObject({ name: words, arguments: v.optional(v.unknown()) })),
});
const messageSchema = v.object({
  role: v.string(),
  content: v.optional(v.nullable(v.union([v.string(), v.array(v.looseObject({ type: v.string() }))]))),
  reasoning: words,
  tool_calls: v.optional(v.nullable(v.array(callSchema))),
  tool_call_id: words,
});
const fileSchema = v.object({
  id: v.optional(v.unknown()),
  title: words,
  timestamp: v.optional(v.unknown()),
  messages: v.array(messageSchema),
});
type PlainMessage = v.InferOutput<typeof messageSchema>;

/** True for the plain form `{"messages": [{role, …}], …}`. */
export function isOriginal(value: Readonly<Record<string, unknown>>): boolean {
  const { messages } = value;
  if (!Array.isArray(messages)) return false;
  const list: unknown[] = messages;
  return list.length === 0 || v.safeParse(v.object({ role: v.string() }), list[0]).success;
}

/**
 * Reads a session file of the original form, under the same ids as the mirror does. Its session is named
 * by its file (`session_<id>.json`); a file that was renamed is known by its words. Null where the shape
 * is another.
 */
export function parseOriginal(
  value: unknown,
  { fileName, now }: { readonly fileName: string; readonly now: number },
): ImportedChat | null {
  const parsed = v.safeParse(fileSchema, value);
  if (!parsed.success) return null;
  const file = parsed.output;
  const results = resultsOf(file.messages);
  const at = toTime(file.timestamp);
  const messages = file.messages.flatMap((message, index): ForeignMessage[] =>
    message.role === 'user' || message.role === 'assistant'
      ? [{ key: String(index), role: message.role, author: '', at, parts: toParts(message, index, results) }]
      : [],
  );
  const named = /session_(.+?)(?: ?\(\d+\))?\.json$/i.exec(fileName)?.[1];
  const id = typeof file.id === 'string' ? file.id : (named ?? JSON.stringify(file));
  const sessionId = v.safeParse(v.pipe(v.string(), v.uuid()), id).success ? id : v5(id, importNamespace);
  const idOf = ({ key }: Pick<ForeignMessage, 'key'>): string => v5(`message ${key}`, sessionId);
  const title = file.title ?? '';
  return toChat({ kind: 'original', key: id, title, createdAt: at, messages, sessionId, idOf }, now);
}

function toParts(message: PlainMessage, index: number, results: ReadonlyMap<string, string>): Part[] {
  const { role, content, reasoning, tool_calls: calls } = message;
  const key = role === 'user' ? 'own' : `import|${index}`;
  const parts = reasoningPart(reasoning ?? '', key);
  (calls ?? []).forEach((call, at) => {
    const callId = call.id ?? call.tool_call_id ?? `${key}|${at}`;
    const name = call.function?.name ?? call.name ?? '';
    const args = call.function?.arguments ?? call.arguments;
    parts.push(toolPart({ callId, name, args, result: call.result ?? results.get(callId) ?? null }));
  });
  const pieces = typeof content === 'string' ? [content] : (content ?? []).map((piece) => piece['text']);
  for (const piece of pieces) parts.push(...(typeof piece === 'string' ? textPart(piece, key) : []));
  return parts;
}

/** A tool's answer is a message of its own in that form. */
function resultsOf(messages: readonly PlainMessage[]): ReadonlyMap<string, string> {
  const results = new Map<string, string>();
  for (const { role, tool_call_id: callId, content } of messages) {
    if (role === 'tool' && callId && typeof content === 'string') results.set(callId, content);
  }
  return results;
}
