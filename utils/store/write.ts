import type { IDBPObjectStore } from 'idb';
import type { Message } from '../chat/message.ts';
import type { Binding, SessionPosting } from '../chat/session.ts';
import type { Turn } from '../chat/turn.ts';
import { createHlcClock } from '../chat/hlc.ts';
import { createId } from '../chat/id.ts';
import { saveMessage, saveRegister } from './changes.ts';
import { readDevice } from './device.ts';
import type { ForkWrite, MergeWrite } from './copy-rows.ts';
import type { ImportWrite } from './import-rows.ts';
import { toWanted } from './read-ahead.ts';
import type { changeRarely, RareWrite } from './rare-writes.ts';
import { openScope, type Scope, type Stamp } from './scope.ts';
import type { RegisterValue, StoreDb, StoreSchema } from './schema.ts';
import { transact, transactOne } from './transact.ts';
import { checkpointTurn, finishTurn, startTurn } from './turn-rows.ts';
import type { Removal } from './undo-rows.ts';

/**
 * Every change of the store as plain data, so that a refused write can be kept (in memory and in
 * `storage.session`), repeated and pushed directly. `applyWrite` runs one in one transaction, together
 * with its outbox entries. All are idempotent by their ids.
 */
export type Write =
  /** The user's message, its turn, the session's binding and new posting; removes the draft. Strict. */
  | {
      readonly type: 'start-turn';
      readonly message: Message;
      readonly turn: Turn;
      readonly posting?: SessionPosting | null | undefined;
    }
  /** The turn with what has been folded so far. Relaxed, never mirrored. */
  | { readonly type: 'checkpoint-turn'; readonly turn: Turn }
  /** The reply as it ended (null: nothing worth keeping) and the end of the turn. Strict. */
  | {
      readonly type: 'finish-turn';
      readonly turnId: string;
      readonly sessionId: string;
      readonly reply: Message | null;
    }
  /** Inserts messages or raises their status (reconciliation, undo, import). Strict. */
  | { readonly type: 'save-messages'; readonly messages: readonly Message[] }
  | { readonly type: 'rename'; readonly sessionId: string; readonly title: string }
  | { readonly type: 'bind'; readonly sessionId: string; readonly binding: Binding }
  /** Sets registers of a session, or of a saved posting under the posting's id. Strict. */
  | {
      readonly type: 'set-registers';
      readonly sessionId: string;
      readonly values: Readonly<Record<string, RegisterValue>>;
    }
  /** Copies what was said up to and including `messageId` into a new session. Strict. */
  | ({ readonly type: 'fork' } & ForkWrite)
  /** Copies what was said in several sessions into a new one, in order of time. Strict. */
  | ({ readonly type: 'merge' } & MergeWrite)
  /** Inserts what an import brings and this device does not know. Strict. */
  | ({ readonly type: 'import-messages' } & ImportWrite)
  /** Tombs for every live message that this device holds of the session; a running turn is dropped. */
  | ({ readonly type: 'clear' } & Removal)
  | ({ readonly type: 'delete-session' } & Removal)
  /**
   * Copies what `undoId` removed under new ids, or deletes what that batch imported. Nothing once its time is
   * over; `fromBin`: its time is as long as the bodies are there.
   */
  | {
      readonly type: 'undo';
      readonly undoId: string;
      readonly at: number;
      readonly fromBin?: boolean | undefined;
    }
  /** Purges the bodies of these clears (null: of all) here and on the mirror: nothing brings them back. Strict. */
  | { readonly type: 'empty-bin'; readonly undoIds: readonly string[] | null }
  /** Purges the bodies that undo kept and no longer needs. */
  | { readonly type: 'forget-undos'; readonly before: number }
  /** Relaxed. An empty text removes the draft. */
  | { readonly type: 'save-draft'; readonly sessionId: string; readonly text: string; readonly at: number }
  /** Which session a panel opens with. Relaxed. */
  | { readonly type: 'show-session'; readonly sessionId: string };

/**
 * How long an undo's bodies are kept. Longer than the 10 s for which it is offered: the offer stands
 * still while the user's pointer or caret is on it.
 */
export const undoMs = 60_000;

/** What a write did: the sessions whose view may have changed. */
export interface Applied {
  readonly sessionIds: readonly string[];
}

/**
 * Does one write in one transaction, outbox entries and summaries included; resolves when it is on disk.
 * Repeating it with the same `stamp` changes nothing. Rejects with `StoreError`, and then nothing of it
 * was written. Without a stamp the write counts as a new one, made now.
 */
