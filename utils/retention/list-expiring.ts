import * as v from 'valibot';
import type { SessionSummary } from '../chat/session.ts';
import { listSessions } from '../store/list-sessions.ts';
import { viewOf } from '../store/register-view.ts';
import type { StoreDb } from '../store/schema.ts';
import { restoredField } from '../store/undo-rows.ts';
import { expiryOf, type KeepRules } from './expiry.ts';

/** A chat whose time ends. */
export interface Expiring {
  readonly session: SessionSummary;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** From when its time counts: its newest message, or when it was restored. Epoch ms. */
  readonly from: number;
}

const page = 1_000;

/** Lists the chats whose time ends by `by` (epoch ms), the first to go first; those with a draft stay. */
export async function listExpiring(
  db: StoreDb,
  { rules, by }: { readonly rules: KeepRules; readonly by: number },
): Promise<Expiring[]> {
  const found: Expiring[] = [];
  if (rules.days <= 0 && rules.tags.every(({ days }) => days <= 0)) return found;
  for (let before: SessionSummary | null = null; ;) {
    const sessions: readonly SessionSummary[] = await listSessions(db, { limit: page, before });
    for (const session of sessions) {
      const soonest = expiryOf(session, rules);
      if (soonest === null || soonest > by) continue;
      const [restored, draft] = await Promise.all([
        db.get('registers', [session.id, restoredField]),
        db.get('drafts', session.id),
      ]);
      if (draft !== undefined && draft.text.trim() !== '') continue;
      const restoredAt = v.parse(v.fallback(v.number(), 0), viewOf(restored)?.value);
      const expiresAt = expiryOf(session, rules, restoredAt) ?? Infinity;
      if (expiresAt > by) continue;
      found.push({ session, expiresAt, from: Math.max(session.lastAt, restoredAt) });
    }
    before = sessions.at(-1) ?? null;
    if (sessions.length < page) break;
  }
  return found.toSorted((a, b) => a.expiresAt - b.expiresAt);
}
