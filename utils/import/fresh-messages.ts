import { copyIdOf } from '../chat/derived-id.ts';
import type { Message } from '../chat/message.ts';
import type { Standing } from '../store/standings.ts';
import { importNamespace, type ImportedChat } from './imported-chat.ts';

/** Tells how this device knows messages. */
export type ListStandings = (ids: readonly string[]) => Promise<ReadonlyMap<string, Standing>>;

/** More clears and imports of the same chat than anybody makes. */
const generations = 1_000;

/**
 * The messages of a chat that this device does not show, under ids that are free. An id that was deleted
 * stays deleted everywhere, so what was cleared here comes back as a copy: its id follows from the old one,
 * and the copy of a deleted copy from that, so that a repeated import finds it and adds nothing.
 */
export async function toFreshMessages(
  { messages }: Pick<ImportedChat, 'messages'>,
  listStandings: ListStandings,
): Promise<readonly Message[]> {
  const ids = new Map(messages.map(({ id }) => [id, id]));
  const live = new Set<string>();
  let open = [...ids.keys()];
  for (let round = 0; open.length > 0 && round < generations; round += 1) {
    const standings = await listStandings(open.map((id) => ids.get(id) ?? id));
    const deleted: string[] = [];
    for (const id of open) {
      const now = ids.get(id) ?? id;
      const standing = standings.get(now);
      if (standing === 'live') live.add(id);
      if (standing !== 'deleted') continue;
      ids.set(id, copyIdOf(importNamespace, now));
      deleted.push(id);
    }
    open = deleted;
  }
  const renamed = (id: string | null): string | null => (id === null ? null : (ids.get(id) ?? id));
  return messages
    .filter(({ id }) => !live.has(id))
    .map((message) => {
      const id = ids.get(message.id) ?? message.id;
      const { replyTo, variantOf, follows } = message;
      const links = {
        replyTo: renamed(replyTo),
        variantOf: renamed(variantOf),
        ...(follows === undefined ? {} : { follows: ids.get(follows) ?? follows }),
      };
      return id === message.id
        ? { ...message, ...links }
        : { ...message, ...links, id, origin: { sessionId: message.sessionId, messageId: message.id } };
    });
}