export async function applyWrite(db: StoreDb, write: Write, stamp?: Stamp): Promise<Applied> {
  switch (write.type) {
    case 'checkpoint-turn':
      await transactOne(db, 'turns', (tx) => checkpointTurn(tx.objectStore('turns'), write.turn));
      return { sessionIds: [] };
    case 'save-draft':
      await transactOne(db, 'drafts', (tx) => saveDraft(tx.objectStore('drafts'), write));
      return { sessionIds: [] };
    case 'show-session':
      await transactOne(db, 'meta', (tx) =>
        tx.objectStore('meta').put({ key: 'shown', value: write.sessionId }),
      );
      return { sessionIds: [] };
    case 'forget-undos':
      await forgetUndos(db, write.before);
      return { sessionIds: [] };
    default:
      return applyTogether(db, [{ write, stamp: stamp ?? (await createStamp(db)) }]);
  }
}

/** What the user did, which is mirrored; the other writes are the device's own. */
type UserWrite = Exclude<
  Write,
  { readonly type: 'checkpoint-turn' | 'save-draft' | 'show-session' | 'forget-undos' }
>;

/** A write of the user's, with the stamp that makes repeating it harmless. */
export interface StampedWrite {
  readonly stamp: Stamp;
  readonly write: UserWrite;
}

/** Does several writes in their order, in one transaction: all of them are on disk when it resolves, or none. */
export async function applyTogether(db: StoreDb, writes: readonly StampedWrite[]): Promise<Applied> {
  const rare = await loadFor(writes);
  return transact(db, 'strict', async (tx) => {
    const scope = await openScope(tx, toWanted(writes.map(({ write }) => write)));
    for (const one of writes) await change(scope, one, rare);
    const latest = writes
      .map(({ stamp }) => stamp.hlc)
      .toSorted()
      .at(-1);
    if (latest !== undefined) scope.saveHlc(latest);
    return { sessionIds: await scope.finish() };
  });
}

/** Tells whether a write may share a transaction with others. */
export function isUserWrite(write: Write): write is UserWrite {
  switch (write.type) {
    case 'checkpoint-turn':
    case 'save-draft':
    case 'show-session':
    case 'forget-undos':
      return false;
    default:
      return true;
  }
}

/** What is loaded for it before its transaction begins: one that waits for anything else would end. */
async function loadFor(writes: readonly StampedWrite[]): Promise<typeof changeRarely | null> {
  if (!writes.some(({ write }) => isRare(write))) return null;
  return (await import('./rare-writes.ts')).changeRarely;
}

function isRare(write: UserWrite): write is RareWrite {
  switch (write.type) {
    case 'start-turn':
    case 'finish-turn':
    case 'save-messages':
    case 'rename':
    case 'bind':
    case 'set-registers':
      return false;
    default:
      return true;
  }
}

async function change(
  scope: Scope,
  { stamp, write }: StampedWrite,
  rare: typeof changeRarely | null,
): Promise<void> {
  switch (write.type) {
    case 'start-turn':
      return startTurn(scope, stamp, write);
    case 'finish-turn':
      return finishTurn(scope, stamp, write);
    case 'save-messages':
      for (const message of write.messages) await saveMessage(scope, stamp, { message });
      return;
    case 'rename':
      return saveRegister(scope, stamp, {
        sessionId: write.sessionId,
        field: 'title',
        value: write.title,
      });
    case 'bind':
      return saveRegister(scope, stamp, {
        sessionId: write.sessionId,
        field: 'binding',
        value: { ...write.binding },
      });
    case 'set-registers':
      for (const [field, value] of Object.entries(write.values)) {
        await saveRegister(scope, stamp, { sessionId: write.sessionId, field, value });
      }
      return;
    default:
      if (rare === null) throw new Error('store: a write was begun without what it takes');
      return rare(scope, stamp, write);
  }
}

/** Mostly there is nothing to forget. */
async function forgetUndos(db: StoreDb, before: number): Promise<void> {
  const due = IDBKeyRange.upperBound(before, true);
  if ((await db.countFromIndex('undos', 'by-at', due)) === 0) return;
  const rows = await import('./undo-rows.ts');
  await transact(db, 'relaxed', (tx) => rows.forgetUndos(tx, before));
}

type DraftStore = IDBPObjectStore<StoreSchema, 'drafts'[], 'drafts', 'readwrite'>;

async function saveDraft(
  drafts: DraftStore,
  { sessionId, text, at }: Extract<Write, { readonly type: 'save-draft' }>,
): Promise<void> {
  if (text === '') await drafts.delete(sessionId);
  else await drafts.put({ sessionId, text, at });
}

async function createStamp(db: StoreDb): Promise<Stamp> {
  const { node, hlc } = await readDevice(db);
  return { id: createId(), hlc: createHlcClock({ node, last: hlc, now: Date.now }).next() };
}
