import * as v from 'valibot';
import type { Part } from '../chat/message.ts';
import { decodeEntities } from '../std/decode-entities.ts';
import { type ForeignChat, type ForeignMessage, reasoningPart, textPart, toolPart } from './imported-chat.ts';
import { toTime } from './to-time.ts';
import { toTurnMessages, toTurns } from './to-turns.ts';

const words = v.optional(v.nullable(v.string()));
const messageSchema = v.object({
  id: words,
  parentId: words,
  role: v.string(),
  content: v.optional(v.unknown()),
  model: words,
  modelName: words,
  timestamp: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  files: v.optional(v.unknown()),
});
const chatSchema = v.object({
  id: words,
  title: words,
  created_at: v.optional(v.unknown()),
  timestamp: v.optional(v.unknown()),
  pinned: v.optional(v.unknown()),
  archived: v.optional(v.unknown()),
  meta: v.optional(v.nullable(v.looseObject({}))),
  chat: v.object({
    title: words,
    history: v.optional(
      v.nullable(v.object({ currentId: words, messages: v.record(v.string(), v.unknown()) })),
    ),
    messages: v.optional(v.nullable(v.array(v.unknown()))),
  }),
});
type WebUiMessage = v.InferOutput<typeof messageSchema>;

const chatShape = v.object({ chat: v.looseObject({}) });

/** True for an element of Open WebUI's export of chats. */
export function isOpenWebUi(value: Readonly<Record<string, unknown>>): boolean {
  const parsed = v.safeParse(chatShape, value);
  return parsed.success && ('history' in parsed.output.chat || 'messages' in parsed.output.chat);
}

/** Reads a chat of Open WebUI with all its versions. Null where the shape is another. */
export function parseOpenWebUi(value: unknown): ForeignChat | null {
  const parsed = v.safeParse(chatSchema, value);
  if (!parsed.success) return null;
  const { chat, meta, ...head } = parsed.output;
  const said = toMessages(chat);
  const createdAt = toTime(head.created_at ?? head.timestamp);
  const tags = v.safeParse(v.array(v.string()), meta?.['tags']);
  return {
    kind: 'open-webui',
    key: head.id ?? `${createdAt} ${said.messages[0]?.key ?? ''}`,
    title: head.title ?? chat.title ?? '',
    createdAt,
    pinned: head.pinned === true,
    archived: head.archived === true,
    tags: tags.success ? tags.output : [],
    ...said,
  };
}

function toMessages({
  history,
  messages,
}: v.InferOutput<typeof chatSchema>['chat']): Pick<ForeignChat, 'messages' | 'left'> {
  const nodes = new Map<string, ForeignMessage & { readonly parent: string | null }>();
  for (const [id, raw] of Object.entries(history?.messages ?? {})) {
    for (const message of parseMessage(raw)) {
      const parent = message.parentId ?? null;
      for (const one of toMessage({ ...message, id }, 0)) nodes.set(id, { ...one, parent });
    }
  }
  if (nodes.size === 0) return { messages: (messages ?? []).flatMap(parseMessage).flatMap(toMessage) };
  const tree = [...nodes].map(
    ([id, { parent, role, parts }]) => [id, { parent, role: parts.length > 0 ? role : 'none' }] as const,
  );
  const { turns, left } = toTurns(new Map(tree), history?.currentId ?? null);
  const read = (id: string): ForeignMessage[] =>
    [nodes.get(id)].flatMap((one) => {
      if (one === undefined) return [];
      const { parent: _parent, ...message } = one;
      return [message];
    });
  return { messages: toTurnMessages(turns, read), left };
}

function parseMessage(raw: unknown): WebUiMessage[] {
  const parsed = v.safeParse(messageSchema, raw);
  return parsed.success ? [parsed.output] : [];
}

