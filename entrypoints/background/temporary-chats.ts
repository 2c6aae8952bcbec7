import type { Trouble } from '../../utils/chat/message.ts';
import type { Binding } from '../../utils/chat/session.ts';
import type { PanelCommand, PanelEvent } from '../../utils/messaging/panel-protocol.ts';
import type { LooseEnds } from '../../utils/turn/loose-ends.ts';
import type { TurnPorts } from '../../utils/turn/turn-ports.ts';
import {
  addMessages,
  createTemporaryLooseEnds,
  createTemporaryReads,
  messagesOf,
  newTemporaryChat,
  type TemporaryHold,
} from './temporary-store.ts';
import type { StoreReads } from './turn-reads.ts';

type CommandOf<Type extends PanelCommand['type']> = Extract<PanelCommand, { readonly type: Type }>;

/** Chats that are never written. Their turns run as all do: only what would be stored stays in memory. */
export interface TemporaryChats {
  /** The store as turns and commands see it, with the temporary chats over it. */
  readonly reads: StoreReads;
  readonly looseEnds: LooseEnds;
  /** Takes up, or lets go of, what a panel says of its chat: a worker before this one may have held it. */
  settle(command: CommandOf<'watch' | 'send'>): void;
  /** What a panel that shows the chat must know; null for an ordinary one. */
  event(sessionId: string): PanelEvent | null;
  command(command: CommandOf<'keep-temporary' | 'end-temporary'>): Promise<Trouble | null>;
  /** Ends the chats that no panel shows any more. */
  sweep(): void;
}

export interface TemporaryPorts {
  readonly store: StoreReads;
  readonly looseEnds: LooseEnds;
  readonly connect: TurnPorts['connect'];
  readonly tell: (sessionId: string, event: PanelEvent) => void;
  readonly isShown: (sessionId: string) => boolean;
  readonly isRunning: (sessionId: string) => boolean;
  readonly dropTurn: (sessionId: string) => Promise<void>;
}

/** A panel that reconnects is there again by then, in ms. */
const graceMs = 3_000;
const deleteMostMs = 10_000;

export function createTemporaryChats(ports: TemporaryPorts): TemporaryChats {
  const { store, tell, isShown } = ports;
  const hold: TemporaryHold = { chats: new Map(), ended: new Set() };
  const { chats, ended } = hold;

  function event(sessionId: string): PanelEvent | null {
    const chat = chats.get(sessionId);
    if (chat === undefined) return null;
    return { type: 'temporary', sessionId, messages: messagesOf(chat), binding: chat.binding };
  }
  function show(sessionId: string): void {
    const news = event(sessionId);
    if (news !== null) tell(sessionId, news);
  }
  return {
    event,
    reads: createTemporaryReads(store, hold, show),
    looseEnds: createTemporaryLooseEnds(ports.looseEnds, hold),
    settle({ type, sessionId, temporary }) {
      if (temporary === undefined) {
        chats.delete(sessionId);
        // What is said as in an ordinary chat is never swallowed.
        if (type === 'send') ended.delete(sessionId);
        return;
      }
      ended.delete(sessionId);
      const chat = chats.get(sessionId) ?? newTemporaryChat();
      chats.set(sessionId, chat);
      addMessages(chat, temporary.messages);
      chat.binding ??= temporary.binding;
    },
    async command(command) {
      if (command.type === 'keep-temporary') return keep(hold, ports, command);
      await end(hold, ports, command);
      return null;
    },
    sweep() {
      if (chats.size === 0) return;
      setTimeout(() => {
        for (const sessionId of chats.keys()) {
          if (!isShown(sessionId)) void end(hold, ports, { sessionId, binding: null });
        }
      }, graceMs);
    },
  };
}

/** Its words are written at once; from then on it is a chat like any other. */
async function keep(
  { chats }: TemporaryHold,
  { store, isRunning }: TemporaryPorts,
  { sessionId, messages: told, binding: toldBinding }: CommandOf<'keep-temporary'>,
): Promise<Trouble | null> {
  if (isRunning(sessionId)) return { reason: 'busy', message: '', detail: '', retryAfterMs: null };
  const chat = chats.get(sessionId) ?? newTemporaryChat();
  addMessages(chat, told);
  const { posting } = chat;
  const binding = chat.binding ?? toldBinding;
  const messages = messagesOf(chat);
  chats.delete(sessionId);
  if (messages.length > 0) await store.commit({ type: 'save-messages', messages });
  if (binding !== null) await store.commit({ type: 'bind', sessionId, binding });
  if (posting !== null) await store.commit({ type: 'set-registers', sessionId, values: { posting } });
  await store.commit({ type: 'show-session', sessionId });
  return null;
}

/** `binding`: what the panel knows, where this worker does not. */
async function end(
  { chats, ended }: TemporaryHold,
  { connect, dropTurn }: TemporaryPorts,
  { sessionId, binding }: { readonly sessionId: string; readonly binding: Binding | null },
): Promise<void> {
  const conversationId = (chats.get(sessionId)?.binding ?? binding)?.conversationId ?? null;
  ended.add(sessionId);
  await dropTurn(sessionId);
  chats.delete(sessionId);
  if (conversationId === null) return;
  const signal = AbortSignal.timeout(deleteMostMs);
  try {
    const connection = await connect(signal);
    if (connection?.facts.conversations === true) {
      await connection.client.deleteConversation(conversationId, signal);
    }
  } catch {
    console.info('temporary chat: the server did not delete the conversation');
  }
}
