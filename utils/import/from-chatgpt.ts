import * as v from 'valibot';
import type { Part } from '../chat/message.ts';
import { type ForeignChat, type ForeignMessage, reasoningPart, textPart, toolPart } from './imported-chat.ts';
import { toTime } from './to-time.ts';
import { toTurns, type TreeNode, type TreeTurn } from './to-turns.ts';

const words = v.optional(v.nullable(v.string()));
const conversationSchema = v.object({
  id: words,
  conversation_id: words,
  title: words,
  create_time: v.optional(v.unknown()),
  current_node: words,
  is_archived: v.optional(v.unknown()),
  is_starred: v.optional(v.unknown()),
  default_model_slug: words,
  mapping: v.record(v.string(), v.unknown()),
});
const messageSchema = v.object({
  author: v.object({ role: v.string(), name: words }),
  create_time: v.optional(v.unknown()),
  recipient: words,
  content: v.looseObject({ content_type: v.string() }),
  metadata: v.optional(v.nullable(v.looseObject({}))),
});
const nodeSchema = v.object({ parent: words, message: v.optional(v.nullable(messageSchema)) });
type Node = v.InferOutput<typeof nodeSchema>;
type NodeMessage = v.InferOutput<typeof messageSchema>;

/** True for an element of ChatGPT's `conversations.json`, also one that other tools cut short. */
export function isChatGpt(value: Readonly<Record<string, unknown>>): boolean {
  const { mapping } = value;
  const tree = typeof mapping === 'object' && mapping !== null && !Array.isArray(mapping);
  return tree || ('mapping' in value && 'create_time' in value);
}

/**
 * Reads a conversation of ChatGPT's data export with all versions of its questions and answers; what was
 * last shown (`current_node` and what leads to it) is shown of ours. All that the model did between two
 * questions is one message of ours. Null where the shape is another.
 */
export function parseChatGpt(value: unknown): ForeignChat | null {
  const parsed = v.safeParse(conversationSchema, value);
  if (!parsed.success) return null;
  const conversation = parsed.output;
  const nodes = new Map<string, Node>();
  for (const [id, raw] of Object.entries(conversation.mapping)) {
    const node = v.safeParse(nodeSchema, raw);
    if (node.success) nodes.set(id, node.output);
  }
  const { turns, left } = toTurns(toTree(nodes), conversation.current_node ?? null);
  const [first] = turns;
  const createdAt = toTime(conversation.create_time);
  return {
    kind: 'chatgpt',
    key:
      conversation.conversation_id ??
      conversation.id ??
      `${createdAt} ${first?.question ?? first?.answer[0] ?? ''}`,
    title: conversation.title ?? '',
    createdAt,
    pinned: conversation.is_starred === true,
    archived: conversation.is_archived === true,
    messages: turns.flatMap((turn) =>
      toMessages(turn, { nodes, model: conversation.default_model_slug ?? 'ChatGPT' }),
    ),
    left,
  };
}

function toTree(nodes: ReadonlyMap<string, Node>): ReadonlyMap<string, TreeNode> {
  return new Map(
    [...nodes].map(([id, { parent, message }]) => [id, { parent: parent ?? null, role: roleOf(message) }]),
  );
}

function roleOf(message: Node['message']): TreeNode['role'] {
  if (!message || isHidden(message)) return 'none';
  return message.author.role === 'user' ? (textOf(message).trim() === '' ? 'none' : 'user') : 'assistant';
}

interface Placed {
  readonly id: string;
  readonly message: NodeMessage;
}

function toMessages(
  { question, key, variantOf, follows, answer, shared }: TreeTurn,
  { nodes, model }: { readonly nodes: ReadonlyMap<string, Node>; readonly model: string },
): ForeignMessage[] {
  const placed = answer.flatMap((id): Placed[] => {
    const message = nodes.get(id)?.message;
    return message ? [{ id, message }] : [];
  });
  const messages: ForeignMessage[] = [];
  const asked = nodes.get(question ?? '')?.message;
  if (asked) {
    const parts = textPart(textOf(asked), 'own');
    messages.push({
      key,
      role: 'user',
      author: '',
      at: toTime(asked.create_time),
      parts,
      variantOf,
      follows,
    });
  }
  const [first] = placed;
  if (first !== undefined) {
    const parts: Part[] = [];
    for (const one of placed) addToTurn(parts, one);
    const author = placed.map(({ message }) => modelOf(message)).find((slug) => slug !== null) ?? model;
    const at = toTime(first.message.create_time);
    messages.push({ key: answer[shared] ?? `${key}~`, role: 'assistant', author, at, parts });
  }
  return messages;
}

