import type { Trouble } from '../../utils/chat/message.ts';
import { type Binding, tagFieldOf } from '../../utils/chat/session.ts';
import type { Panel } from '../../utils/messaging/background-port.ts';
import type { PanelCommand, PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import { undoMs, type Write } from '../../utils/store/write.ts';
import type { Writer } from '../../utils/store/writer.ts';
import type { TurnService } from '../../utils/turn/turn-service.ts';
import type { BinCommand } from './bin.ts';
import type { Retention } from './retention.ts';
import type { TemporaryChats } from './temporary-chats.ts';

export interface CommandContext {
  readonly writer: Pick<Writer, 'commit' | 'heal' | 'unsaved' | 'unsavedDrafts'>;
  readonly turns: TurnService;
  readonly syncNow: () => void;
  readonly readBinding: (sessionId: string) => Promise<Binding | null>;
  readonly status: () => Promise<PanelEvent>;
  /** The undo ids of the batches that an import with this undo id wrote; none where it is no import's. */
  readonly listImportUndos: (undoId: string) => Promise<readonly string[]>;
  readonly retention: Pick<Retention, 'hasBin' | 'forgetUndos' | 'takeUntold'>;
  readonly bin: (command: BinCommand) => Promise<Trouble | null>;
  readonly temporary: Pick<TemporaryChats, 'settle' | 'event' | 'command'>;
  readonly now: () => number;
}

/** An undo that was clicked in time may come so late. */
const lateMs = 6_000;

type CommandOf<Type extends PanelCommand['type']> = Extract<PanelCommand, { type: Type }>;

/** Makes the function that acts on a panel's command and resolves to its answer. */
export function createCommands(
  context: CommandContext,
): (command: PanelCommand, panel: Panel) => Promise<Trouble | null> {
  const { writer, turns } = context;
  const cleared = new Map<string, { readonly sessionId: string; readonly binding: Binding }>();
  return async (command, panel) => {
    switch (command.type) {
      case 'watch':
        return watch(context, command, panel);
      case 'send':
        context.temporary.settle(command);
        return turns.send(command);
      case 'keep-temporary':
      case 'end-temporary':
        return context.temporary.command(command);
      case 'stop':
        await turns.stop(command.sessionId);
        return null;
      case 'decide':
        await turns.decide(command);
        return null;
      case 'retry':
        return turns.retry(command);
      case 'continue':
        return turns.proceed(command);
      case 'save-draft':
        await writer.commit({ ...command, at: context.now() });
        return null;
      case 'rename':
        await writer.commit(command);
        return null;
      case 'fork':
        await writer.commit({ ...command, binding: await freshBinding(context, command.fromSessionId) });
        turns.forked(command.sessionId);
        return null;
      case 'merge': {
        const bindings = await Promise.all(command.fromSessionIds.map((id) => freshBinding(context, id)));
        const binding = bindings.find((one) => one !== null) ?? null;
        await writer.commit({ ...command, binding });
        return null;
      }
      case 'set-session-fields':
        await writer.commit(toFieldsWrite(command));
        return null;
      case 'set-saved-posting':
        await writer.commit({
          type: 'set-registers',
          sessionId: command.postingId,
          values: given(command.fields),
        });
        return null;
      case 'import-messages':
        return takeIn(context, command);
      case 'clear':
      case 'delete-session':
        return remove(context, command, cleared);
      case 'undo':
        return undo(context, command, cleared);
      case 'restore':
      case 'empty-bin':
      case 'retry-failed':
      case 'repair':
      case 'mend':
      case 'delete-everything':
        return context.bin(command);
      case 'sync-now':
        context.syncNow();
        return null;
      case 'save-now':
        await writer.heal();
        return null;
      case 'ping':
        return null;
    }
  };
}

/** What panels must show although the store does not hold it. */
export function toUnsaved(writer: Pick<Writer, 'unsaved' | 'unsavedDrafts'>): PanelEvent {
  return { type: 'unsaved', messages: [...writer.unsaved()], drafts: [...writer.unsavedDrafts()] };
}

/** The same agent; the copy gets a conversation of its own with its first message. */
async function freshBinding({ readBinding }: CommandContext, sessionId: string): Promise<Binding | null> {
  const binding = await readBinding(sessionId);
  return binding === null ? null : { ...binding, conversationId: null };
}

function toFieldsWrite({
  sessionId,
  pinned,
  archived,
  posting,
  tags = {},
}: CommandOf<'set-session-fields'>): Extract<Write, { type: 'set-registers' }> {
  const byField = Object.entries(tags).flatMap(([tag, on]) => {
    const field = tagFieldOf(tag);
    return field === null ? [] : [[field, on] as const];
  });
  const values = { ...given({ pinned, archived, posting }), ...Object.fromEntries(byField) };
  return { type: 'set-registers', sessionId, values };
}

/** An import goes no further while storage refuses: what it brings is safe in its file. */
async function takeIn(
  { writer, now }: CommandContext,
  command: CommandOf<'import-messages'>,
): Promise<Trouble | null> {
  const done = await writer.commit({ ...command, at: now() });
  return done === 'saved' ? null : { reason: 'not-saved', message: '', detail: '', retryAfterMs: null };
}

/** The fields that were given: null is a value, undefined is none. */
function given<Value>(fields: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) values[field] = value;
  }
  return values;
}

