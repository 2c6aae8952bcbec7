import type { SessionSummary } from '../chat/session.ts';
import { dayMs } from '../std/day-ms.ts';

/** Between a change of the rules and the first chat that goes by them: time to see what would go. */
const graceMs = dayMs;

/** How long chats are kept. Days count from a chat's newest message; 0 is for ever. */
export interface KeepRules {
  readonly days: number;
  /** Chats with such a tag are kept so long instead. */
  readonly tags: readonly { readonly tag: string; readonly days: number }[];
  /** Epoch ms of the last change of these rules; 0: never changed. */
  readonly changedAt: number;
}

/**
 * When a chat goes (epoch ms), or null: never. A pinned chat never does. Of several rules that fit by tag the
 * longest counts, and any of them before the rule for all chats. `keptFrom`: it was restored then, which
 * begins its time anew.
 */
export function expiryOf(
  { pinned, tags, lastAt }: Pick<SessionSummary, 'pinned' | 'tags' | 'lastAt'>,
  rules: KeepRules,
  keptFrom = 0,
): number | null {
  if (pinned) return null;
  const own = rules.tags.filter(({ tag }) => tags.includes(tag)).map(({ days }) => days);
  const days = own.length === 0 ? rules.days : own.includes(0) ? 0 : Math.max(...own);
  if (days <= 0) return null;
  return Math.max(Math.max(lastAt, keptFrom) + days * dayMs, rules.changedAt + graceMs);
}
