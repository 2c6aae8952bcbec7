import * as z from 'zod/mini';
import { messageSchema, quotePartSchema, troubleSchema } from '../chat/message.ts';
import { savedPostingFields } from '../chat/saved-posting.ts';
import { bindingSchema, registerFields, sessionPostingSchema } from '../chat/session.ts';
import { approvalDecisionSchema, turnSchema } from '../chat/turn.ts';
import { turnEventSchema } from '../chat/turn-event.ts';

/** The name of the port that a panel opens to the background. */
export const panelPortName = 'panel';

const id = z.uuid();
const request = { requestId: z.string() };

/** All that a panel holds of a chat that is written nowhere: the worker that held it may have ended. */
const temporarySchema = z.object({
  messages: z.array(messageSchema),
  binding: z.nullable(bindingSchema),
});

/**
 * What a panel asks for. Every command is idempotent by the ids in it: a panel repeats an unanswered
 * command after a reconnect (the worker may have died before or after it acted).
 */
export const panelCommandSchema = z.discriminatedUnion('type', [
  /** "I show this session": answered with `turn` and `unsaved`; remembered as the last session. */
  z.object({
    ...request,
    type: z.literal('watch'),
    sessionId: id,
    /** The browser's window that the panel is in; absent: not known. */
    windowId: z.optional(z.number()),
    /** The chat is temporary. */
    temporary: z.optional(temporarySchema),
  }),
  z.object({
    ...request,
    type: z.literal('send'),
    sessionId: id,
    messageId: id,
    text: z.string(),
    /** What was attached from pages; the words may then be empty. */
    quotes: z.optional(z.array(quotePartSchema).check(z.maxLength(10))),
    /** The posting that the session is about from now on; absent or null: as it was. */
    posting: z.optional(z.nullable(sessionPostingSchema)),
    variantOf: z.nullable(id),
    /** The message that it is said after, where that is not the newest one. */
    follows: z.optional(id),
    /** The chat is temporary. */
    temporary: z.optional(temporarySchema),
  }),
  /** Saves a temporary chat, which is an ordinary one from then on. */
  z.object({ ...request, type: z.literal('keep-temporary'), sessionId: id, ...temporarySchema.shape }),
  /** Nobody will come back to it: its conversation is deleted where the server can. */
  z.object({
    ...request,
    type: z.literal('end-temporary'),
    sessionId: id,
    binding: z.nullable(bindingSchema),
  }),
  z.object({ ...request, type: z.literal('stop'), sessionId: id }),
  z.object({
    ...request,
    type: z.literal('decide'),
    sessionId: id,
    turnId: id,
    decisions: z.array(approvalDecisionSchema),
  }),
  /** Try a failed turn again, with the same user message. */
  z.object({ ...request, type: z.literal('retry'), sessionId: id, messageId: id }),
  /** Go on with an interrupted answer: re-read the agent's history first, ask it to continue otherwise. */
  z.object({ ...request, type: z.literal('continue'), sessionId: id, messageId: id }),
  z.object({ ...request, type: z.literal('save-draft'), sessionId: id, text: z.string() }),
  z.object({ ...request, type: z.literal('rename'), sessionId: id, title: z.string() }),
  z.object({ ...request, type: z.literal('clear'), sessionId: id, undoId: id }),
  z.object({ ...request, type: z.literal('delete-session'), sessionId: id, undoId: id }),
  z.object({ ...request, type: z.literal('undo'), undoId: id }),
  /** Brings back what was cleared, from the bin of this device. */
  z.object({ ...request, type: z.literal('restore'), undoIds: z.array(id) }),
  /** Deletes for ever what lies in the bin; null: all of it. */
  z.object({ ...request, type: z.literal('empty-bin'), undoIds: z.nullable(z.array(id)) }),
  /** Sends again what the mirror refused. */
  z.object({ ...request, type: z.literal('retry-failed') }),
  /** Offers the mirror everything again, and reads everything again. Answered when it was done. */
  z.object({ ...request, type: z.literal('repair') }),
  /** All chats and saved postings, in this browser alone (the mirror must be off), or everywhere. */
  z.object({
    ...request,
    type: z.literal('delete-everything'),
    where: z.enum(['here', 'everywhere']),
  }),
  /** Sets fields of a session: pins, archives, gives or takes its posting, or tags. */
  z.object({
    ...request,
    type: z.literal('set-session-fields'),
    sessionId: id,
    pinned: z.optional(registerFields.pinned),
    archived: z.optional(registerFields.archived),
    posting: z.optional(registerFields.posting),
    tags: z.optional(z.record(z.string().check(z.minLength(1), z.maxLength(60)), z.boolean())),
  }),
  /** Copies what was said up to a message into the new session `sessionId`. */
  z.object({ ...request, type: z.literal('fork'), fromSessionId: id, messageId: id, sessionId: id }),
  /** Copies what was said in several sessions into the new one, in order of time. */
  z.object({
    ...request,
    type: z.literal('merge'),
    fromSessionIds: z.array(id).check(z.minLength(2), z.maxLength(100)),
    sessionId: id,
    title: z.string().check(z.maxLength(200)),
  }),
  /** Saves, changes or (`job.saved` false) removes a saved posting. */
  z.object({
    ...request,
    type: z.literal('set-saved-posting'),
    postingId: id,
    fields: z.partial(z.object(savedPostingFields)),
  }),
  /**
   * A batch of an import: inserts what is not known here. `undo` with the same `undoId` takes back all of
   * its batches; `index` counts them from 0. Fields are registers, set as of `createdAt` (epoch ms).
   */
  z.object({
    ...request,
    type: z.literal('import-messages'),
    undoId: id,
    index: z.number(),
    sessions: z
      .array(z.object({ sessionId: id, createdAt: z.number(), fields: z.record(z.string(), z.json()) }))
      .check(z.maxLength(200)),
    messages: z.array(messageSchema).check(z.maxLength(200)),
  }),
  z.object({ ...request, type: z.literal('sync-now') }),
  /** Heal attempt of a store that refused a write, asked for by the user. */
  z.object({ ...request, type: z.literal('save-now') }),
  z.object({ ...request, type: z.literal('ping') }),
]);
export type PanelCommand = Readonly<z.infer<typeof panelCommandSchema>>;
type WithoutRequestId<Command> = Command extends PanelCommand
  ? Omit<Command, 'requestId'> & { readonly requestId?: string }
  : never;
