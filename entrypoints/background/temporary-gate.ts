import type { LooseEnds } from '../../utils/turn/loose-ends.ts';
import type { TemporaryChats, TemporaryPorts } from './temporary-chats.ts';
import type { StoreReads } from './turn-reads.ts';

/** The temporary chats, loaded with the first of them; until then the store is as it is. */
export interface TemporaryGate extends Omit<TemporaryChats, 'settle'> {
  /** Null where nothing has to be waited for. Rejects where a chat that is never written could not be kept so. */
  settle(command: Parameters<TemporaryChats['settle']>[0]): Promise<void> | null;
}

export function createTemporaryGate(ports: TemporaryPorts): TemporaryGate {
  let chats: TemporaryChats | null = null;
  async function load(): Promise<TemporaryChats> {
    const { createTemporaryChats } = await import('./temporary-chats.ts');
    chats ??= createTemporaryChats(ports);
    return chats;
  }
  const reads = (): StoreReads => chats?.reads ?? ports.store;
  const looseEnds = (): LooseEnds => chats?.looseEnds ?? ports.looseEnds;
  return {
    reads: {
      message: (id) => reads().message(id),
      session: (id) => reads().session(id),
      newest: (sessionId, limit) => reads().newest(sessionId, limit),
      recapable: (sessionId, limit) => reads().recapable(sessionId, limit),
      turns: () => reads().turns(),
      binding: (sessionId) => reads().binding(sessionId),
      commit: (write) => reads().commit(write),
    },
    looseEnds: {
      listUnseen: () => looseEnds().listUnseen(),
      findUnseen: (messageId) => looseEnds().findUnseen(messageId),
      saveUnseen: (unseen) => looseEnds().saveUnseen(unseen),
      dropUnseen: (messageId) => looseEnds().dropUnseen(messageId),
      readOwed: (sessionId) => looseEnds().readOwed(sessionId),
      saveOwed: (sessionId, callIds) => looseEnds().saveOwed(sessionId, callIds),
      dropSession: (sessionId) => looseEnds().dropSession(sessionId),
    },
    settle(command) {
      if (chats === null && command.temporary === undefined) return null;
      if (chats === null) return load().then((loaded) => loaded.settle(command));
      chats.settle(command);
      return null;
    },
    event: (sessionId) => chats?.event(sessionId) ?? null,
    command: async (command) => (await load()).command(command),
    sweep: () => chats?.sweep(),
  };
}
