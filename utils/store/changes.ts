import { hlcAfter, hlcNode } from '../chat/hlc.ts';
import { copyIdOf } from '../chat/derived-id.ts';
import { type Message, outranks } from '../chat/message.ts';
import type { RegisterValue } from './schema.ts';
import { liveRow, type Scope, type Stamp } from './scope.ts';
import { viewOf } from './register-view.ts';

/** The id of the op that `stamp` makes about `target`: the same however often the write is repeated. */
export function opIdOf(stamp: Stamp, target: string): string {
  return copyIdOf(stamp.id, target);
}

/**
 * Inserts a message or raises its status, with its outbox entry. Nothing happens when the id was deleted,
 * when the row is as good already, or (unless `orphan`) when it answers a message that was deleted.
 */
export async function saveMessage(
  scope: Scope,
  stamp: Stamp,
  { message, orphan = false }: { readonly message: Message; readonly orphan?: boolean },
): Promise<void> {
  const row = await scope.readMessage(message.id);
  if (row?.deleted === true) return;
  if (message.replyTo !== null && !orphan) {
    const question = await scope.readMessage(message.replyTo);
    if (question?.deleted === true) return;
  }
  const current = row?.message ?? null;
  if (row !== undefined && current !== null) {
    if (!outranks(message, current)) return;
    // The mirror may have given the message its place; only what it says may rise.
    scope.putMessage(row, liveRow({ ...message, hlc: current.hlc }, row));
  } else {
    scope.putMessage(row, liveRow(message, { generation: scope.mirror.generation, cursor: 0 }));
  }
  scope.addEntry({
    t: 'msg',
    opId: opIdOf(stamp, message.id),
    sessionId: message.sessionId,
    messageId: message.id,
  });
}

/**
 * Sets a field of a session, with its outbox entry. The edit is later than the value that its author saw,
 * also on a device whose clock is slow. Nothing happens when the field shows `value` already.
 */
export async function saveRegister(
  scope: Scope,
  stamp: Stamp,
  {
    sessionId,
    field,
    value,
  }: { readonly sessionId: string; readonly field: string; readonly value: RegisterValue },
): Promise<void> {
  const row = await scope.readRegister(sessionId, field);
  const view = viewOf(row);
  if (view !== null && JSON.stringify(view.value) === JSON.stringify(value)) return;
  const late = view !== null && view.hlc >= stamp.hlc;
  const hlc = late ? hlcAfter(view.hlc, hlcNode(stamp.hlc)) : stamp.hlc;
  const opId = opIdOf(stamp, `register:${sessionId}:${field}`);
  // A repeat of an edit that was followed by another one, both still unsent.
  if ((await scope.tx.objectStore('outbox').index('by-op').getKey(opId)) !== undefined) return;
  scope.putRegister({ sessionId, field, base: row?.base ?? null, pending: { value, hlc, opId } });
  scope.addEntry({ t: 'reg', opId, sessionId, field, value, hlc });
}
