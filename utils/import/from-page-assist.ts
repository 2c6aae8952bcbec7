import * as z from 'zod/mini';
import { splitThinking } from './from-open-webui.ts';
import { type ForeignChat, type ForeignMessage, textPart } from './imported-chat.ts';
import { toTime } from './to-time.ts';

const words = z.optional(z.nullable(z.string()));
const messageSchema = z.object({
  id: words,
  role: z.string(),
  name: words,
  modelName: words,
  content: z.string(),
  images: z.optional(z.unknown()),
  createdAt: z.optional(z.unknown()),
});
const chatSchema = z.object({
  history: z.object({
    id: z.string(),
    title: words,
    is_pinned: z.optional(z.unknown()),
    createdAt: z.optional(z.unknown()),
  }),
  messages: z.array(messageSchema),
});
type AssistMessage = z.infer<typeof messageSchema>;

const shape = z.object({ history: z.looseObject({ id: z.unknown() }), messages: z.array(z.unknown()) });

/** True for an element of `chat` in Page Assist's export. */
export function isPageAssist(value: Readonly<Record<string, unknown>>): boolean {
  return shape.safeParse(value).success;
}

/** Reads a chat of Page Assist; its messages are listed in any order. Null where the shape is another. */
export function parsePageAssist(value: unknown): ForeignChat | null {
  const parsed = chatSchema.safeParse(value);
  if (!parsed.success) return null;
  const { history, messages } = parsed.data;
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
  const images = z.array(z.unknown()).safeParse(message.images);
  const pictures = images.success ? images.data.flatMap((image) => (image ? ['[Image]'] : [])) : [];
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
