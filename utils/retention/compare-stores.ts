import { digestSessions } from '../chat/digest.ts';
import type { Digest } from '../mirror/protocol.ts';
import { sessionRange } from '../store/session-facts.ts';
import type { StoreDb } from '../store/schema.ts';

/** A chat of which device and mirror do not hold the same messages. */
export interface Difference {
  readonly sessionId: string;
  /** May be empty. */
  readonly title: string;
  /** Messages here and on the mirror; equal numbers of different messages differ too. */
  readonly here: number;
  readonly there: number;
}

export interface Comparison {
  readonly sessions: number;
  readonly messages: number;
  readonly differences: readonly Difference[];
}

/** Compares the live messages of every chat with what the mirror says that it holds; reads ids only. */
export async function compareStores(db: StoreDb, digest: Digest): Promise<Comparison> {
  const there = new Map(digest.sessions.map((one) => [one.id, one]));
  const rows = await db.getAll('sessions');
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  const differences: Difference[] = [];
  let sessions = 0;
  let messages = 0;
  for (const sessionId of new Set([...titles.keys(), ...there.keys()])) {
    const ids = await db.getAllKeysFromIndex('messages', 'by-order', sessionRange(sessionId));
    const [own] = digestSessions(ids.map((id) => ({ session: sessionId, id })));
    const other = there.get(sessionId);
    if (ids.length > 0) sessions += 1;
    messages += ids.length;
    if (own?.digest === other?.digest && own?.count === other?.count) continue;
    const title = titles.get(sessionId) ?? '';
    differences.push({ sessionId, title, here: ids.length, there: other?.count ?? 0 });
  }
  return { sessions, messages, differences };
}
