import { hlcTimeMs, hlcToleranceMs, type HlcClock } from '../../utils/chat/hlc.ts';
import { outranks } from '../../utils/chat/message.ts';
import type { Ack, Row } from '../../utils/mirror/protocol.ts';
import { type MessageText, type PackedOp, withHlc } from './message-text.ts';
import type { WireJson } from './mirror-store.ts';

/** A message as stored; `message` is null once it is deleted: only its id lives on. */
export interface StoredMessage {
  readonly id: string;
  readonly session: string;
  readonly cursor: number;
  readonly message: MessageText | null;
}

export interface StoredRegister {
  readonly session: string;
  readonly field: string;
  readonly value: WireJson;
  readonly hlc: string;
  readonly cursor: number;
}

/** What a push may read, loaded after the workspace's counter row was locked. */
export interface PushGround {
  readonly cursor: number;
  /** Those of the push's op ids that were seen before. */
  readonly seen: ReadonlySet<string>;
  /** By message id. */
  readonly messages: ReadonlyMap<string, StoredMessage>;
  /** By `registerKey`. */
  readonly registers: ReadonlyMap<string, StoredRegister>;
}

/** What a push changes, to be written in the transaction in which the ground was read. */
export interface PushPlan {
  readonly acks: readonly Ack[];
  /** The canonical rows of everything the ops touched, changed or not, in cursor order: JSON text of `Row[]`. */
  readonly rows: string;
  readonly cursor: number;
  readonly opIds: readonly string[];
  readonly messages: readonly StoredMessage[];
  readonly registers: readonly StoredRegister[];
  /** What was deleted and goes into the bin. */
  readonly binned: readonly BuriedMessage[];
  /** The ids of which the bin is to keep nothing. */
  readonly purged: readonly string[];
  /** Messages that say that they are copies: such as were in the bin are back. */
  readonly copies: readonly { readonly id: string; readonly of: string }[];
}

/** What the bin keeps of a deleted message; `undo` names the clear that it went in. */
interface BuriedMessage {
  readonly id: string;
  readonly session: string;
  readonly undo: string;
  readonly text: string;
}

/** A session's id holds no blank, so that no two registers share a key. */
export function registerKey(session: string, field: string): string {
  return `${session} ${field}`;
}

/** The registers that the ops set, each once. */
export function registersOf(
  ops: readonly PackedOp[],
): readonly { key: string; session: string; field: string }[] {
  const all = ops.flatMap((op) =>
    op.t === 'reg' ? [{ key: registerKey(op.session, op.field), session: op.session, field: op.field }] : [],
  );
  return [...new Map(all.map((register) => [register.key, register])).values()];
}

/** The ids of all messages that the ops touch. */
export function messageIdsOf(ops: readonly PackedOp[]): readonly string[] {
  const ids = ops.flatMap((op) => (op.t === 'msg' ? [op.message.id] : op.t === 'tomb' ? op.ids : []));
  return [...new Set(ids)];
}

/** The ground with the changes made so far: later ops of a push see what the earlier ones did. */
interface Board {
  readonly messages: ReadonlyMap<string, StoredMessage>;
  readonly registers: ReadonlyMap<string, StoredRegister>;
  cursor(): number;
  put(message: MessageText): void;
  bury(id: string, session: string, undo: string): void;
  readonly binned: ReadonlyMap<string, BuriedMessage>;
  set(register: Omit<StoredRegister, 'cursor'>): void;
}