/** A command as the panel gives it: the port adds the `requestId` where it is left out. */
export type PanelRequest = WithoutRequestId<PanelCommand>;

export const backgroundStatusSchema = z.object({
  /** `not-saved`: the device's storage refused a write; everything is kept in memory meanwhile. */
  store: z.enum(['saved', 'not-saved']),
  mirror: z.enum(['off', 'mirrored', 'waiting', 'offline', 'sign-in-needed']),
  /** Changes not yet acknowledged by the mirror, over all sessions. */
  waiting: z.number(),
  /** Ops that the mirror refused for good; kept, shown, never dropped. */
  failed: z.number(),
  letta: z.enum(['connected', 'not-connected']),
});
export type BackgroundStatus = Readonly<z.infer<typeof backgroundStatusSchema>>;

/** What the background tells a panel. */
export const panelEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reply'), requestId: z.string(), trouble: z.nullable(troubleSchema) }),
  /** The session's turn as a whole (null: none in flight). Replaces what the panel held. */
  z.object({ type: z.literal('turn'), sessionId: id, turn: z.nullable(turnSchema) }),
  /** One event more of that turn; the panel folds it with the same reducer. */
  z.object({ type: z.literal('turn-event'), sessionId: id, turnId: id, event: turnEventSchema }),
  /** These sessions changed in the store (null: any may have). Re-read what is shown. */
  z.object({ type: z.literal('changed'), sessionIds: z.nullable(z.array(id)) }),
  /** Messages and drafts that storage has refused so far: shown beside what the store holds. */
  z.object({
    type: z.literal('unsaved'),
    messages: z.array(messageSchema),
    drafts: z.array(z.object({ sessionId: id, text: z.string() })),
  }),
  /** A temporary chat as it is now, also where nothing is said in it yet. */
  z.object({ type: z.literal('temporary'), sessionId: id, ...temporarySchema.shape }),
  z.object({ type: z.literal('status'), status: backgroundStatusSchema }),
  /** These chats were older than chats are kept, and were deleted; in the bin unless there is none. */
  z.object({ type: z.literal('expired'), undoIds: z.array(id), bin: z.boolean() }),
]);
export type PanelEvent = Readonly<z.infer<typeof panelEventSchema>>;
