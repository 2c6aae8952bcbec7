import { listBin } from '../store/bin-rows.ts';
import type { StoreDb } from '../store/schema.ts';

/** A change that the mirror refused. */
export interface Refused {
  readonly opId: string;
  /** Of its chat; may be empty. */
  readonly title: string;
  readonly kind: 'msg' | 'reg' | 'tomb';
  /** In the mirror's words, or `refused`, `too-large`, `unreadable`. */
  readonly reason: string;
}

/** How much this device holds, and how far the mirror has it. */
export interface StorageFacts {
  readonly sessions: number;
  readonly messages: number;
  /** Clears in the bin. */
  readonly binned: number;
  /** Changes that the mirror has not acknowledged, and in how many chats. */
  readonly waiting: number;
  readonly waitingSessions: number;
  /** Chats of which the mirror has acknowledged everything. */
  readonly mirroredSessions: number;
  readonly refused: readonly Refused[];
}

/** Counts what is in the store. Rejects with what the store throws. */
export async function readStorage(db: StoreDb): Promise<StorageFacts> {
  const [rows, waiting, failed, bin] = await Promise.all([
    db.getAll('sessions'),
    db.count('outbox'),
    db.getAll('failed'),
    listBin(db),
  ]);
  const shown = rows.filter(({ listAt }) => listAt !== undefined);
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  return {
    sessions: shown.length,
    messages: shown.reduce((sum, { count }) => sum + count, 0),
    binned: bin.length,
    waiting,
    waitingSessions: rows.filter((row) => row.waiting > 0).length,
    mirroredSessions: shown.filter((row) => row.waiting === 0 && row.failed === 0).length,
    refused: failed.map(({ opId, entry, reason }) => ({
      opId,
      title: titles.get(entry.sessionId) ?? '',
      kind: entry.t,
      reason,
    })),
  };
}
