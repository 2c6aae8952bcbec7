import { type Message, outranks } from '../../utils/chat/message.ts';
import type { Binding, SessionPosting } from '../../utils/chat/session.ts';
import type { Write } from '../../utils/store/write.ts';
import type { LooseEnds } from '../../utils/turn/loose-ends.ts';
import type { StoreReads } from './turn-reads.ts';

/** What is known of a temporary chat; it lies nowhere but in memory, here and in its panel. */
export interface TemporaryChat {
  readonly messages: Map<string, Message>;
  binding: Binding | null;
  posting: SessionPosting | null;
  /** Calls that the next message must deny first. */
  owed: readonly string[];
}

/** The chats that are temporary, and those that were: what comes late for them is not written either. */
export interface TemporaryHold {
  readonly chats: Map<string, TemporaryChat>;
  readonly ended: Set<string>;
}

export function newTemporaryChat(): TemporaryChat {
  return { messages: new Map(), binding: null, posting: null, owed: [] };
}

/** The store with the temporary chats over it. `onChanged`: what a panel shows of the chat is another now. */
export function createTemporaryReads(
  store: StoreReads,
  { chats, ended }: TemporaryHold,
  onChanged: (sessionId: string) => void,
): StoreReads {
  function findMessage(id: string): Message | null {
    for (const { messages } of chats.values()) {
      const found = messages.get(id);
      if (found !== undefined) return found;
    }
    return null;
  }
  return {
    ...store,
    message: async (id) => findMessage(id) ?? (await store.message(id)),
    async newest(sessionId, limit) {
      const chat = chats.get(sessionId);
      return chat === undefined ? store.newest(sessionId, limit) : messagesOf(chat).slice(-limit);
    },
    async binding(sessionId) {
      const chat = chats.get(sessionId);
      return chat === undefined ? store.binding(sessionId) : chat.binding;
    },
    async commit(write) {
      const sessionId = sessionOf(write);
      const chat = chats.get(sessionId);
      if (chat === undefined) return ended.has(sessionId) ? 'saved' : store.commit(write);
      take(chat, write);
      if (write.type !== 'checkpoint-turn') onChanged(sessionId);
      return 'saved';
    },
  };
}

/** The same for what turns leave behind. */
export function createTemporaryLooseEnds(looseEnds: LooseEnds, { chats, ended }: TemporaryHold): LooseEnds {
  return {
    ...looseEnds,
    async saveUnseen(unseen) {
      const { sessionId } = unseen;
      if (!chats.has(sessionId) && !ended.has(sessionId)) await looseEnds.saveUnseen(unseen);
    },
    async readOwed(sessionId) {
      return chats.get(sessionId)?.owed ?? looseEnds.readOwed(sessionId);
    },
    async saveOwed(sessionId, callIds) {
      const chat = chats.get(sessionId);
      if (chat !== undefined) chat.owed = callIds;
      else if (!ended.has(sessionId)) await looseEnds.saveOwed(sessionId, callIds);
    },
  };
}

/** In display order. */
export function messagesOf({ messages }: TemporaryChat): Message[] {
  return [...messages.values()].toSorted((a, b) => (`${a.hlc} ${a.id}` < `${b.hlc} ${b.id}` ? -1 : 1));
}

export function addMessages({ messages }: TemporaryChat, more: readonly Message[]): void {
  for (const message of more) {
    const before = messages.get(message.id);
    if (before === undefined || outranks(message, before)) messages.set(message.id, message);
  }
}

/** What the store would do with it, as far as it matters here. */
function take(chat: TemporaryChat, write: Write): void {
  switch (write.type) {
    case 'start-turn':
      addMessages(chat, [write.message]);
      chat.binding = write.turn.binding;
      chat.posting = write.posting ?? chat.posting;
      return;
    case 'finish-turn':
      if (write.reply !== null) addMessages(chat, [write.reply]);
      return;
    case 'save-messages':
      addMessages(chat, write.messages);
      return;
    case 'bind':
      chat.binding = write.binding;
      return;
    default:
      // Drafts, titles and which chat was shown last are not kept of a temporary one.
      return;
  }
}

/** Empty for a write that is not about one session. */
function sessionOf(write: Write): string {
  if (write.type === 'start-turn') return write.message.sessionId;
  if (write.type === 'checkpoint-turn') return write.turn.sessionId;
  if (write.type === 'save-messages') return write.messages[0]?.sessionId ?? '';
  return 'sessionId' in write ? write.sessionId : '';
}
