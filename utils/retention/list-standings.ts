import { digestSessions } from '../chat/digest.ts';
import type { ContentDesk } from '../mirror/content-desk.ts';
import type { Digest } from '../mirror/protocol.ts';
import { sessionRange } from '../store/session-facts.ts';
import type { SessionRow, StoreDb } from '../store/schema.ts';

/** How far the mirror has one chat. `only-there`: this device does not have it. */
export interface ChatStanding {
  readonly sessionId: string;
  readonly title: string;
  readonly messages: number;
  readonly standing: 'here' | 'mirrored' | 'waiting' | 'refused' | 'differs' | 'only-there';
  /** Changes that wait, or were refused. */
  readonly changes: number;
}

export interface StandingsDesk extends Pick<ContentDesk, 'listTitles'> {
  digest(signal: AbortSignal): Promise<Digest>;
}

/**
 * Lists every chat of this device, newest first, then those that only the mirror has. Where the mirror does not
 * answer (`desk` null or silent), what is known here tells. Rejects with what the store throws.
 */
export async function listStandings(
  db: StoreDb,
  desk: StandingsDesk | null,
  signal: AbortSignal,
): Promise<ChatStanding[]> {
  const [rows, digest] = await Promise.all([
    db.getAll('sessions'),
    desk === null ? null : desk.digest(signal).catch(() => null),
  ]);
  const there = new Map(digest?.sessions.map((one) => [one.id, one]));
  const shown = rows.filter(({ listAt }) => listAt !== undefined).toSorted((a, b) => b.lastAt - a.lastAt);
  const list: ChatStanding[] = [];
  for (const row of shown) {
    const other = there.get(row.id);
    // The sums are over ids: the words themselves are compared by a check.
    const own = digest === null ? null : await sumIds(db, row.id);
    const same = own === null || (own?.count === other?.count && own?.digest === other?.digest);
    list.push(
      toStanding(row, { mirror: desk !== null, known: digest === null || other !== undefined, same }),
    );
  }
  const here = new Set(rows.map(({ id }) => id));
  const titles = await titlesOf(
    desk,
    [...there.keys()].some((id) => !here.has(id)),
    signal,
  );
  for (const { id, count } of there.values()) {
    if (here.has(id)) continue;
    const title = titles.get(id) ?? '';
    list.push({ sessionId: id, title, messages: count, standing: 'only-there', changes: 0 });
  }
  return list;
}

function toStanding(
  { id: sessionId, title, count: messages, waiting, failed }: SessionRow,
  { mirror, known, same }: { readonly mirror: boolean; readonly known: boolean; readonly same: boolean },
): ChatStanding {
  const base = { sessionId, title, messages, changes: 0 };
  if (!mirror) return { ...base, standing: 'here' };
  if (failed > 0) return { ...base, standing: 'refused', changes: failed };
  if (waiting > 0) return { ...base, standing: 'waiting', changes: waiting };
  if (!known) return { ...base, standing: 'here' };
  return { ...base, standing: same ? 'mirrored' : 'differs' };
}

async function sumIds(db: StoreDb, session: string) {
  const ids = await db.getAllKeysFromIndex('messages', 'by-order', sessionRange(session));
  return digestSessions(ids.map((id) => ({ session, id })))[0];
}

async function titlesOf(
  desk: Pick<StandingsDesk, 'listTitles'> | null,
  wanted: boolean,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (desk === null || !wanted) return new Map();
  const listed = await desk.listTitles(signal).catch(() => []);
  return new Map(listed.map(({ id, title }) => [id, title]));
}
