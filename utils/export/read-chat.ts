import type { Message } from '../chat/message.ts';
import { readMessages, readSession } from '../store/read.ts';
import type { StoreDb } from '../store/schema.ts';
import type { ExportSource } from './to-export-file.ts';

/** Messages in one read. */
const pageSize = 500;

/**
 * Reads one whole chat. `unsaved` are messages that storage has refused so far: they belong to it all the
 * same. Null where there is nothing of it (any more).
 */
export async function readChat(
  db: StoreDb,
  sessionId: string,
  unsaved: readonly Message[],
): Promise<ExportSource | null> {
  const [session, stored] = await Promise.all([readSession(db, sessionId), readAll(db, sessionId)]);
  const byId = new Map(stored.map((message) => [message.id, message]));
  // A refused write is newer than the row that it could not replace.
  for (const message of unsaved) if (message.sessionId === sessionId) byId.set(message.id, message);
  const messages = [...byId.values()].toSorted((a, b) => (`${a.hlc} ${a.id}` < `${b.hlc} ${b.id}` ? -1 : 1));
  const [first, last] = [messages[0], messages.at(-1)];
  if (first === undefined || last === undefined) return null;
  const nameless = { id: sessionId, title: '', titleByUser: false, binding: null };
  return {
    session: session ?? { ...nameless, createdAt: first.createdAt, lastAt: last.createdAt },
    messages,
  };
}

async function readAll(db: StoreDb, sessionId: string): Promise<readonly Message[]> {
  const pages: (readonly Message[])[] = [];
  let before: { readonly hlc: string; readonly id: string } | null = null;
  for (;;) {
    const page = await readMessages(db, { sessionId, before, limit: pageSize });
    pages.push(page.messages);
    const first: Message | undefined = page.messages[0];
    if (!page.more || first === undefined) return pages.toReversed().flat();
    before = { hlc: first.hlc, id: first.id };
  }
}
