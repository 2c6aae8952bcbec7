import type { Message } from '../chat/message.ts';
import { toMessages } from './read.ts';
import type { StoreDb, StoreName } from './schema.ts';

/** Messages that are not deleted, and sessions, by their ids; read in one transaction, for a page of finds. */
export async function readFound(
  db: StoreDb,
  ids: { readonly sessionIds: ReadonlySet<string>; readonly messageIds: ReadonlySet<string> },
): Promise<{
  readonly titles: ReadonlyMap<string, string>;
  readonly messages: ReadonlyMap<string, Message>;
}> {
  const tx = db.transaction(['sessions', 'messages'] satisfies StoreName[], 'readonly');
  const [sessions, rows] = await Promise.all([
    Promise.all([...ids.sessionIds].map((id) => tx.objectStore('sessions').get(id))),
    Promise.all([...ids.messageIds].map((id) => tx.objectStore('messages').get(id))),
  ]);
  const found = toMessages(rows.flatMap((row) => row ?? []));
  return {
    titles: new Map(sessions.flatMap((row) => (row === undefined ? [] : [[row.id, row.title]]))),
    messages: new Map(found.map((message) => [message.id, message])),
  };
}
