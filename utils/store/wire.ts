import * as v from 'valibot';
import { type Message, type Part, partSchema } from '../chat/message.ts';
import type { WireMessage } from '../mirror/protocol.ts';

/** A message as it travels. A part that this version does not know travels as it came. */
export function toWire(message: Message): WireMessage {
  const { origin } = message;
  return {
    id: message.id,
    session: message.sessionId,
    hlc: message.hlc,
    role: message.role,
    author: message.author,
    created_at: message.createdAt,
    parts: message.parts.map(toWirePart),
    status: message.status,
    trouble: message.trouble,
    reply_to: message.replyTo,
    variant_of: message.variantOf,
    ...(message.follows === undefined ? {} : { follows: message.follows }),
    origin: origin === null ? null : { session: origin.sessionId, message: origin.messageId },
  };
}

/** A message that arrived. Parts of unknown types are kept whole. */
export function fromWire(wire: WireMessage): Message {
  const { origin } = wire;
  return {
    id: wire.id,
    sessionId: wire.session,
    hlc: wire.hlc,
    role: wire.role,
    author: wire.author,
    createdAt: wire.created_at,
    parts: wire.parts.map((part) => v.parse(partSchema, part)),
    status: wire.status,
    trouble: wire.trouble,
    replyTo: wire.reply_to,
    variantOf: wire.variant_of,
    ...(wire.follows === undefined ? {} : { follows: wire.follows }),
    origin: origin === null ? null : { sessionId: origin.session, messageId: origin.message },
  };
}

function toWirePart(part: Part): WireMessage['parts'][number] {
  return part.type === 'other' ? part.raw : { ...part };
}
