import type { Trouble } from '../../utils/chat/message.ts';
import { type Binding, tagFieldOf } from '../../utils/chat/session.ts';
import type { PanelCommand } from '../../utils/messaging/panel-protocol.ts';
import type { RareCommand } from '../../utils/messaging/rare-command.ts';
import { undoMs, type Write } from '../../utils/store/write.ts';
import type { CommandContext } from './commands.ts';

/** An undo that was clicked in time may come so late. */
const lateMs = 6_000;

type CommandOf<Type extends PanelCommand['type']> = Extract<PanelCommand, { type: Type }>;

/** Acts on a command that chatting does not take and resolves to its answer. */
export type RareCommands = (
  command: RareCommand | CommandOf<'clear' | 'delete-session' | 'undo'>,
) => Promise<Trouble | null>;

/** Made once: it remembers what the agent is to know again after an undo. */
export function createRareCommands(context: CommandContext): RareCommands {
  const { writer, turns } = context;
  const cleared = new Map<string, { readonly sessionId: string; readonly binding: Binding }>();
  return async (command) => {
    switch (command.type) {
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
      default:
        return context.bin(command);
    }
  };
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
