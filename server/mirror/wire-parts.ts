import * as v from 'valibot';
import { partSchema, type Part } from '../../utils/chat/message.ts';
import type { WireMessage } from '../../utils/mirror/protocol.ts';

/** The parts of a message as this version reads them; what it does not know is kept as `other`. */
export function partsOf(message: Pick<WireMessage, 'parts'>): Part[] {
  return message.parts.map((part) => v.parse(partSchema, part));
}
