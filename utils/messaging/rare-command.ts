import * as v from 'valibot';
import { jsonSchema } from '../chat/json.ts';
import { messageSchema } from '../chat/message.ts';
import { savedPostingFields } from '../chat/saved-posting.ts';
import { mostMerged, registerFields } from '../chat/session.ts';

const id = v.pipe(v.string(), v.uuid());
const request = { requestId: v.string() };

/** What a panel asks for beside chatting (`chatCommandSchema`). Its code is loaded with the first of these. */
export const rareCommandSchema = v.variant('type', [
  /** Brings back what was cleared, from the bin of this device. */
  v.object({ ...request, type: v.literal('restore'), undoIds: v.array(id) }),
  /** Deletes for ever what lies in the bin; null: all of it. */
  v.object({ ...request, type: v.literal('empty-bin'), undoIds: v.nullable(v.array(id)) }),
  /** Sends again what the mirror refused. */
  v.object({ ...request, type: v.literal('retry-failed') }),
  /**
   * Answered when all was sent and read. `everything`: the mirror is offered all again, and all is read again,
   * as after a restored backup.
   */
  v.object({ ...request, type: v.literal('repair'), everything: v.boolean() }),
  /** Brings one session in order by what a comparison with the mirror found (`mendRows`); rows as they came. */
  v.object({
    ...request,
    type: v.literal('mend'),
    sessionId: id,
    rows: v.pipe(v.array(jsonSchema), v.maxLength(1_000)),
    messageIds: v.array(id),
    fields: v.array(v.string()),
  }),
  /** All chats and saved postings, in this browser alone (the mirror must be off), or everywhere. */
  v.object({
    ...request,
    type: v.literal('delete-everything'),
    where: v.picklist(['here', 'everywhere']),
  }),
  /** Sets fields of a session: pins, archives, gives or takes its posting, or tags. */
  v.object({
    ...request,
    type: v.literal('set-session-fields'),
    sessionId: id,
    pinned: v.optional(registerFields.pinned),
    archived: v.optional(registerFields.archived),
    posting: v.optional(registerFields.posting),
    tags: v.optional(v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(60)), v.boolean())),
  }),
  /** Copies what was said up to a message into the new session `sessionId`. */
  v.object({ ...request, type: v.literal('fork'), fromSessionId: id, messageId: id, sessionId: id }),
  /** Copies what was said in several sessions into the new one, in order of time. */
  v.object({
    ...request,
    type: v.literal('merge'),
    fromSessionIds: v.pipe(v.array(id), v.minLength(2), v.maxLength(mostMerged)),
    sessionId: id,
    title: v.pipe(v.string(), v.maxLength(200)),
  }),
  /** Saves, changes or (`job.saved` false) removes a saved posting. */
  v.object({
    ...request,
    type: v.literal('set-saved-posting'),
    postingId: id,
    fields: v.partial(v.object(savedPostingFields)),
  }),
  /**
   * A batch of an import: inserts what is not known here. `undo` with the same `undoId` takes back all of
   * its batches; `index` counts them from 0. Fields are registers, set as of `createdAt` (epoch ms).
   */
  v.object({
    ...request,
    type: v.literal('import-messages'),
    undoId: id,
    index: v.number(),
    sessions: v.pipe(
      v.array(v.object({ sessionId: id, createdAt: v.number(), fields: v.record(v.string(), jsonSchema) })),
      v.maxLength(200),
    ),
    messages: v.pipe(v.array(messageSchema), v.maxLength(200)),
  }),
]);
export type RareCommand = Readonly<v.InferOutput<typeof rareCommandSchema>>;