function toMessage(message: WebUiMessage, index: number): ForeignMessage[] {
  const key = message.id ?? String(index);
  const at = toTime(message.timestamp);
  const text = textOf(message.content);
  if (message.role === 'user') {
    const parts = textPart([text, ...filesOf(message.files)].filter(Boolean).join('\n\n'), 'own');
    return [{ key, role: 'user', author: '', at, parts }];
  }
  if (message.role !== 'assistant') return [];
  const output = v.safeParse(outputSchema, message.output);
  const parts =
    output.success && output.output.length > 0 ? toParts(output.output, key) : splitDetails(text, key);
  const said = parts.some(({ type }) => type === 'text') ? parts : [...parts, ...splitDetails(text, key)];
  const author = message.modelName ?? message.model ?? '';
  return [{ key, role: 'assistant', author, at, parts: output.success ? said : parts }];
}

const piecesSchema = v.array(v.looseObject({ text: words }));
const outputSchema = v.array(
  v.looseObject({
    type: v.string(),
    id: words,
    call_id: words,
    name: words,
    arguments: v.optional(v.unknown()),
    content: v.optional(v.unknown()),
    output: v.optional(v.unknown()),
    started_at: v.optional(v.unknown()),
    ended_at: v.optional(v.unknown()),
  }),
);

function toParts(output: v.InferOutput<typeof outputSchema>, key: string): Part[] {
  const parts: Part[] = [];
  output.forEach((item, index) => {
    const at = `${key}|${index}`;
    if (item.type === 'reasoning') {
      const times = { startedAt: toTime(item.started_at), endedAt: toTime(item.ended_at) };
      parts.push(...reasoningPart(textOf(item.content), at, times));
    } else if (item.type === 'function_call') {
      const callId = item.call_id ?? item.id ?? at;
      parts.push(toolPart({ callId, name: item.name ?? '', args: item.arguments, result: null }));
    } else if (item.type === 'function_call_output') {
      const open = parts.findLastIndex((part) => part.type === 'tool' && part.callId === item.call_id);
      const call = parts[open];
      if (call?.type === 'tool') parts[open] = { ...call, result: textOf(item.output) };
    } else if (item.type === 'message') {
      parts.push(...textPart(textOf(item.content), `assistant_message|${at}`));
    }
  });
  return parts;
}

const details =
  /<details type="(reasoning|tool_calls|code_interpreter)"[^>]*>\s*(?:<summary>[^<]*<\/summary>)?([\s\S]*?)<\/details>\s*/g;

/** Takes apart a text into which thoughts and tool calls were written as markup. */
function splitDetails(text: string, key: string): Part[] {
  const parts: Part[] = [];
  const said = text.replaceAll(details, (_whole, type: string, inner: string) => {
    const plain = decodeEntities(inner).replaceAll(/^> ?/gm, '').trim();
    if (type === 'reasoning') parts.push(...reasoningPart(plain, `${key}|${parts.length}`));
    return '';
  });
  return [...parts, ...splitThinking(said, key)];
}

/** Splits off what stands between the marks of thinking at the start of a text. */
export function splitThinking(text: string, key: string): Part[] {
  const match = /^\s*<think>([\s\S]*?)(?:<\/think>|$)/.exec(text);
  if (match === null) return textPart(text, `assistant_message|${key}`);
  const rest = text.slice(match[0].length).trimStart();
  return [...reasoningPart((match[1] ?? '').trim(), key), ...textPart(rest, `assistant_message|${key}`)];
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const pieces = v.safeParse(piecesSchema, content);
  return pieces.success ? pieces.output.flatMap(({ text }) => text ?? []).join('\n\n') : '';
}

const filesSchema = v.array(v.looseObject({ name: words, type: words }));

function filesOf(value: unknown): string[] {
  const parsed = v.safeParse(filesSchema, value);
  if (!parsed.success) return [];
  return parsed.output.map(({ name, type }) =>
    name ? `[File: ${name}]` : type === 'image' ? '[Image]' : '[File]',
  );
}
