import type { Op, PushRequest, WireMessage } from '../../utils/mirror/protocol.ts';
import { readStoredMessage } from './stored-json.ts';

/**
 * A message as it goes through the mirror: what the rules of a push look at, and the whole of it as JSON text,
 * made once. Objects would be copied from thread to thread and written as JSON again for the store and for
 * the answer, which costs more than all the rules.
 */
export interface MessageText {
  readonly id: string;
  readonly session: string;
  readonly hlc: string;
  readonly status: WireMessage['status'];
  /** Epoch ms. */
  readonly createdAt: number;
  /** The message that this one is a copy of. */
  readonly copyOf: string | null;
  readonly text: string;
}

export type PackedOp =
  | { readonly opId: string; readonly t: 'msg'; readonly message: MessageText }
  | Exclude<Op, { t: 'msg' }>;

/** A push as the store's thread gets it. */
export type PackedPush = Omit<PushRequest, 'ops'> & { readonly ops: readonly PackedOp[] };

export function packPush(request: PushRequest): PackedPush {
  return { ...request, ops: packOps(request.ops) };
}

export function packOps(ops: readonly Op[]): PackedOp[] {
  return ops.map((op) =>
    op.t === 'msg' ? { opId: op.opId, t: op.t, message: toMessageText(op.message) } : op,
  );
}

/** The message that a JSON text from the store holds. */
export function readMessageText(text: string): MessageText {
  return { ...headOf(readStoredMessage(text)), text };
}

/** The message with another place in the order. */
export function withHlc(message: MessageText, hlc: string): MessageText {
  if (message.hlc === hlc) return message;
  return toMessageText({ ...readStoredMessage(message.text), hlc });
}

function toMessageText(message: WireMessage): MessageText {
  return { ...headOf(message), text: JSON.stringify(message) };
}

function headOf(message: WireMessage): Omit<MessageText, 'text'> {
  const { id, session, hlc, status, created_at: createdAt, origin } = message;
  return { id, session, hlc, status, createdAt, copyOf: origin?.message ?? null };
}
