import type { Message } from '../chat/message.ts';
import { toMessages } from './read.ts';
import type { StoreDb } from './schema.ts';

/** Messages that are not deleted, by their ids; read in one transaction, for a page of finds. */
export async function readFound(
  db: StoreDb,
  messageIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Message>> {
  if (messageIds.size === 0) return new Map();
  const store = db.transaction('messages', 'readonly').store;
  const rows = await Promise.all([...messageIds].map((id) => store.get(id)));
  return new Map(toMessages(rows.flatMap((row) => row ?? [])).map((message) => [message.id, message]));
}