function addToTurn(parts: Part[], { id, message }: Placed): void {
  const { content, recipient, author } = message;
  const type = content.content_type;
  if (author.role === 'tool') {
    const open = parts.findLastIndex((part) => part.type === 'tool' && part.result === null);
    const call = parts[open];
    const result = textOf(message);
    if (call?.type === 'tool') parts[open] = { ...call, result };
    else if (result !== '')
      parts.push(toolPart({ callId: id, name: author.name ?? 'tool', args: '', result }));
  } else if (type === 'thoughts' || type === 'reasoning_recap') {
    parts.push(...(type === 'thoughts' ? reasoningPart(thoughtsOf(content['thoughts']), id) : []));
  } else if (typeof recipient === 'string' && recipient !== 'all' && recipient !== '') {
    parts.push(toolPart({ callId: id, name: recipient, args: textOf(message), result: null }));
  } else {
    const text = textOf(message);
    const code = type === 'code' && text !== '' ? `\`\`\`${languageOf(content)}\n${text}\n\`\`\`` : text;
    parts.push(...textPart(code, `assistant_message|${id}`));
  }
}

/** What the product adds for the model's eyes only. */
function isHidden({ author, content, metadata }: NodeMessage): boolean {
  if (author.role === 'system' || metadata?.['is_visually_hidden_from_conversation'] === true) return true;
  return ['user_editable_context', 'model_editable_context'].includes(content.content_type);
}

/** The words of any kind of content; what is no text is named in brackets. */
function textOf({ content, metadata }: NodeMessage): string {
  const pieces: unknown[] = Array.isArray(content['parts'])
    ? content['parts']
    : [content['text'] ?? content['result']];
  const files = attachmentsOf(metadata?.['attachments']);
  return [...pieces.map(toWords), ...files]
    .filter((text) => text !== '')
    .join('\n\n')
    .replaceAll(citations, '');
}

/** Marks in Unicode's private area where the product draws a source. */
const citations = /\ue200[^\ue201]*\ue201/g;
const pieceSchema = v.looseObject({ content_type: v.optional(v.string()) });

function toWords(piece: unknown): string {
  if (typeof piece === 'string') return piece;
  const parsed = v.safeParse(pieceSchema, piece);
  if (!parsed.success) return '';
  if (typeof parsed.output['text'] === 'string') return parsed.output['text'];
  const type = parsed.output.content_type ?? '';
  return type.startsWith('image')
    ? '[Image]'
    : type.startsWith('audio')
      ? '[Audio]'
      : type === ''
        ? ''
        : '[File]';
}

const attachmentsSchema = v.array(v.object({ name: v.string() }));

function attachmentsOf(value: unknown): string[] {
  const parsed = v.safeParse(attachmentsSchema, value);
  return parsed.success ? parsed.output.map(({ name }) => `[File: ${name}]`) : [];
}

const thoughtsSchema = v.array(v.object({ summary: words, content: words }));

function thoughtsOf(value: unknown): string {
  const parsed = v.safeParse(thoughtsSchema, value);
  if (!parsed.success) return '';
  return parsed.output
    .map(({ summary, content }) => [summary, content].filter(Boolean).join('\n\n'))
    .join('\n\n');
}

function modelOf({ metadata }: NodeMessage): string | null {
  const slug = metadata?.['model_slug'];
  return typeof slug === 'string' && slug !== '' ? slug : null;
}

function languageOf(content: Readonly<Record<string, unknown>>): string {
  const language = content['language'];
  return typeof language === 'string' && /^[\w+#-]{1,20}$/.test(language) && language !== 'unknown'
    ? language
    : '';
}
