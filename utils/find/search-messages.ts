import * as v from 'valibot';

const pieces = v.array(v.object({ text: v.string(), marked: v.boolean() }));

/** What the panel asks its search worker. */
export const searchAskSchema = v.variant('type', [
  v.object({ type: v.literal('search'), n: v.number(), line: v.string(), limit: v.number() }),
  v.object({ type: v.literal('changed'), sessionIds: v.nullable(v.array(v.string())) }),
]);
export type SearchAsk = Readonly<v.InferOutput<typeof searchAskSchema>>;

/** A find as it is drawn. */
export const foundItemSchema = v.object({
  sessionId: v.string(),
  /** Null: the chat itself was found, for its title, tags or posting. */
  messageId: v.nullable(v.string()),
  /** The chat's title; empty for an untitled one. */
  title: pieces,
  /** The passage; empty for a chat. */
  snippet: pieces,
  mine: v.boolean(),
  /** Epoch ms. */
  at: v.number(),
  /** Whether the chat is archived. */
  archived: v.boolean(),
  /** How many other chats hold a copy of the message. */
  copies: v.number(),
});
export type FoundItem = v.InferOutput<typeof foundItemSchema>;

export const foundPageSchema = v.object({
  items: v.array(foundItemSchema),
  total: v.number(),
  /** True where there are more than `total`. */
  more: v.boolean(),
  /** The words that were sought in place of what was typed and never said; null: what was typed. */
  guess: v.nullable(v.string()),
  /** False where the line asks for nothing, such as one of mere punctuation. */
  asked: v.boolean(),
  /** What was typed like a filter and is none. */
  hints: v.array(v.object({ problem: v.picklist(['unknown', 'value']), name: v.string() })),
  /** False while texts are still being read: later searches may find more. */
  complete: v.boolean(),
});
export type FoundPage = v.InferOutput<typeof foundPageSchema>;

/** What the worker says. `n` names the question; `loaded`: everything is in memory now. */
export const searchAnswerSchema = v.variant('type', [
  v.object({ type: v.literal('found'), n: v.number(), page: foundPageSchema }),
  v.object({ type: v.literal('failed'), n: v.number() }),
  v.object({ type: v.literal('loaded') }),
]);
export type SearchAnswer = Readonly<v.InferOutput<typeof searchAnswerSchema>>;
