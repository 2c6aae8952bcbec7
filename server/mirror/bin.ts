import { copyIdOf } from '../../utils/chat/derived-id.ts';
import { textOf } from '../../utils/chat/message.ts';
import { toTitle } from '../../utils/chat/to-title.ts';
import type { Op, WireMessage } from '../../utils/mirror/protocol.ts';
import type { BinRow, WireJson } from './mirror-store.ts';
import { partsOf } from './wire-parts.ts';

/** How long the bin keeps a message, in ms; the devices keep theirs as long. */
export const binMs = 30 * 24 * 60 * 60 * 1000;

/** A deleted message whose words are kept for a while. `undo` names the clear that it went in. */
export interface BinnedMessage {
  readonly id: string;
  readonly session: string;
  readonly undo: string;
  /** Epoch ms. */
  readonly at: number;
  readonly message: WireMessage;
}

/** True for a copy that brought this message back: then the bin need not keep it. */
export function isCopyOf({ id, undo }: Pick<BinnedMessage, 'id' | 'undo'>, copy: string): boolean {
  return copyIdOf(undo, id) === copy;
}

/** What the messages of one clear look like in a list. */
export function toBinRow(
  [first, ...others]: readonly [BinnedMessage, ...BinnedMessage[]],
  title: WireJson | undefined,
): BinRow {
  const own = typeof title === 'string' ? title.trim() : '';
  const words = [first, ...others].find(({ message }) => message.role === 'user');
  return {
    undo: first.undo,
    session: first.session,
    title: own !== '' || words === undefined ? own : toTitle(textOf({ parts: partsOf(words.message) })),
    count: 1 + others.length,
    at: first.at,
  };
}

/**
 * The ops that bring messages back as copies: what was deleted stays deleted under its own id. The ids are
 * those that a device gives, so that a message which comes back twice is there once. `hlc` makes a stamp.
 */
export function toRestoreOps(
  binned: readonly BinnedMessage[],
  { at, hlc }: { readonly at: number; readonly hlc: () => string },
): Op[] {
  const sessions = [...new Map(binned.map(({ session, undo }) => [session, undo]))];
  const ids = new Map(binned.map(({ id, undo }) => [id, copyIdOf(undo, id)]));
  const copy = (id: string | null): string | null => (id === null ? null : (ids.get(id) ?? id));
  return [
    ...sessions.flatMap(([session, undo]): Op[] => [
      toRegister(copyIdOf(undo, `deleted ${session}`), {
        session,
        field: 'deleted',
        value: false,
        hlc: hlc(),
      }),
      toRegister(copyIdOf(undo, `restored ${session}`), {
        session,
        field: 'restored',
        value: at,
        hlc: hlc(),
      }),
    ]),
    ...binned.map(({ id, session, undo, message }): Op => {
      const { follows } = message;
      return {
        t: 'msg',
        opId: copyIdOf(undo, `restore ${id}`),
        message: {
          ...message,
          id: copyIdOf(undo, id),
          reply_to: copy(message.reply_to),
          variant_of: copy(message.variant_of),
          ...(follows === undefined ? {} : { follows: ids.get(follows) ?? follows }),
          origin: { session, message: id },
        },
      };
    }),
  ];
}

function toRegister(
  opId: string,
  register: {
    readonly session: string;
    readonly field: string;
    readonly value: WireJson;
    readonly hlc: string;
  },
): Op {
  return { t: 'reg', opId, ...register };
}

/** Groups by clear, the newest clear first, each in the order of its messages. */
export function groupBin(
  binned: readonly BinnedMessage[],
): readonly (readonly [BinnedMessage, ...BinnedMessage[]])[] {
  const groups = new Map<string, [BinnedMessage, ...BinnedMessage[]]>();
  for (const one of binned) {
    const group = groups.get(one.undo);
    if (group === undefined) groups.set(one.undo, [one]);
    else group.push(one);
  }
  const place = ({ message: { hlc, id } }: BinnedMessage): string => `${hlc} ${id}`;
  for (const group of groups.values()) group.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  return [...groups.values()].sort(([a], [b]) => b.at - a.at || (a.undo < b.undo ? -1 : 1));
}
