import type { Op } from '../mirror/protocol.ts';
import { opIdOf } from './changes.ts';
import { type KeptWrite, savedBy } from './kept-write.ts';
import type { RegisterValue } from './schema.ts';
import { toWire } from './wire.ts';

/**
 * The ops that a kept write stands for, under the ids that it will have in the outbox: pushing both is
 * harmless. Empty for what only the store can tell (which messages a clear deletes).
 */
export function opsOf({ stamp, write }: KeptWrite): Op[] {
  const ops = savedBy(write).map((message): Op => ({
    t: 'msg',
    opId: opIdOf(stamp, message.id),
    message: toWire(message),
  }));
  const { id: _id, hlc } = stamp;
  const register = (session: string, field: string) => opIdOf(stamp, `register:${session}:${field}`);
  switch (write.type) {
    case 'start-turn': {
      const session = write.message.sessionId;
      const value = { ...write.turn.binding };
      const { posting = null } = write;
      return [
        { t: 'reg', opId: register(session, 'binding'), session, field: 'binding', value, hlc },
        ...(posting === null ? [] : toRegisters({ stamp, write }, { session, values: { posting } })),
        ...ops,
      ];
    }
    case 'set-registers':
      return toRegisters({ stamp, write }, { session: write.sessionId, values: write.values });
    case 'rename': {
      const { sessionId: session, title: value } = write;
      return [{ t: 'reg', opId: register(session, 'title'), session, field: 'title', value, hlc }];
    }
    case 'bind': {
      const session = write.sessionId;
      const value = { ...write.binding };
      return [{ t: 'reg', opId: register(session, 'binding'), session, field: 'binding', value, hlc }];
    }
    default:
      return ops;
  }
}

function toRegisters(
  { stamp }: KeptWrite,
  { session, values }: { readonly session: string; readonly values: Readonly<Record<string, RegisterValue>> },
): Op[] {
  return Object.entries(values).map(([field, value]) => ({
    t: 'reg',
    opId: opIdOf(stamp, `register:${session}:${field}`),
    session,
    field,
    value,
    hlc: stamp.hlc,
  }));
}
