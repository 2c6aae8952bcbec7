import * as z from 'zod/mini';
import type { Part } from '../chat/message.ts';
import { type ForeignChat, type ForeignMessage, reasoningPart, textPart, toolPart } from './imported-chat.ts';
import { pathTo } from './path-to.ts';
import { toTime } from './to-time.ts';

const words = z.optional(z.nullable(z.string()));
const conversationSchema = z.object({
  id: words,
  conversation_id: words,
  title: words,
  create_time: z.optional(z.unknown()),
  current_node: words,
  is_archived: z.optional(z.unknown()),
  is_starred: z.optional(z.unknown()),
  default_model_slug: words,
  mapping: z.record(z.string(), z.unknown()),
});
const messageSchema = z.object({
  author: z.object({ role: z.string(), name: words }),
  create_time: z.optional(z.unknown()),
  recipient: words,
  content: z.looseObject({ content_type: z.string() }),
  metadata: z.optional(z.nullable(z.looseObject({}))),
});
const nodeSchema = z.object({ parent: words, message: z.optional(z.nullable(messageSchema)) });
type Node = z.infer<typeof nodeSchema>;
type NodeMessage = z.infer<typeof messageSchema>;

/** True for an element of ChatGPT's `conversations.json`. */
export function isChatGpt(value: Readonly<Record<string, unknown>>): boolean {
  return 'mapping' in value && 'create_time' in value;
}

/**
 * Reads a conversation of ChatGPT's data export: of its tree of versions the branch that was last shown
 * (`current_node` and what leads to it). All that the model did between two questions is one message of
 * ours. Null where the shape is another.
 */
export function parseChatGpt(value: unknown): ForeignChat | null {
  const parsed = conversationSchema.safeParse(value);
  if (!parsed.success) return null;
  const conversation = parsed.data;
  const nodes = new Map<string, Node>();
  for (const [id, raw] of Object.entries(conversation.mapping)) {
    const node = nodeSchema.safeParse(raw);
    if (node.success) nodes.set(id, node.data);
  }
  const path = pathTo(conversation.current_node ?? null, nodes, ({ parent }) => parent ?? null);
  const createdAt = toTime(conversation.create_time);
  return {
    kind: 'chatgpt',
    key: conversation.conversation_id ?? conversation.id ?? `${createdAt} ${path[1] ?? path[0] ?? ''}`,
    title: conversation.title ?? '',
    createdAt,
    pinned: conversation.is_starred === true,
    archived: conversation.is_archived === true,
    messages: toMessages(
      path.flatMap((id) => {
        const message = nodes.get(id)?.message;
        return message === undefined || message === null ? [] : [{ id, message }];
      }),
      conversation.default_model_slug ?? 'ChatGPT',
    ),
  };
}

interface Placed {
  readonly id: string;
  readonly message: NodeMessage;
}

function toMessages(path: readonly Placed[], model: string): ForeignMessage[] {
  const messages: (ForeignMessage & { parts: Part[] })[] = [];
  for (const { id, message } of path) {
    if (isHidden(message)) continue;
    const { role } = message.author;
    const at = toTime(message.create_time);
    if (role === 'user') {
      messages.push({ key: id, role, author: '', at, parts: textPart(textOf(message), 'own') });
      continue;
    }
    let turn = messages.at(-1);
    if (turn?.role !== 'assistant') {
      turn = { key: id, role: 'assistant', author: modelOf(message) ?? model, at, parts: [] };
      messages.push(turn);
    }
    addToTurn(turn.parts, { id, message });
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
const pieceSchema = z.looseObject({ content_type: z.optional(z.string()) });

function toWords(piece: unknown): string {
  if (typeof piece === 'string') return piece;
  const parsed = pieceSchema.safeParse(piece);
  if (!parsed.success) return '';
  if (typeof parsed.data['text'] === 'string') return parsed.data['text'];
  const type = parsed.data.content_type ?? '';
  return type.startsWith('image')
    ? '[Image]'
    : type.startsWith('audio')
      ? '[Audio]'
      : type === ''
        ? ''
        : '[File]';
}

const attachmentsSchema = z.array(z.object({ name: z.string() }));

function attachmentsOf(value: unknown): string[] {
  const parsed = attachmentsSchema.safeParse(value);
  return parsed.success ? parsed.data.map(({ name }) => `[File: ${name}]`) : [];
}

const thoughtsSchema = z.array(z.object({ summary: words, content: words }));

function thoughtsOf(value: unknown): string {
  const parsed = thoughtsSchema.safeParse(value);
  if (!parsed.success) return '';
  return parsed.data
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
