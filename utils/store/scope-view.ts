import type { Ahead } from './read-ahead.ts';
import type { MessageRow, RegisterRow, StoreTx } from './schema.ts';
import { readSessionFacts, type SessionFacts, withNews } from './session-facts.ts';

/** What a transaction sees: what was read ahead, and over it what it wrote itself. The rest is asked for. */
export interface ScopeView {
  readMessage(id: string): Promise<MessageRow | undefined>;
  readRegister(sessionId: string, field: string): Promise<RegisterRow | undefined>;
  readFacts(sessionId: string): Promise<SessionFacts>;
  readNewest(sessionId: string): Promise<MessageRow | null>;
  noteMessage(before: MessageRow | undefined, after: MessageRow): void;
  noteRegister(row: RegisterRow): void;
}

interface News {
  readonly messages: { readonly before: MessageRow | undefined; readonly after: MessageRow }[];
  readonly registers: Map<string, RegisterRow>;
}

export function createScopeView(tx: StoreTx, ahead: Ahead): ScopeView {
  // Of what was not read ahead nothing is kept: it is asked for after it was written.
  const messages = new Map(ahead.messages);
  const news = new Map<string, News>();
  for (const id of ahead.facts.keys()) news.set(id, { messages: [], registers: new Map() });

  async function readFacts(sessionId: string): Promise<SessionFacts> {
    const [facts, own] = [ahead.facts.get(sessionId), news.get(sessionId)];
    const known = facts === undefined || own === undefined ? null : withNews(await facts, own);
    return known ?? readSessionFacts(tx, sessionId);
  }

  async function readRegister(sessionId: string, field: string): Promise<RegisterRow | undefined> {
    const facts = ahead.facts.get(sessionId);
    if (facts === undefined) return tx.objectStore('registers').get([sessionId, field]);
    const { registers } = await facts;
    return news.get(sessionId)?.registers.get(field) ?? registers.find((row) => row.field === field);
  }

  return {
    readMessage: (id) => messages.get(id) ?? tx.objectStore('messages').get(id),
    readRegister,
    readFacts,
    readNewest: async (sessionId) => (await readFacts(sessionId)).last,
    noteMessage(before, after) {
      if (messages.has(after.id)) messages.set(after.id, Promise.resolve(after));
      news.get(after.sessionId)?.messages.push({ before, after });
    },
    noteRegister(row) {
      news.get(row.sessionId)?.registers.set(row.field, row);
    },
  };
}
