import * as v from 'valibot';
import { messageSchema, quotePartSchema, troubleSchema } from '../chat/message.ts';
import { bindingSchema, sessionPostingSchema } from '../chat/session.ts';
import { approvalDecisionSchema, turnSchema } from '../chat/turn.ts';
import { turnEventSchema } from '../chat/turn-event.ts';
import type { RareCommand } from './rare-command.ts';

/** The name of the port that a panel opens to the background. */
export const panelPortName = 'panel';

const id = v.pipe(v.string(), v.uuid());
const request = { requestId: v.string() };

/** All that a panel holds of a chat that is written nowhere: the worker that held it may have ended. */
const temporarySchema = v.object({
  messages: v.array(messageSchema),
  binding: v.nullable(bindingSchema),
});

/**
 * What a panel asks for while people chat; the rest is in `rare-command.ts`. Every command is idempotent by the ids
 * in it: a panel repeats an unanswered command after a reconnect (the worker may have died before or after it acted).
 */
export const chatCommandSchema = v.variant('type', [
  /** "I show this session": answered with `turn` and `unsaved`; remembered as the last session. */
  v.object({
    ...request,
    type: v.literal('watch'),
    sessionId: id,
    /** The browser's window that the panel is in; absent: not known. */
    windowId: v.optional(v.number()),
    /** The chat is temporary. */
    temporary: v.optional(temporarySchema),
  }),
  v.object({
    ...request,
    type: v.literal('send'),
    sessionId: id,
    messageId: id,
    text: v.string(),
    /** What was attached from pages; the words may then be empty. */
    quotes: v.optional(v.pipe(v.array(quotePartSchema), v.maxLength(10))),
    /** The posting that the session is about from now on; absent or null: as it was. */
    posting: v.optional(v.nullable(sessionPostingSchema)),
    variantOf: v.nullable(id),
    /** The message that it is said after, where that is not the newest one. */
    follows: v.optional(id),
    /** The chat is temporary. */
    temporary: v.optional(temporarySchema),
  }),
  /** Saves a temporary chat, which is an ordinary one from then on. */
  v.object({ ...request, type: v.literal('keep-temporary'), sessionId: id, ...temporarySchema.entries }),
  /** Nobody will come back to it: its conversation is deleted where the server can. */
  v.object({
    ...request,
    type: v.literal('end-temporary'),
    sessionId: id,
    binding: v.nullable(bindingSchema),
  }),
  v.object({ ...request, type: v.literal('stop'), sessionId: id }),
  v.object({
    ...request,
    type: v.literal('decide'),
    sessionId: id,
    turnId: id,
    decisions: v.array(approvalDecisionSchema),
  }),
  /** Try a failed turn again, with the same user message. */
  v.object({ ...request, type: v.literal('retry'), sessionId: id, messageId: id }),
  /** Go on with an interrupted answer: re-read the agent's history first, ask it to continue otherwise. */
  v.object({ ...request, type: v.literal('continue'), sessionId: id, messageId: id }),
  v.object({ ...request, type: v.literal('save-draft'), sessionId: id, text: v.string() }),
  v.object({ ...request, type: v.literal('rename'), sessionId: id, title: v.string() }),
  v.object({ ...request, type: v.literal('clear'), sessionId: id, undoId: id }),
  v.object({ ...request, type: v.literal('delete-session'), sessionId: id, undoId: id }),
  v.object({ ...request, type: v.literal('undo'), undoId: id }),
  v.object({ ...request, type: v.literal('sync-now') }),
  /** Heal attempt of a store that refused a write, asked for by the user. */
  v.object({ ...request, type: v.literal('save-now') }),
  v.object({ ...request, type: v.literal('ping') }),
]);
export type PanelCommand = Readonly<v.InferOutput<typeof chatCommandSchema>> | RareCommand;
type WithoutRequestId<Command> = Command extends PanelCommand
  ? Omit<Command, 'requestId'> & { readonly requestId?: string }
  : never;
/** A command as the panel gives it: the port adds the `requestId` where it is left out. */
export type PanelRequest = WithoutRequestId<PanelCommand>;

export const backgroundStatusSchema = v.object({
  /** `not-saved`: the device's storage refused a write; everything is kept in memory meanwhile. */
  store: v.picklist(['saved', 'not-saved']),
  mirror: v.picklist(['off', 'mirrored', 'waiting', 'offline', 'sign-in-needed']),
  /** Changes not yet acknowledged by the mirror, over all sessions. */
  waiting: v.number(),
  /** Ops that the mirror refused for good; kept, shown, never dropped. */
  failed: v.number(),
  /** Changes of other devices that have come so far; absent: they are here, or are too few to be told. */
  pulling: v.optional(v.number()),
  letta: v.picklist(['connected', 'not-connected']),
});
export type BackgroundStatus = Readonly<v.InferOutput<typeof backgroundStatusSchema>>;

/** What the background tells a panel. */
export const panelEventSchema = v.variant('type', [
  v.object({ type: v.literal('reply'), requestId: v.string(), trouble: v.nullable(troubleSchema) }),
  /** The session's turn as a whole (null: none in flight). Replaces what the panel held. */
  v.object({ type: v.literal('turn'), sessionId: id, turn: v.nullable(turnSchema) }),
  /** More of that turn, in order; the panel folds it with the same reducer. */
  v.object({ type: v.literal('turn-events'), sessionId: id, turnId: id, events: v.array(turnEventSchema) }),
  /** These sessions changed in the store (null: any may have). Re-read what is shown. */
  v.object({ type: v.literal('changed'), sessionIds: v.nullable(v.array(id)) }),
  /** Messages and drafts that storage has refused so far: shown beside what the store holds. */
  v.object({
    type: v.literal('unsaved'),
    messages: v.array(messageSchema),
    drafts: v.array(v.object({ sessionId: id, text: v.string() })),
  }),
  /** A temporary chat as it is now, also where nothing is said in it yet. */
  v.object({ type: v.literal('temporary'), sessionId: id, ...temporarySchema.entries }),
  v.object({ type: v.literal('status'), status: backgroundStatusSchema }),
  /** These chats were older than chats are kept, and were deleted; in the bin unless there is none. */
  v.object({ type: v.literal('expired'), undoIds: v.array(id), bin: v.boolean() }),
]);
export type PanelEvent = Readonly<v.InferOutput<typeof panelEventSchema>>;
