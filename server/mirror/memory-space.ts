import type { HlcClock } from '../../utils/chat/hlc.ts';
import type { WireMessage } from '../../utils/mirror/protocol.ts';
import type { BinnedMessage } from './bin.ts';
import type { StoredSession, WorkspaceState } from './mirror-store.ts';
import type { StoredMessage, StoredRegister } from './plan-push.ts';
import { toSessionEntry } from './session-entry.ts';
import { readStoredMessage } from './stored-json.ts';

/** A workspace of the memory store. */
export interface Space {
  state: WorkspaceState;
  readonly clock: HlcClock;
  /** The ranges of cursors that were given out; the last one runs. */
  readonly lives: { readonly began: number; ended: number | null }[];
  readonly seen: Map<string, number>;
  readonly bin: Map<string, BinnedMessage>;
  readonly messages: Map<string, StoredMessage>;
  readonly registers: Map<string, StoredRegister>;
}

export type Spaces = ReadonlyMap<string, Space>;

/** A session as a reader sees it; undefined where no row of it was ever seen. */
export function readSpace(space: Space, session: string): StoredSession | undefined {
  const stored = [...space.messages.values()].filter((row) => row.session === session);
  const fields = [...space.registers.values()].filter((row) => row.session === session);
  if (stored.length + fields.length === 0) return undefined;
  const messages = stored.flatMap(bodyOf).sort((a, b) => (`${a.hlc} ${a.id}` < `${b.hlc} ${b.id}` ? -1 : 1));
  const registers = Object.fromEntries(fields.map(({ field, value }) => [field, value]));
  const entry = toSessionEntry({
    id: session,
    registers: new Map(Object.entries(registers)),
    first: messages[0] ?? null,
    count: messages.length,
    hlc: [...messages, ...fields].reduce((most, { hlc }) => (hlc > most ? hlc : most), ''),
    cursor: Math.max(...[...stored, ...fields].map((row) => row.cursor)),
  });
  return { ...entry, inc: space.state.inc, registers, messages };
}

/** The message, unless it is deleted or unknown. */
export function bodyOf(row: StoredMessage | undefined): WireMessage[] {
  return row === undefined || row.message === null ? [] : [readStoredMessage(row.message.text)];
}
