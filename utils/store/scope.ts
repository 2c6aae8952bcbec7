import { unwrap } from 'idb';
import type { Message } from '../chat/message.ts';
import {
  type MessageRow,
  type MirrorState,
  noMirrorYet,
  type OutboxEntry,
  type RegisterRow,
  type StoreTx,
} from './schema.ts';
import { nothingAhead, readAhead, type Wanted } from './read-ahead.ts';
import { request } from './request.ts';
import { createScopeView } from './scope-view.ts';
import { type SessionDelta, saveSession } from './session-rows.ts';
import { type Built, saveTexts, type TextChange, toBuilt } from './text-rows.ts';

/** What makes a write repeatable: op ids derive from `id`, registers are set at `hlc`. */
export interface Stamp {
  /** A UUID. */
  readonly id: string;
  readonly hlc: string;
}

/**
 * One transaction's worth of changes. All changes of messages and outbox go through it, so that the
 * summaries of the sessions can be rebuilt once at its end.
 */
export interface Scope {
  readonly tx: StoreTx;
  readonly mirror: MirrorState;
  /** Reads a message's row as this transaction left it. */
  readMessage(id: string): Promise<MessageRow | undefined>;
  /** The same for a register. */
  readRegister(sessionId: string, field: string): Promise<RegisterRow | undefined>;
  /** The same for the newest message that is shown of a session. */
  readNewest(sessionId: string): Promise<MessageRow | null>;
  /** Saves a message's row in place of `before`. */
  putMessage(before: MessageRow | undefined, after: MessageRow): void;
  /** Inserts rows with ids of their own; resolves to the ids that are there already, whose rows stay as they are. */
  insertMessages(rows: readonly MessageRow[]): Promise<ReadonlySet<string>>;
  putRegister(row: RegisterRow): void;
  addEntry(entry: OutboxEntry): void;
  /** Counts changes that left the outbox or were refused for good. */
  count(sessionId: string, delta: Partial<SessionDelta>): void;
  /** Saves the latest hlc that this device made or adopted. */
  saveHlc(hlc: string): void;
  saveMirror(state: MirrorState): void;
  /** Rebuilds the summaries and returns the ids of the sessions that changed. */
  finish(): Promise<readonly string[]>;
}

/** Opens a scope in a transaction over everything; `wanted` is asked for in the same breath. */
export async function openScope(tx: StoreTx, wanted: Wanted | null = null): Promise<Scope> {
  const asking = readMeta(tx);
  const ahead = wanted === null ? nothingAhead : readAhead(tx, wanted);
  const { mirror, hlc: savedHlc, built } = await asking;
  const deltas = new Map<string, SessionDelta>();
  const texts = new Map<string, TextChange[]>();
  const view = createScopeView(tx, ahead);
  let newest = savedHlc;
  // Without promises: thousands of rows are cleared at once, and one that fails ends the transaction by itself.
  const [messages, outbox] = [unwrap(tx.objectStore('messages')), unwrap(tx.objectStore('outbox'))];

  function count(sessionId: string, delta: Partial<SessionDelta>): void {
    const sum = deltas.get(sessionId) ?? { live: 0, waiting: 0, failed: 0 };
    deltas.set(sessionId, {
      live: sum.live + (delta.live ?? 0),
      waiting: sum.waiting + (delta.waiting ?? 0),
      failed: sum.failed + (delta.failed ?? 0),
    });
  }

  function note(before: MessageRow | undefined, after: MessageRow): void {
    count(after.sessionId, { live: isLive(after) - isLive(before) });
    view.noteMessage(before, after);
    const change = { id: after.id, before: shownOf(before), after: shownOf(after) };
    if (change.before !== null || change.after !== null) {
      const list = texts.get(after.sessionId);
      if (list === undefined) texts.set(after.sessionId, [change]);
      else list.push(change);
    }
  }

  function putMessage(before: MessageRow | undefined, after: MessageRow): void {
    note(before, after);
    messages.put(after);
  }

  async function insertMessages(rows: readonly MessageRow[]): Promise<ReadonlySet<string>> {
    const known = await addAll(tx, rows);
    for (const row of rows) if (!known.has(row.id)) note(undefined, row);
    return known;
  }

  function putRegister(row: RegisterRow): void {
    view.noteRegister(row);
    request(tx.objectStore('registers').put(row));
  }

  function addEntry(entry: OutboxEntry): void {
    count(entry.sessionId, { waiting: 1 });
    outbox.add(entry);
  }

  function saveHlc(hlc: string): void {
    if (newest !== null && newest >= hlc) return;
    newest = hlc;
    request(tx.objectStore('meta').put({ key: 'hlc', value: hlc }));
  }

  function saveMirror(state: MirrorState): void {
    request(tx.objectStore('meta').put({ key: 'mirror', value: state }));
  }

  async function finish(): Promise<readonly string[]> {
    const counts = await Promise.all(
      [...deltas].map(async ([id, delta]) => {
        return [id, await saveSession(tx, id, { facts: await view.readFacts(id), delta })] as const;
      }),
    );
    const sessions = counts.flatMap(([id, total]) => {
      const changes = texts.get(id);
      return changes === undefined ? [] : [{ id, count: total, changes, lastPack: ahead.lastPacks.get(id) }];
    });
    await saveTexts(tx, { built, sessions });
    return [...deltas.keys()];
  }

  const { readMessage, readRegister, readNewest } = view;
  const reads = { readMessage, readRegister, readNewest };
  const writes = { putMessage, insertMessages, putRegister, addEntry, count, saveHlc, saveMirror };
  return { tx, mirror, ...reads, ...writes, finish };
}

