import * as v from 'valibot';
import { splitThinking } from './from-open-webui.ts';
import { type ForeignChat, type ForeignMessage, textPart } from './imported-chat.ts';
import { toTime } from './to-time.ts';

const words = v.optional(v.nullable(v.string()));
const messageSchema = v.object({
  id: words,
  role: v.string(),
  name: words,
  modelName: words,
  content: v.string(),
  images: v.optional(v.unknown()),
  createdAt: v.optional(v.unknown()),
});
const chatSchema = v.object({
  history: v.object({
    id: v.string(),
    title: words,
    is_pinned: v.optional(v.unknown()),
    createdAt: v.optional(v.unknown()),
  }),
  messages: v.array(messageSchema),
});
type AssistMessage = v.InferOutput<typeof messageSchema>;

const shape = v.object({ history: v.looseObject({ id: v.unknown() }), messages: v.array(v.unknown()) });

/** True for an element of `chat` in Page Assist's export. */
export function isPageAssist(value: Readonly<Record<string, unknown>>): boolean {
  return v.safeParse(shape, value).success;
}

/** Reads a chat of Page Assist; its messages are listed in any order. Null where the shape is another. */
export function parsePageAssist(value: unknown): ForeignChat | null {
  const parsed = v.safeParse(chatSchema, value);
  if (!parsed.success) return null;
  const { history, messages } = parsed.output;
  return {
    kind: 'page-assist',
    key: history.id,
    title: history.title ?? '',
    createdAt: toTime(history.createdAt),
    pinned: history.is_pinned === true,
    messages: messages
      .toSorted((a, b) => (toTime(a.createdAt) ?? 0) - (toTime(b.createdAt) ?? 0))
      .flatMap(toMessage),
  };
}

function toMessage(message: AssistMessage, index: number): ForeignMessage[] {
  const key = message.id ?? String(index);
  const at = toTime(message.createdAt);
  const images = v.safeParse(v.array(v.unknown()), message.images);
  const pictures = images.success ? images.output.flatMap((image) => (image ? ['[Image]'] : [])) : [];
  if (message.role === 'user') {
    return [
      {
        key,
        role: 'user',
        author: '',
        at,
        parts: textPart([message.content, ...pictures].join('\n\n'), 'own'),
      },
    ];
  }
  if (message.role !== 'assistant') return [];
  const author = message.modelName ?? message.name ?? '';
  return [{ key, role: 'assistant', author, at, parts: splitThinking(message.content, key) }];
}
