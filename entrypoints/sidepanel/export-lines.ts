import * as z from 'zod/mini';
import { messageSchema } from '../../utils/chat/message.ts';

/** What the panel asks of the export worker: one archive a worker. */
export const exportAskSchema = z.object({
  /** Null for all chats. */
  sessionIds: z.nullable(z.array(z.string())),
  formats: z.array(z.enum(['markdown', 'json', 'html', 'text'])),
  reasoning: z.boolean(),
  toolCalls: z.boolean(),
  /** What storage has refused so far. */
  unsaved: z.array(messageSchema),
});
export type ExportAsk = z.infer<typeof exportAskSchema>;

/** What the worker says. */
export const exportSaySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('archive'), blob: z.instanceof(Blob), chats: z.number(), lost: z.number() }),
  z.object({ type: z.literal('failed') }),
]);
export type ExportSay = z.infer<typeof exportSaySchema>;
