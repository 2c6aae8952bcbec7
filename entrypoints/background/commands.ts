import type { Trouble } from '../../utils/chat/message.ts';
import type { Binding } from '../../utils/chat/session.ts';
import type { Panel } from '../../utils/messaging/background-port.ts';
import type { PanelCommand, PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import type { Writer } from '../../utils/store/writer.ts';
import type { TurnService } from '../../utils/turn/turn-service.ts';
import type { BinCommand } from './bin.ts';
import type { RareCommands } from './rare-commands.ts';
import type { Retention } from './retention.ts';
import type { TemporaryGate } from './temporary-gate.ts';

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
  readonly temporary: Pick<TemporaryGate, 'settle' | 'event' | 'command'>;
  readonly now: () => number;
}

type CommandOf<Type extends PanelCommand['type']> = Extract<PanelCommand, { type: Type }>;

/** Makes the function that acts on a panel's command and resolves to its answer. */
export function createCommands(
  context: CommandContext,
): (command: PanelCommand, panel: Panel) => Promise<Trouble | null> {
  const { writer, turns } = context;
  let rare: Promise<RareCommands> | null = null;
  function loadRare(): Promise<RareCommands> {
    rare ??= import('./rare-commands.ts').then(
      ({ createRareCommands }) => createRareCommands(context),
      (error: unknown) => {
        // Told to this panel; the next command tries again.
        rare = null;
        throw error;
      },
    );
    return rare;
  }
  /** Sessions that are being emptied: nothing that was asked for later may overtake it. */
  const emptying = new Map<string, Promise<Trouble | null>>();
  async function empty(command: CommandOf<'clear' | 'delete-session'>): Promise<Trouble | null> {
    const { sessionId } = command;
    const done = loadRare().then((act) => act(command));
    emptying.set(sessionId, done);
    try {
      return await done;
    } finally {
      if (emptying.get(sessionId) === done) emptying.delete(sessionId);
    }
  }
  return async (command, panel) => {
    switch (command.type) {
      case 'watch':
        return watch(context, command, panel);
      case 'send':
        return send(context, command, emptying.get(command.sessionId));
      case 'clear':
      case 'delete-session':
        return empty(command);
      case 'undo':
        await Promise.allSettled(emptying.values());
        return (await loadRare())(command);
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
      case 'sync-now':
        context.syncNow();
        return null;
      case 'save-now':
        await writer.heal();
        return null;
      case 'ping':
        return null;
      default:
        return (await loadRare())(command);
    }
  };
}

/** What panels must show although the store does not hold it. */
export function toUnsaved(writer: Pick<Writer, 'unsaved' | 'unsavedDrafts'>): PanelEvent {
  return { type: 'unsaved', messages: [...writer.unsaved()], drafts: [...writer.unsavedDrafts()] };
}

/**
 * What comes after it must not overtake it: an ordinary message waits for nothing here. One to a session that is
 * being emptied waits for that, and is sent also where that failed.
 */
function send(
  context: CommandContext,
  command: CommandOf<'send'>,
  emptied?: Promise<unknown>,
): Promise<Trouble | null> {
  const { temporary, turns } = context;
  if (emptied !== undefined) return emptied.catch(() => null).then(() => send(context, command));
  const settled = temporary.settle(command);
  return settled === null ? turns.send(command) : settled.then(() => turns.send(command));
}

async function watch(
  { writer, turns, status, retention, temporary }: CommandContext,
  command: CommandOf<'watch'>,
  panel: Panel,
): Promise<null> {
  const { sessionId } = command;
  const settled = temporary.settle(command);
  if (settled !== null) await settled;
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