function createBoard(ground: PushGround, clock: HlcClock, now: number): Board {
  const messages = new Map(ground.messages);
  const registers = new Map(ground.registers);
  const binned = new Map<string, BuriedMessage>();
  let cursor = ground.cursor;

  function settle(hlc: string): string {
    // Not clamped to the limit: two clamped edits would be equal, and the first would win for ever.
    if (hlcTimeMs(hlc) > now + hlcToleranceMs) return clock.next();
    clock.receive(hlc);
    return hlc;
  }

  function put(incoming: MessageText): void {
    const { id, session } = incoming;
    const current = messages.get(id);
    if (current === undefined) {
      const message = withHlc(incoming, settle(incoming.hlc));
      messages.set(id, { id, session, cursor: (cursor += 1), message });
      return;
    }
    const stored = current.message;
    if (stored === null) return;
    // The earliest place that anybody saw it at: after a restore, two may have been given.
    const hlc = incoming.hlc < stored.hlc ? incoming.hlc : stored.hlc;
    const rises = outranks(incoming, stored);
    if (!rises && hlc === stored.hlc) return;
    const message = withHlc(rises ? incoming : stored, hlc);
    messages.set(id, { id, session, cursor: (cursor += 1), message });
  }

  function bury(id: string, session: string, undo: string): void {
    const current = messages.get(id);
    if (current?.message === null) return;
    if (current !== undefined)
      binned.set(id, { id, session: current.session, undo, text: current.message.text });
    // An id never seen is buried too: the message itself may still be on its way.
    messages.set(id, { id, session: current?.session ?? session, cursor: (cursor += 1), message: null });
  }

  function set(register: Omit<StoredRegister, 'cursor'>): void {
    const key = registerKey(register.session, register.field);
    const hlc = settle(register.hlc);
    const current = registers.get(key);
    if (current !== undefined && current.hlc >= hlc) return;
    registers.set(key, { ...register, hlc, cursor: (cursor += 1) });
  }

  return { messages, registers, cursor: () => cursor, put, bury, set, binned };
}

/**
 * Decides what a push does, without touching a store: the rules of the protocol in one place, the same
 * for every implementation. `clock` is the mirror's own; `now` is epoch ms.
 */
export function planPush({
  ops,
  ground,
  clock,
  now,
}: {
  ops: readonly PackedOp[];
  ground: PushGround;
  clock: HlcClock;
  now: number;
}): PushPlan {
  const board = createBoard(ground, clock, now);
  const opIds = new Set<string>();
  const purged = new Set<string>();

  function apply(op: PackedOp): Ack {
    const { opId } = op;
    if (ground.seen.has(opId) || opIds.has(opId)) return { opId, status: 'duplicate' };
    if (op.t === 'msg') {
      const current = board.messages.get(op.message.id);
      if (current !== undefined && current.session !== op.message.session)
        return { opId, status: 'rejected', reason: 'The message id belongs to another session.' };
      board.put(op.message);
    } else if (op.t === 'tomb') {
      for (const id of op.ids) board.bury(id, op.session, op.undo ?? opId);
      if (op.purge === true) for (const id of op.ids) purged.add(id);
    } else {
      board.set({ session: op.session, field: op.field, value: op.value, hlc: op.hlc });
    }
    opIds.add(opId);
    return { opId, status: 'applied' };
  }

  const acks = ops.map(apply);
  const touched = [
    ...messageIdsOf(ops).flatMap((id) => board.messages.get(id) ?? []),
    ...registersOf(ops).flatMap(({ key }) => board.registers.get(key) ?? []),
  ].sort((a, b) => a.cursor - b.cursor);
  return {
    acks,
    rows: toRowsText(touched.map((row) => ('field' in row ? toRegisterRow(row) : toMessageRow(row)))),
    cursor: board.cursor(),
    opIds: [...opIds],
    messages: [...board.messages.values()].filter((row) => row.cursor > ground.cursor),
    registers: [...board.registers.values()].filter((row) => row.cursor > ground.cursor),
    binned: [...board.binned.values()].filter(({ id }) => !purged.has(id)),
    purged: [...purged],
    copies: ops.flatMap((op) =>
      op.t === 'msg' && op.message.copyOf !== null ? [{ id: op.message.id, of: op.message.copyOf }] : [],
    ),
  };
}

/** The row as it travels, as JSON text. */
export function toMessageRow({ id, session, cursor, message }: MessageRow): string {
  if (message !== null) return `{"kind":"msg","cursor":${cursor},"deleted":false,"message":${message.text}}`;
  return JSON.stringify({ kind: 'tomb', cursor, session, id } satisfies Row);
}
type MessageRow = Omit<StoredMessage, 'message'> & { readonly message: Pick<MessageText, 'text'> | null };

/** The row as it travels, as JSON text. */
export function toRegisterRow({ session, field, value, hlc, cursor }: StoredRegister): string {
  return JSON.stringify({ kind: 'reg', cursor, session, field, value, hlc } satisfies Row);
}

/** `Row[]` as JSON text, of its rows. */
export function toRowsText(rows: readonly string[]): string {
  return `[${rows.join(',')}]`;
}
