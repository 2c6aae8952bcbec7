import * as v from 'valibot';
import type { Part } from '../chat/message.ts';
import { type ForeignChat, type ForeignMessage, reasoningPart, textPart, toolPart } from './imported-chat.ts';
import { toTime } from './to-time.ts';
import { toTurnMessages, toTurns, type TreeNode } from './to-turns.ts';

const words = v.optional(v.nullable(v.string()));
const messageSchema = v.object({
  messageId: v.string(),
  parentMessageId: words,
  isCreatedByUser: v.boolean(),
  sender: words,
  model: words,
  text: words,
  content: v.optional(v.unknown()),
  createdAt: v.optional(v.unknown()),
  children: v.optional(v.nullable(v.array(v.unknown()))),
});
const conversationSchema = v.object({
  conversationId: v.string(),
  title: words,
  messages: v.optional(v.nullable(v.array(v.unknown()))),
  messagesTree: v.optional(v.nullable(v.array(v.unknown()))),
});
type LibreMessage = v.InferOutput<typeof messageSchema>;

/** True for an export of one conversation from LibreChat, its messages listed or one within another. */
export function isLibreChat(value: Readonly<Record<string, unknown>>): boolean {
  if (typeof value['conversationId'] !== 'string') return false;
  return Array.isArray(value['messages']) || Array.isArray(value['messagesTree']);
}

/** Reads a conversation of LibreChat with all its versions. Null where the shape is another. */
export function parseLibreChat(value: unknown): ForeignChat | null {
  const parsed = v.safeParse(conversationSchema, value);
  if (!parsed.success) return null;
  const { conversationId, title, messages, messagesTree } = parsed.output;
  const nodes = flatten(messagesTree ?? messages ?? []);
  if (nodes === null) return null;
  const linked = [...nodes.values()].some(({ parentMessageId: parent }) => parent && nodes.has(parent));
  const [first] = nodes.values();
  return {
    kind: 'librechat',
    key: conversationId,
    title: title ?? '',
    createdAt: toTime(first?.createdAt),
    ...(linked ? toVersions(nodes) : { messages: [...nodes.values()].map(toMessage) }),
  };
}

/** The branch of the last message is the one that is shown. */
function toVersions(nodes: ReadonlyMap<string, LibreMessage>): Pick<ForeignChat, 'messages' | 'left'> {
  const tree = new Map([...nodes].map(([id, message]) => [id, toNode(message)]));
  const { turns, left } = toTurns(tree, null);
  const read = (id: string): ForeignMessage[] =>
    [nodes.get(id)].flatMap((one) => (one ? [toMessage(one)] : []));
  return { messages: toTurnMessages(turns, read), left };
}

function toNode(message: LibreMessage): TreeNode {
  const { role, parts } = toMessage(message);
  return { parent: message.parentMessageId ?? null, role: parts.length > 0 ? role : 'none' };
}

/** All messages by their ids, however deep they lie; null where one has another shape. */
function flatten(roots: readonly unknown[]): ReadonlyMap<string, LibreMessage> | null {
  const nodes = new Map<string, LibreMessage>();
  const waiting: { readonly raw: unknown; readonly parent: string | null }[] = roots
    .map((raw) => ({ raw, parent: null }))
    .toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const parsed = v.safeParse(messageSchema, next.raw);
    if (!parsed.success) return null;
    const message = parsed.output;
    const parentMessageId = message.parentMessageId ?? next.parent;
    nodes.set(message.messageId, { ...message, parentMessageId, children: null });
    for (const raw of (message.children ?? []).toReversed()) waiting.push({ raw, parent: message.messageId });
  }
  return nodes;
}

function toMessage(message: LibreMessage): ForeignMessage {
  const { messageId: key, isCreatedByUser, sender, model } = message;
  const at = toTime(message.createdAt);
  const parts = toParts(message);
  return isCreatedByUser
    ? { key, role: 'user', author: '', at, parts: parts.filter(({ type }) => type === 'text') }
    : { key, role: 'assistant', author: sender ?? model ?? '', at, parts };
}

const blockSchema = v.looseObject({ type: v.string() });
const callSchema = v.object({ id: words, name: words, args: v.optional(v.unknown()), output: words });

function toParts({ messageId, isCreatedByUser, text, content }: LibreMessage): Part[] {
  const key = isCreatedByUser ? 'own' : `assistant_message|${messageId}`;
  const blocks = v.safeParse(v.array(blockSchema), content);
  const parts = blocks.success
    ? blocks.output.flatMap((block, index) => toPart(block, { messageId, index, key }))
    : [];
  return parts.some(({ type }) => type === 'text') ? parts : [...parts, ...textPart(text ?? '', key)];
}

function toPart(
  block: v.InferOutput<typeof blockSchema>,
  { messageId, index, key }: { readonly messageId: string; readonly index: number; readonly key: string },
): Part[] {
  const at = `${messageId}|${index}`;
  if (block.type === 'text') return textPart(textOf(block['text']), key === 'own' ? key : `${key}|${index}`);
  if (block.type === 'think') return reasoningPart(textOf(block['think']), at);
  if (block.type !== 'tool_call') return [];
  const call = v.safeParse(callSchema, block['tool_call']);
  if (!call.success) return [];
  const { id, name, args, output } = call.output;
  return [toolPart({ callId: id ?? at, name: name ?? '', args, result: output ?? null })];
}

const valueSchema = v.object({ value: v.string() });

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parsed = v.safeParse(valueSchema, value);
  return parsed.success ? parsed.output.value : '';
}
