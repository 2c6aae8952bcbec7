import type { Message } from '../../utils/chat/message.ts';
import type { Binding } from '../../utils/chat/session.ts';
import type { StoreDb } from '../../utils/store/schema.ts';
import { listTurns, readMessage, readMessages, readSession } from '../../utils/store/read.ts';
import type { Write } from '../../utils/store/write.ts';
import type { Writer } from '../../utils/store/writer.ts';
import type { TurnReads } from '../../utils/turn/turn-context.ts';

/** The store as the turn service reads it, which works on while storage refuses. */
export interface StoreReads extends TurnReads {
  binding(sessionId: string): Promise<Binding | null>;
  /** Commits, and remembers what the store would have to tell if it were not kept in memory. */
  commit(write: Write): Promise<'saved' | 'kept'>;
}

/** Reads the store first, and what storage refused so far after that. */
export function createStoreReads(
  db: () => Promise<StoreDb>,
  writer: Pick<Writer, 'commit' | 'unsaved' | 'state'>,
): StoreReads {
  const keptBindings = new Map<string, Binding>();

  async function read<Result>(work: (open: StoreDb) => Promise<Result>, fallback: Result): Promise<Result> {
    try {
      return await work(await db());
    } catch {
      return fallback;
    }
  }
  const newest = (sessionId: string, limit: number): Promise<readonly Message[]> =>
    read(async (open) => (await readMessages(open, { sessionId, before: null, limit })).messages, []);
  const unsaved = (id: string): Message | null => writer.unsaved().find((one) => one.id === id) ?? null;

  return {
    message: async (id) => (await read((open) => readMessage(open, id), null)) ?? unsaved(id),
    session: (id) => read((open) => readSession(open, id), null),
    newest,
    recapable: async (sessionId, limit) => (writer.state() === 'saved' ? newest(sessionId, limit) : []),
    turns: () => read(listTurns, []),
    async binding(sessionId) {
      if (writer.state() === 'saved') keptBindings.clear();
      const kept = keptBindings.get(sessionId);
      return (
        kept ?? (await read(async (open) => (await readSession(open, sessionId))?.binding ?? null, null))
      );
    },
    async commit(write) {
      const result = await writer.commit(write);
      if (result === 'saved') return result;
      if (write.type === 'bind') keptBindings.set(write.sessionId, write.binding);
      if (write.type === 'start-turn') keptBindings.set(write.message.sessionId, write.turn.binding);
      return result;
    },
  };
}
