import * as v from 'valibot';
import { jsonSchema } from '../../utils/chat/json.ts';
import type { ImportPreview, ImportReason, ImportReport } from '../../utils/chat/import-file.ts';
import { messageSchema } from '../../utils/chat/message.ts';

const reasonSchema: v.GenericSchema<unknown, ImportReason> = v.picklist([
  'not-readable',
  'not-chats',
  'broken',
  'encoding',
  'too-deep',
  'too-large',
  'bomb',
  'locked',
  'empty',
  'wrong-shape',
  'too-long',
  'versions',
  'not-saved',
  'cancelled',
]);
const lossesSchema = v.array(v.object({ title: v.string(), reason: reasonSchema, count: v.number() }));
const previewSchema: v.GenericSchema<unknown, ImportPreview> = v.object({
  rows: v.array(
    v.object({
      sessionId: v.string(),
      title: v.string(),
      kind: v.picklist([
        'talentscout',
        'original',
        'chatgpt',
        'claude',
        'open-webui',
        'librechat',
        'page-assist',
      ]),
      count: v.number(),
      fresh: v.number(),
      firstAt: v.number(),
      lastAt: v.number(),
    }),
  ),
  losses: lossesSchema,
});
const reportSchema: v.GenericSchema<unknown, ImportReport> = v.object({
  chats: v.number(),
  messages: v.number(),
  known: v.number(),
  losses: lossesSchema,
  stopped: v.nullable(reasonSchema),
});

const file = { file: v.instance(Blob), name: v.string(), now: v.number() };

/** What the panel asks of the import worker: one file a worker. */
export const importAskSchema = v.variant('type', [
  v.object({ type: v.literal('preview'), ...file }),
  v.object({ type: v.literal('import'), ...file, chosen: v.array(v.string()) }),
  /** The answer to a `batch`: null once it is on disk. */
  v.object({ type: v.literal('taken'), index: v.number(), trouble: v.nullable(reasonSchema) }),
]);
export type ImportAsk = v.InferOutput<typeof importAskSchema>;

/** What the worker says. */
export const importSaySchema = v.variant('type', [
  v.object({
    type: v.literal('progress'),
    progress: v.object({ readBytes: v.number(), totalBytes: v.number(), chats: v.number() }),
  }),
  v.object({ type: v.literal('preview'), preview: previewSchema }),
  v.object({ type: v.literal('refused'), reason: reasonSchema }),
  v.object({
    type: v.literal('batch'),
    batch: v.object({
      index: v.number(),
      sessions: v.array(
        v.object({
          sessionId: v.pipe(v.string(), v.uuid()),
          createdAt: v.number(),
          fields: v.record(v.string(), jsonSchema),
        }),
      ),
      messages: v.array(messageSchema),
    }),
  }),
  v.object({ type: v.literal('report'), report: reportSchema }),
]);
export type ImportSay = v.InferOutput<typeof importSaySchema>;
