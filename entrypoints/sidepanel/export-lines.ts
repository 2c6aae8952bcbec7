import * as v from 'valibot';
import { messageSchema } from '../../utils/chat/message.ts';

/** What the panel asks of the export worker: one archive a worker. */
export const exportAskSchema = v.object({
  /** Null for all chats. */
  sessionIds: v.nullable(v.array(v.string())),
  formats: v.array(v.picklist(['markdown', 'json', 'html', 'text'])),
  reasoning: v.boolean(),
  toolCalls: v.boolean(),
  /** What storage has refused so far. */
  unsaved: v.array(messageSchema),
});
export type ExportAsk = v.InferOutput<typeof exportAskSchema>;

/** What the worker says. */
export const exportSaySchema = v.variant('type', [
  v.object({ type: v.literal('progress'), done: v.number(), total: v.number() }),
  v.object({ type: v.literal('archive'), blob: v.instance(Blob), chats: v.number(), lost: v.number() }),
  v.object({ type: v.literal('failed') }),
]);
export type ExportSay = v.InferOutput<typeof exportSaySchema>;
