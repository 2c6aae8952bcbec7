import * as z from 'zod/mini';
import type { ImportPreview, ImportReason, ImportReport } from '../../utils/chat/import-file.ts';
import { messageSchema } from '../../utils/chat/message.ts';

const reasonSchema: z.ZodMiniType<ImportReason> = z.enum([
  'not-readable',
  'not-chats',
  'broken',
  'too-deep',
  'too-large',
  'bomb',
  'locked',
  'empty',
  'wrong-shape',
  'too-long',
  'not-saved',
  'cancelled',
]);
const lossesSchema = z.array(z.object({ title: z.string(), reason: reasonSchema, count: z.number() }));
const previewSchema: z.ZodMiniType<ImportPreview> = z.object({
  rows: z.array(
    z.object({
      sessionId: z.string(),
      title: z.string(),
      kind: z.enum([
        'talentscout',
        'original',
        'chatgpt',
        'claude',
        'open-webui',
        'librechat',
        'page-assist',
      ]),
      count: z.number(),
      fresh: z.number(),
      firstAt: z.number(),
      lastAt: z.number(),
    }),
  ),
  losses: lossesSchema,
});
const reportSchema: z.ZodMiniType<ImportReport> = z.object({
  chats: z.number(),
  messages: z.number(),
  known: z.number(),
  losses: lossesSchema,
  stopped: z.nullable(reasonSchema),
});

const file = { file: z.instanceof(Blob), name: z.string(), now: z.number() };

/** What the panel asks of the import worker: one file a worker. */
export const importAskSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('preview'), ...file }),
  z.object({ type: z.literal('import'), ...file, chosen: z.array(z.string()) }),
  /** The answer to a `batch`: null once it is on disk. */
  z.object({ type: z.literal('taken'), index: z.number(), trouble: z.nullable(reasonSchema) }),
]);
export type ImportAsk = z.infer<typeof importAskSchema>;

/** What the worker says. */
export const importSaySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    progress: z.object({ readBytes: z.number(), totalBytes: z.number(), chats: z.number() }),
  }),
  z.object({ type: z.literal('preview'), preview: previewSchema }),
  z.object({ type: z.literal('refused'), reason: reasonSchema }),
  z.object({
    type: z.literal('batch'),
    batch: z.object({
      index: z.number(),
      sessions: z.array(
        z.object({ sessionId: z.uuid(), createdAt: z.number(), fields: z.record(z.string(), z.json()) }),
      ),
      messages: z.array(messageSchema),
    }),
  }),
  z.object({ type: z.literal('report'), report: reportSchema }),
]);
export type ImportSay = z.infer<typeof importSaySchema>;
