import * as v from 'valibot';
import type { Part } from '../chat/message.ts';
import { type ForeignChat, type ForeignMessage, reasoningPart, textPart, toolPart } from './imported-chat.ts';
import { toTime } from './to-time.ts';
import { toTurnMessages, toTurns, type TreeNode } from './to-turns.ts';

const words = v.optional(v.nullable(v.string()));
const blockSchema = v.looseObject({ type: v.string() });
const fileSchema = v.object({ file_name: words, extracted_content: words });
const messageSchema = v.object({
  uuid: words,
  sender: v.string(),
  text: words,
  content: v.optional(v.nullable(v.array(blockSchema))),
  created_at: v.optional(v.unknown()),
  parent_message_uuid: words,
  attachments: v.optional(v.nullable(v.array(fileSchema))),
  files: v.optional(v.nullable(v.array(fileSchema))),
});
const conversationSchema = v.object({
  uuid: words,
  name: words,
  created_at: v.optional(v.unknown()),
  is_starred: v.optional(v.unknown()),
  current_leaf_message_uuid: words,
  chat_messages: v.array(messageSchema),
});
type ClaudeMessage = v.InferOutput<typeof messageSchema> & { readonly uuid: string };
type Block = v.InferOutput<typeof blockSchema>;

/** True for an element of Claude's `conversations.json`. */
export function isClaude(value: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(value['chat_messages']);
}

/** Reads a conversation of Claude's data export with all its versions. Null where the shape is another. */
export function parseClaude(value: unknown): ForeignChat | null {
  const parsed = v.safeParse(conversationSchema, value);
  if (!parsed.success) return null;
  const conversation = parsed.output;
  const createdAt = toTime(conversation.created_at);
  // What other tools cut out of an export has no ids: its place names a message, its first words a chat.
  const messages = conversation.chat_messages.map((one, index) => ({ ...one, uuid: one.uuid ?? `${index}` }));
  return {
    kind: 'claude',
    key: conversation.uuid ?? `${createdAt} ${messages[0] === undefined ? '' : textOf(messages[0])}`,
    title: conversation.name ?? '',
    createdAt,
    pinned: conversation.is_starred === true,
    ...toMessages(messages, conversation.current_leaf_message_uuid ?? null),
  };
}

/** Older exports are lists without parents, all of one branch. */
function toMessages(
  messages: readonly ClaudeMessage[],
  leaf: string | null,
): Pick<ForeignChat, 'messages' | 'left'> {
  const nodes = new Map(messages.map((message) => [message.uuid, message]));
  const linked = messages.filter(({ parent_message_uuid: parent }) => parent && nodes.has(parent));
  if (linked.length === 0) return { messages: messages.flatMap(toMessage) };
  const tree = new Map([...nodes].map(([id, message]) => [id, toNode(message)]));
  const { turns, left } = toTurns(tree, leaf);
  const read = (id: string): ForeignMessage[] =>
    [nodes.get(id)].flatMap((one) => (one ? toMessage(one) : []));
  return { messages: toTurnMessages(turns, read), left };
}

function toNode(message: ClaudeMessage): TreeNode {
  const said = toMessage(message).some(({ parts }) => parts.length > 0);
  const role = message.sender === 'human' ? 'user' : 'assistant';
  return { parent: message.parent_message_uuid ?? null, role: said ? role : 'none' };
}

function toMessage(message: ClaudeMessage): ForeignMessage[] {
  const { uuid: key, sender } = message;
  const at = toTime(message.created_at);
  if (sender === 'human') {
    const text = textOf(message);
    return [
      { key, role: 'user', author: '', at, parts: textPart([text, ...filesOf(message)].join('\n\n'), 'own') },
    ];
  }
  if (sender !== 'assistant') return [];
  return [{ key, role: 'assistant', author: 'Claude', at, parts: toParts(message) }];
}

function textOf({ text, content }: ClaudeMessage): string {
  const blocks = (content ?? []).flatMap((block) => (block.type === 'text' ? [stringOf(block['text'])] : []));
  return blocks.some((block) => block !== '') ? blocks.join('\n\n') : (text ?? '');
}

function filesOf({ attachments, files }: ClaudeMessage): string[] {
  return [...(attachments ?? []), ...(files ?? [])].map(({ file_name: name, extracted_content: content }) => {
    const head = `[File: ${name === undefined || name === null || name === '' ? 'pasted text' : name}]`;
    return content ? `${head}\n\n${content}` : head;
  });
}

function toParts(message: ClaudeMessage): Part[] {
  const { uuid } = message;
  const blocks = message.content ?? [];
  const parts: Part[] = [];
  blocks.forEach((block, index) => addBlock(parts, block, `${uuid}|${index}`));
  if (!parts.some(({ type }) => type === 'text')) {
    parts.push(...textPart(textOf({ ...message, content: null }), `assistant_message|${uuid}`));
  }
  return parts;
}

function addBlock(parts: Part[], block: Block, key: string): void {
  if (block.type === 'text') {
    parts.push(...textPart(stringOf(block['text']), `assistant_message|${key}`));
  } else if (block.type === 'thinking') {
    const times = { startedAt: toTime(block['start_timestamp']), endedAt: toTime(block['stop_timestamp']) };
    parts.push(...reasoningPart(stringOf(block['thinking']), key, times));
  } else if (block.type === 'tool_use') {
    const callId = stringOf(block['id']);
    const call = {
      callId: callId === '' ? key : callId,
      name: stringOf(block['name']),
      args: block['input'],
    };
    parts.push(toolPart({ ...call, result: null }));
  } else if (block.type === 'tool_result') {
    addResult(parts, block, key);
  }
}

/** A result belongs to the call that it names, or to the last one that has none. */
function addResult(parts: Part[], block: Block, key: string): void {
  const id = stringOf(block['tool_use_id']);
  const named = parts.findLastIndex((part) => part.type === 'tool' && part.callId === id);
  const open = parts.findLastIndex((part) => part.type === 'tool' && part.result === null);
  const at = named >= 0 ? named : open;
  const call = parts[at];
  const result = resultText(block['content']);
  const failed = block['is_error'] === true;
  if (call?.type === 'tool') parts[at] = { ...call, result, state: failed ? 'failed' : 'done' };
  else parts.push(toolPart({ callId: key, name: stringOf(block['name']), args: '', result, failed }));
}

const resultSchema = v.array(v.looseObject({ text: words }));

function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  const parsed = v.safeParse(resultSchema, content);
  if (parsed.success) return parsed.output.flatMap(({ text }) => text ?? []).join('\n');
  return content === undefined || content === null ? '' : JSON.stringify(content);
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
