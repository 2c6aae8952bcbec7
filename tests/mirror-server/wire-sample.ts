import { createId } from '../../utils/chat/id.ts';
import type { Op, Row, WireMessage } from '../../utils/mirror/protocol.ts';

/** A message as a device sends it. */
export function wireMessage(over: Partial<WireMessage> = {}): WireMessage {
  return {
    id: createId(),
    session: '018f0000-0000-7000-8000-000000000001',
    hlc: stamp(Date.now()),
    role: 'user',
    author: '',
    created_at: 1,
    parts: [{ type: 'text', key: 'own', text: 'hello', whole: true }],
    status: 'final',
    trouble: null,
    reply_to: null,
    variant_of: null,
    origin: null,
    ...over,
  };
}

/** The rows in a store's answer, exactly as they travel. */
export function rowsIn(text: string): Row[] {
  return JSON.parse(text);
}

/** An hlc. */
export function stamp(ms: number, counter = 0, node = 'aaaa'): string {
  return `${ms.toString(16).padStart(12, '0')}.${counter.toString(16).padStart(4, '0')}.${node}`;
}

export function msgIn(over: Partial<WireMessage> = {}): Extract<Op, { t: 'msg' }> {
  return { opId: createId(), t: 'msg', message: wireMessage(over) };
}