async function watch(
  { writer, turns, status, retention, temporary }: CommandContext,
  command: CommandOf<'watch'>,
  panel: Panel,
): Promise<null> {
  const { sessionId } = command;
  temporary.settle(command);
  const passing = temporary.event(sessionId);
  if (passing !== null) panel.post(passing);
  panel.post({ type: 'turn', sessionId, turn: turns.turnOf(sessionId) });
  panel.post(toUnsaved(writer));
  panel.post(await status());
  const expired = await retention.takeUntold();
  if (expired !== null) panel.post(expired);
  await writer.commit({ type: 'show-session', sessionId });
  return null;
}

/** Empties or deletes a session. The agent is to forget as well: the next message starts a new conversation. */
async function remove(
  { writer, turns, readBinding, retention, now }: CommandContext,
  command: CommandOf<'clear' | 'delete-session'>,
  cleared: Map<string, { readonly sessionId: string; readonly binding: Binding }>,
): Promise<null> {
  const { sessionId, undoId } = command;
  await turns.drop(sessionId);
  const bin = await retention.hasBin();
  await writer.commit({ ...command, at: now(), ...(bin ? {} : { purge: true }) });
  const binding = await readBinding(sessionId);
  if (binding !== null && binding.conversationId !== null) {
    cleared.set(undoId, { sessionId, binding });
    await writer.commit({ type: 'bind', sessionId, binding: { ...binding, conversationId: null } });
  }
  setTimeout(() => {
    cleared.delete(undoId);
    retention.forgetUndos().catch(() => {});
  }, undoMs + lateMs);
  return null;
}

/** What was removed comes back, and so does the agent's memory of it where nothing new was begun. */
async function undo(
  { writer, readBinding, listImportUndos, now }: CommandContext,
  command: CommandOf<'undo'>,
  cleared: Map<string, { readonly sessionId: string; readonly binding: Binding }>,
): Promise<null> {
  await writer.commit({ ...command, at: now() });
  for (const undoId of await listImportUndos(command.undoId)) {
    await writer.commit({ type: 'undo', undoId, at: now() });
  }
  const before = cleared.get(command.undoId);
  cleared.delete(command.undoId);
  if (before === undefined) return null;
  const { sessionId, binding } = before;
  if ((await readBinding(sessionId))?.conversationId === null) {
    await writer.commit({ type: 'bind', sessionId, binding });
  }
  return null;
}