/** What every transaction asks first. All rows at once: there are five, and short. */
async function readMeta(
  tx: StoreTx,
): Promise<{ readonly mirror: MirrorState; readonly hlc: string | null; readonly built: Built | null }> {
  const rows = new Map((await tx.objectStore('meta').getAll()).map((row) => [row.key, row]));
  const [mirror, hlc] = [rows.get('mirror'), rows.get('hlc')];
  return {
    mirror: mirror?.key === 'mirror' ? mirror.value : noMirrorYet,
    hlc: hlc?.key === 'hlc' ? hlc.value : null,
    built: toBuilt(rows.get('texts')),
  };
}

/**
 * Adds rows and resolves to the ids that were taken. One listener for all of them: a page of the first sync is
 * hundreds of requests, and one for each costs a third of what it listens to.
 */
function addAll(tx: StoreTx, rows: readonly MessageRow[]): Promise<ReadonlySet<string>> {
  const store = unwrap(tx.objectStore('messages'));
  const { transaction } = store;
  const taken = new Set<string>();
  const adding = new Map<EventTarget | null, string>();
  let last: IDBRequest | null = null;
  return new Promise((resolve, reject) => {
    const end = (): void => {
      transaction.removeEventListener('error', onError, true);
      resolve(taken);
    };
    // On the way down to the request: further up it would count as the transaction's own error.
    const onError = (event: Event): void => {
      const id = adding.get(event.target);
      if (id === undefined || !isTaken(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      taken.add(id);
      if (event.target === last) end();
    };
    if (rows.length === 0) return end();
    transaction.addEventListener('error', onError, true);
    transaction.addEventListener('abort', () => reject(transaction.error), { once: true });
    for (const row of rows) {
      last = store.add(row);
      adding.set(last, row.id);
    }
    // Requests are answered in their order.
    last?.addEventListener('success', end, { once: true });
  });
}

function isTaken(target: EventTarget | null): boolean {
  return target instanceof IDBRequest && target.error?.name === 'ConstraintError';
}

/** A row of a message that is shown. */
export function liveRow(message: Message, place: { generation: number; cursor: number }): MessageRow {
  const { id, sessionId, hlc } = message;
  const { generation, cursor } = place;
  return { id, sessionId, deleted: false, liveHlc: hlc, message, generation, cursor };
}

/** The same row deleted; the body stays where an undo may need it. */
export function deletedRow(row: MessageRow, keep: 'keep-body' | 'purge-body'): MessageRow {
  const { id, sessionId, message, generation, cursor } = row;
  return {
    id,
    sessionId,
    deleted: true,
    message: keep === 'keep-body' ? message : null,
    generation,
    cursor,
  };
}

function shownOf(row: MessageRow | undefined): Message | null {
  return row === undefined || row.deleted ? null : row.message;
}

function isLive(row: MessageRow | undefined): number {
  return row === undefined || row.deleted ? 0 : 1;
}
