import { addSums, createContentSums } from '../chat/digest.ts';
import type { ContentDesk } from '../mirror/content-desk.ts';
import { sessionRange } from '../store/session-facts.ts';
import type { StoreDb } from '../store/schema.ts';
import { toWire } from '../store/wire.ts';
import type { Comparison, Difference } from './compare-stores.ts';

/** Messages read at a time: a session of any length is summed up in bounded memory. */
const pageRows = 500;

/**
 * Compares all content, texts and details included, of every chat on both sides. `onProgress` is told how
 * many sessions of how many were looked at. Rejects with `MirrorError`; a mirror of before has no sums.
 */
export async function compareContent(
  db: StoreDb,
  desk: Pick<ContentDesk, 'sumContent'>,
  {
    onProgress,
    signal,
  }: { readonly onProgress: (done: number, all: number) => void; readonly signal: AbortSignal },
): Promise<Comparison> {
  const pages = [];
  for await (const page of desk.sumContent(signal)) pages.push(page);
  const there = new Map(addSums(pages).map((one) => [one.id, one]));
  const rows = await db.getAll('sessions');
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const ids = new Set([...rowOf.keys(), ...(await listRegisterSessions(db)), ...there.keys()]);
  const differences: Difference[] = [];
  const totals = { sessions: 0, messages: 0 };
  let done = 0;
  for (const sessionId of ids) {
    const own = await sumSession(db, sessionId);
    const other = there.get(sessionId);
    const here = own?.count ?? 0;
    totals.sessions += Number(here > 0);
    totals.messages += here;
    done += 1;
    if (done % 50 === 0) onProgress(done, ids.size);
    // The summary that lists show may be what was lost.
    const listed = rowOf.get(sessionId)?.count ?? 0;
    if (own?.digest === other?.digest && here === (other?.count ?? 0) && here === listed) continue;
    differences.push({ sessionId, title: rowOf.get(sessionId)?.title ?? '', here, there: other?.count ?? 0 });
  }
  return { ...totals, differences };
}

async function listRegisterSessions(db: StoreDb): Promise<ReadonlySet<string>> {
  return new Set((await db.getAllKeys('registers')).map(([sessionId]) => sessionId));
}

async function sumSession(db: StoreDb, sessionId: string) {
  const sums = createContentSums();
  const range = sessionRange(sessionId);
  for (let from: IDBKeyRange | null = range; from !== null;) {
    const tx = db.transaction(['messages'], 'readonly');
    const index = tx.objectStore('messages').index('by-order');
    const rows = await index.getAll(from, pageRows);
    for (const { message } of rows) if (message !== null) sums.addMessage(toWire(message));
    const last = rows.at(-1);
    from =
      rows.length < pageRows || last?.liveHlc === undefined
        ? null
        : IDBKeyRange.bound([sessionId, last.liveHlc, last.id], range.upper, true, range.upperOpen);
  }
  for (const { field, base, pending } of await db.getAll('registers', registerRange(sessionId))) {
    const shown = pending ?? base;
    if (shown !== null) sums.addRegister(sessionId, field, shown.value);
  }
  return sums.list()[0];
}

/** All registers of a session. */
export function registerRange(sessionId: string): IDBKeyRange {
  return IDBKeyRange.bound([sessionId], [sessionId, []]);
}
