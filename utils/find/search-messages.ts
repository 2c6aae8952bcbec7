import * as z from 'zod/mini';

const pieces = z.array(z.object({ text: z.string(), marked: z.boolean() }));

/** What the panel asks its search worker. */
export const searchAskSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('search'), n: z.number(), line: z.string(), limit: z.number() }),
  z.object({ type: z.literal('changed'), sessionIds: z.nullable(z.array(z.string())) }),
]);
export type SearchAsk = Readonly<z.infer<typeof searchAskSchema>>;

/** A find as it is drawn. */
export const foundItemSchema = z.object({
  sessionId: z.string(),
  /** Null: the chat itself was found, for its title, tags or posting. */
  messageId: z.nullable(z.string()),
  /** The chat's title; empty for an untitled one. */
  title: pieces,
  /** The passage; empty for a chat. */
  snippet: pieces,
  mine: z.boolean(),
  /** Epoch ms. */
  at: z.number(),
});
export type FoundItem = z.infer<typeof foundItemSchema>;

export const foundPageSchema = z.object({
  items: z.array(foundItemSchema),
  total: z.number(),
  /** True where there are more than `total`. */
  more: z.boolean(),
  /** The words that were sought in place of what was typed and never said; null: what was typed. */
  guess: z.nullable(z.string()),
  /** False while texts are still being read: later searches may find more. */
  complete: z.boolean(),
});
export type FoundPage = z.infer<typeof foundPageSchema>;

/** What the worker says. `n` names the question; `loaded`: everything is in memory now. */
export const searchAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('found'), n: z.number(), page: foundPageSchema }),
  z.object({ type: z.literal('failed'), n: z.number() }),
  z.object({ type: z.literal('loaded') }),
]);
export type SearchAnswer = Readonly<z.infer<typeof searchAnswerSchema>>;
