import { type CutText, cutMessage } from '../search/text-pack.ts';
import { tokensVersion } from '../search/tokens-version.ts';
import { request } from './request.ts';
import type { StoreDb } from './schema.ts';
import { appendTexts, readLastPack, toBuilt } from './text-rows.ts';
import { transact } from './transact.ts';

/**
 * Indexes the next `limit` messages, the newest first, where the index is missing or of an older version (of
 * tokens, or of a store that had none). False when nothing was left to do.
 */
export function indexStep(db: StoreDb, limit: number): Promise<boolean> {
  return transact(db, 'relaxed', async (tx) => {
    const built = toBuilt(await tx.objectStore('meta').get('texts'));
    if (built?.after === null) return false;
    if (built === null) request(tx.objectStore('texts').clear());
    const store = tx.objectStore('messages');
    const reached = built === null ? null : IDBKeyRange.upperBound(built.after, true);
    const cursor = await store.openKeyCursor(reached, 'prev');
    const end = limit > 1 ? await cursor?.advance(limit - 1) : cursor;
    const from = end?.key ?? null;
    const rows =
      cursor === null
        ? []
        : await store.getAll(from === null ? reached : toRange(from, built?.after ?? null));
    const sessions = new Map<string, CutText[]>();
    for (const { deleted, message } of rows) {
      if (deleted || message === null) continue;
      const texts = sessions.get(message.sessionId) ?? [];
      sessions.set(message.sessionId, texts);
      texts.push(...cutMessage(message));
    }
    await Promise.all(
      [...sessions].map(async ([sessionId, added]) => {
        if (added.length > 0) {
          await appendTexts(tx, { sessionId, last: await readLastPack(tx, sessionId), added });
        }
      }),
    );
    await tx.objectStore('meta').put({ key: 'texts', value: { version: tokensVersion, after: from } });
    return from !== null;
  });
}

function toRange(from: string, before: string | null): IDBKeyRange {
  return before === null ? IDBKeyRange.lowerBound(from) : IDBKeyRange.bound(from, before, false, true);
}
